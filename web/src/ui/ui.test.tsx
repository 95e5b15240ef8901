import { act, fireEvent, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { ApiError } from "@/api";
import { show } from "@/app/testing";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { ConfirmAmount } from "@/ui/ConfirmAmount";
import { Countdown } from "@/ui/Countdown";
import { ErrorFace, Face } from "@/ui/Face";
import { Field } from "@/ui/Field";
import { LongList } from "@/ui/LongList";
import { Money } from "@/ui/Money";
import { pattern } from "@/ui/PersonFace/pattern";
import { settle } from "@/ui/Sheet/settle";
import { Slider } from "@/ui/Slider";
import { toast, Toasts } from "@/ui/Toast";

const refused = new ApiError({ code: "fee_below_floor", status: 422, title: "Below the floor.", remedy: "Raise it." });

test("a busy button takes no second tap", async () => {
  const tap = vi.fn();
  await show(
    <Button isBusy onClick={tap}>
      Post
    </Button>,
  );
  fireEvent.click(screen.getByRole("button", { name: "Post" }));
  expect(tap).not.toHaveBeenCalled();
});

test("money moves once, however often one taps, and a refusal is said", async () => {
  let refuse: (error: unknown) => void = () => undefined;
  const hold = vi.fn(() => new Promise((_, reject) => (refuse = reject)));
  await show(
    <>
      <ConfirmAmount onConfirm={hold}>Hold ¥30</ConfirmAmount>
      <Toasts />
    </>,
  );
  const button = screen.getByRole("button", { name: "Hold ¥30" });
  fireEvent.click(button);
  fireEvent.click(button);
  expect(hold).toHaveBeenCalledTimes(1);
  await act(async () => {
    refuse(refused);
    await Promise.resolve();
  });
  expect(screen.getByText("Below the floor. Raise it.")).toBeTruthy();
});

test("an error face says what happened and what to do, and tries again", async () => {
  const retry = vi.fn();
  await show(<ErrorFace error={refused} onRetry={retry} />);
  expect(screen.getByRole("alert").textContent).toContain("Raise it.");
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(retry).toHaveBeenCalledOnce();
});

test("a face has one sentence and one next step", async () => {
  await show(<Face icon="compass" title="Nothing here" text="Look further." action={<Button>Look</Button>} />);
  expect(screen.getAllByRole("button")).toHaveLength(1);
});

test("a field's refusal is tied to it", async () => {
  await show(<Field label="Fee" value="" onChange={() => undefined} error={refused} />);
  const input = screen.getByLabelText("Fee");
  expect(input.getAttribute("aria-invalid")).toBe("true");
  expect(document.getElementById(input.getAttribute("aria-describedby") ?? "")?.textContent).toBe(
    "Below the floor. Raise it.",
  );
});

test("chips are one choice", async () => {
  const choose = vi.fn();
  const choices = [
    { value: "a", label: "A" },
    { value: "b", label: "B" },
  ] as const;
  await show(<Chips label="Which" choices={choices} value="a" onChange={choose} />);
  fireEvent.click(screen.getByRole("radio", { name: "B" }));
  expect(choose).toHaveBeenCalledWith("b");
});

test("amounts carry their sign in a statement", async () => {
  await show(<Money amount={{ minor: -1250, currency: "CNY" }} isSigned isExact />);
  expect(screen.getByText("−¥12.50")).toBeTruthy();
});

test("a countdown counts seconds when it is close and says when it is over", async () => {
  vi.useFakeTimers({ now: new Date("2026-11-22T12:00:00Z") });
  const over = vi.fn();
  await show(<Countdown until="2026-11-22T12:00:02Z" onEnd={over} />);
  expect(screen.getByRole("timer").textContent).toBe("0:02");
  await act(() => vi.advanceTimersByTimeAsync(2_500));
  await act(() => vi.advanceTimersByTimeAsync(2_500));
  expect(screen.getByRole("timer").textContent).toBe("time is up");
  expect(over).toHaveBeenCalled();
  vi.useRealTimers();
});

test("a long list holds few elements and tells how long it is", async () => {
  // There is no layout here: the frame is said to be a phone high.
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(390);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, 390, 600));
  const items = Array.from({ length: 5000 }, (_, index) => String(index));
  await show(
    <LongList label="Things" items={items} keyOf={(item) => item}>
      {(item) => item}
    </LongList>,
  );
  const shown = screen.getAllByRole("listitem");
  expect(shown.length).toBeLessThan(60);
  expect(shown[0]?.getAttribute("aria-setsize")).toBe("5000");
});

test("a pattern belongs to its id and mirrors", () => {
  const one = pattern("01a2035b-8074-7473-bf17-fcce80549447");
  expect(pattern("01a2035b-8074-7473-bf17-fcce80549447")).toEqual(one);
  expect(pattern("01a2035b-8068-72f3-bbce-71eb90a83c87")).not.toEqual(one);
  for (const [x, y] of one.cells) expect(one.cells).toContainEqual([4 - x, y]);
});

test("a sheet goes on with a flick and rests where a slow hand left it", () => {
  const heights = { peek: 160, half: 400, full: 700 };
  expect(settle(220, 0.9, heights)).toBe("half");
  expect(settle(390, -0.9, heights)).toBe("peek");
  expect(settle(590, 0.1, heights)).toBe("full");
  expect(settle(200, 0, heights)).toBe("peek");
});

test("a toast says what was done", async () => {
  await show(<Toasts />);
  act(() => toast.done("Posted."));
  expect(screen.getByText("Posted.")).toBeTruthy();
});

test("a slider says its value in words and tells what was chosen", async () => {
  const chosen = vi.fn();
  await show(<Slider label="Share" valueText="¥12" value={12} max={30} onChange={chosen} />);
  const slider = screen.getByRole("slider", { name: "Share" });
  expect(slider.getAttribute("aria-valuetext")).toBe("¥12");
  fireEvent.change(slider, { target: { value: "20" } });
  expect(chosen).toHaveBeenCalledWith(20);
});

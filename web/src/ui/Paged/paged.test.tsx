import { useInfiniteQuery } from "@tanstack/react-query";
import { fireEvent, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { ApiError } from "@/api";
import { show } from "@/app/testing";
import { Paged } from ".";

interface Page {
  items: string[];
  next: string | null;
}

const broken = new ApiError({ code: "broken", status: 500, title: "Our fault.", remedy: "Wait." });

function Things({ ask }: { ask: (cursor: string | undefined) => Promise<Page> }) {
  const things = useInfiniteQuery({
    queryKey: ["things"],
    queryFn: ({ pageParam }) => ask(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  return (
    <Paged of={things} empty={<p>Nothing</p>}>
      {(items, onEnd) => (
        <>
          <p>{items.join(" ")}</p>
          {onEnd && <button onClick={onEnd}>More</button>}
          <button onClick={() => void things.refetch()}>Anew</button>
        </>
      )}
    </Paged>
  );
}

test("nothing has its own face, and so has a fault, which is tried again", async () => {
  const ask = vi.fn<(cursor: string | undefined) => Promise<Page>>().mockRejectedValueOnce(broken);
  ask.mockResolvedValue({ items: [], next: null });
  await show(<Things ask={ask} />);
  expect((await screen.findByRole("alert")).textContent).toContain("Our fault.");
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("Nothing")).toBeTruthy();
});

test("a further page that fails is not asked for by itself, and what came before stays", async () => {
  const ask = vi.fn<(cursor: string | undefined) => Promise<Page>>();
  ask.mockResolvedValueOnce({ items: ["a"], next: "b" }).mockRejectedValueOnce(broken);
  ask.mockResolvedValue({ items: ["b"], next: null });
  await show(<Things ask={ask} />);
  fireEvent.click(await screen.findByRole("button", { name: "More" }));
  const again = await screen.findByRole("button", { name: "Try again" });
  expect([screen.getByText("a"), screen.queryByRole("button", { name: "More" })]).toEqual([expect.anything(), null]);
  fireEvent.click(again);
  expect(await screen.findByText("a b")).toBeTruthy();
  expect(ask).toHaveBeenCalledTimes(3);
});

test("a refresh that fails leaves what was read", async () => {
  const ask = vi.fn<(cursor: string | undefined) => Promise<Page>>();
  ask.mockResolvedValueOnce({ items: ["a"], next: null }).mockRejectedValue(broken);
  await show(<Things ask={ask} />);
  fireEvent.click(await screen.findByRole("button", { name: "Anew" }));
  await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(2));
  expect(screen.getByText("a")).toBeTruthy();
});

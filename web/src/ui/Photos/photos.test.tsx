import { act, fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "@/api";
import { show } from "@/app/testing";
import { Gallery, Photos } from "@/ui/Photos";
import { fitted } from "./resize";

const api = vi.hoisted(() => ({ uploadPicture: vi.fn() }));
vi.mock("@/api", async (original) => ({ ...(await original<object>()), ...api }));

const file = () => new File(["pixels"], "cat.jpg", { type: "image/jpeg" });
const choose = () => screen.getByLabelText("Choose a picture");

function Kept({ first = [] as string[], max = 9 }) {
  const [ids, setIds] = useState<readonly string[]>(first);
  return <Photos label="Pictures" value={ids} onChange={setIds} max={max} />;
}

beforeEach(() => {
  api.uploadPicture.mockReset();
  vi.stubGlobal("createImageBitmap", () => Promise.reject(new Error("there is no decoder here")));
});

test("a picture is made to fit, and never larger", () => {
  expect(fitted(4000, 3000)).toEqual({ width: 1600, height: 1200 });
  expect(fitted(300, 9000)).toEqual({ width: 53, height: 1600 });
  expect(fitted(200, 100)).toEqual({ width: 200, height: 100 });
});

test("pictures are sent one after the other, with their progress, and taken away again", async () => {
  const sent: { tell: (share: number) => void; arrive: (picture: { id: string }) => void }[] = [];
  api.uploadPicture.mockImplementation((_: Blob, tell) => new Promise((arrive) => sent.push({ tell, arrive })));
  await show(<Kept />);
  await act(async () => {
    fireEvent.change(choose(), { target: { files: [file(), file()] } });
    await Promise.resolve();
  });
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  act(() => sent[0]?.tell(0.5));
  expect(screen.getAllByRole("progressbar")[0]?.getAttribute("value")).toBe("0.5");
  await act(async () => sent[0]?.arrive({ id: "one" }));
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  await act(async () => sent[1]?.arrive({ id: "two" }));
  await vi.waitFor(() => expect(screen.queryByRole("progressbar")).toBeNull());
  expect(screen.getByAltText("Picture 2").getAttribute("src")).toBe("/api/pictures/two");
  fireEvent.click(screen.getByRole("button", { name: "Take picture 1 away" }));
  expect(screen.getByAltText("Picture 1").getAttribute("src")).toBe("/api/pictures/two");
});

test("a picture that did not arrive says why and is sent again", async () => {
  api.uploadPicture.mockRejectedValueOnce(
    new ApiError({ code: "offline", status: 0, title: "No connection.", remedy: "Look at your network." }),
  );
  await show(<Kept />);
  fireEvent.change(choose(), { target: { files: [file()] } });
  expect((await screen.findByRole("alert")).textContent).toBe("No connection. Look at your network.");
  api.uploadPicture.mockResolvedValueOnce({ id: "one" });
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByAltText("Picture 1")).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
});

test("no more pictures than there may be", async () => {
  await show(<Kept first={["one", "two"]} max={2} />);
  expect(screen.queryByLabelText("Choose a picture")).toBeNull();
});

test("pictures open large, and go round", async () => {
  await show(<Gallery urls={["/one", "/two"]} />);
  fireEvent.click(screen.getByRole("button", { name: "Show picture 2 large" }));
  expect(screen.getByAltText("Picture 2 of 2")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Next picture" }));
  expect(screen.getByAltText("Picture 1 of 2")).toBeTruthy();
});

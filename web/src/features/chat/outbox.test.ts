import { beforeEach, expect, test, vi } from "vitest";
import { fillStorage } from "@/app/testing/storage";
import type * as talks from "./talk";

const talk: talks.Talk = { kind: "deal", id: "d1" };
const draft = { text: "hello", picture_ids: [] };
const say = vi.hoisted(() => vi.fn());
const whoIsHere = vi.hoisted(() => vi.fn());
vi.mock("@/features/people", () => ({ whoIsHere }));
vi.mock("./talk", async (original) => ({ ...(await original<typeof talks>()), say }));

const stored = () =>
  JSON.parse(localStorage.getItem("everywhere.unsent") ?? "[]") as { key: string; refused?: unknown }[];
// Each test has modules of its own, and with them its own ApiError.
async function refusal(code: string, status: number) {
  const { ApiError } = await import("@/api");
  return new ApiError({ code, status, title: "No", remedy: "Wait." });
}

beforeEach(() => {
  vi.resetModules();
  say.mockReset();
  whoIsHere.mockReset().mockResolvedValue({ id: "me" });
  vi.unstubAllGlobals();
  localStorage.clear();
});

test("what was said without a network is kept, and goes out once under its own key", async () => {
  say.mockRejectedValueOnce(await refusal("offline", 0)).mockResolvedValue({});
  const outbox = await import("./outbox");
  outbox.put("me", talk, draft);
  await outbox.flush();
  const [kept] = stored();
  expect(kept?.key).toBeDefined();
  window.dispatchEvent(new Event("online"));
  await outbox.flush();
  expect(stored()).toEqual([]);
  expect(say.mock.calls.map(([, , key]) => key as string)).toEqual([kept?.key, kept?.key]);
});

test("after a new start it is still there, and goes out", async () => {
  say.mockRejectedValueOnce(await refusal("timeout", 0)).mockResolvedValue({});
  const before = await import("./outbox");
  before.put("me", talk, draft);
  await before.flush();
  const [kept] = stored();
  vi.resetModules();
  const after = await import("./outbox");
  await after.flush();
  expect(stored()).toEqual([]);
  expect(say).toHaveBeenLastCalledWith(talk, draft, kept?.key);
});

test("words that are refused wait for their writer, and hold nothing up", async () => {
  say.mockRejectedValueOnce(await refusal("message_empty", 422)).mockResolvedValue({});
  const outbox = await import("./outbox");
  outbox.put("me", talk, draft);
  outbox.put("me", talk, { ...draft, text: "second" });
  await outbox.flush();
  const [refused, ...others] = stored();
  expect(refused?.refused).toEqual({ title: "No", remedy: "Wait." });
  expect(others).toEqual([]);
  outbox.drop(refused?.key ?? "");
  expect(stored()).toEqual([]);
});

test("words wait while somebody else uses this phone, and while nobody is signed in", async () => {
  say.mockRejectedValueOnce(await refusal("sign_in_needed", 401)).mockResolvedValue({});
  const outbox = await import("./outbox");
  outbox.put("me", talk, draft);
  await outbox.flush();
  whoIsHere.mockResolvedValue({ id: "another" });
  await outbox.flush();
  expect([say.mock.calls.length, stored().length]).toEqual([1, 1]);
  expect(stored()[0]?.refused).toBeUndefined();
  whoIsHere.mockResolvedValue({ id: "me" });
  await outbox.flush();
  expect(stored()).toEqual([]);
});

test("on a phone without room, words go out from memory", async () => {
  fillStorage();
  say.mockRejectedValueOnce(await refusal("offline", 0)).mockResolvedValue({});
  const outbox = await import("./outbox");
  outbox.put("me", talk, draft);
  await outbox.flush();
  await outbox.flush();
  expect(say.mock.calls.map(([, said]) => (said as talks.Draft).text)).toEqual(["hello", "hello"]);
});

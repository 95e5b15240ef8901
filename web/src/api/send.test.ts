import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { patience, SLOW_MS } from "./patience";
import { behave, send } from "./send";

const problem = (status: number, code: string, headers = {}) =>
  new Response(JSON.stringify({ type: "", title: "No", remedy: "Try", status, code }), {
    status,
    headers: { "Content-Type": "application/problem+json", ...headers },
  });

const waits: number[] = [];

function answering(...answers: (Response | Error)[]) {
  const sent: Request[] = [];
  behave({
    fetch: (given) => {
      sent.push(given as Request);
      const answer = answers[Math.min(sent.length, answers.length) - 1];
      return answer instanceof Response ? Promise.resolve(answer.clone()) : Promise.reject(answer ?? new Error("none"));
    },
  });
  return sent;
}

/** A server that never answers. */
function hanging(): Request[] {
  const sent: Request[] = [];
  behave({
    fetch: (given) =>
      new Promise((_, reject) => {
        const request = given as Request;
        sent.push(request);
        request.signal.addEventListener("abort", () => reject(new DOMException("ended", "AbortError")));
      }),
  });
  return sent;
}

const read = () => new Request("http://test/api/me");
const command = () => new Request("http://test/api/needs", { method: "POST", body: "{}" });

beforeEach(() => {
  waits.length = 0;
  document.cookie = "everywhere_csrf=; max-age=0";
  behave({
    language: () => "zh-CN",
    signIn: () => Promise.resolve(false),
    wait: (ms) => (waits.push(ms), Promise.resolve()),
  });
});

afterEach(() => vi.useRealTimers());

test("a read is tried again when the network fails, a command is not", async () => {
  expect((await send(await prepared(read, new TypeError("failed"), new Response("{}")))).ok).toBe(true);
  const sent = answering(new TypeError("failed"));
  await expect(send(command())).rejects.toMatchObject({ code: "offline" });
  expect(sent).toHaveLength(1);
});

test("a busy server is given the time it asks for", async () => {
  const sent = answering(problem(503, "overloaded", { "Retry-After": "2" }), new Response("{}"));
  await send(read());
  expect([sent.length, waits]).toEqual([2, [2000]]);
});

test("what the server refuses is an error with its code, its words and the field", async () => {
  answering(problem(422, "fee_below_floor"));
  await expect(send(command())).rejects.toMatchObject({
    code: "fee_below_floor",
    problem: { title: "No", remedy: "Try" },
  });
});

test("an answer that is no problem is told as a fault of ours", async () => {
  answering(new Response("<html>Bad Gateway</html>", { status: 500 }));
  await expect(send(read())).rejects.toMatchObject({ code: "broken" });
});

test("after signing in the same command goes on, under the same key and with the new token", async () => {
  const signIn = vi.fn(() => {
    document.cookie = "everywhere_csrf=fresh";
    return Promise.resolve(true);
  });
  behave({ signIn });
  const sent = answering(problem(401, "sign_in_needed"), new Response("{}"));
  expect((await send(command())).ok).toBe(true);
  const keys = sent.map((request) => request.headers.get("Idempotency-Key"));
  expect(keys[0]).toBe(keys[1]);
  expect(sent.map((request) => request.headers.get("X-CSRF-Token"))).toEqual([null, "fresh"]);
});

test("whoever does not sign in is told so, and nothing is sent again", async () => {
  const sent = answering(problem(401, "sign_in_needed"));
  await expect(send(command())).rejects.toMatchObject({ code: "sign_in_needed" });
  expect(sent).toHaveLength(1);
});

test("a wrong code is refused and opens no second sheet", async () => {
  const signIn = vi.fn(() => Promise.resolve(true));
  behave({ signIn });
  answering(problem(401, "code_wrong"));
  await expect(send(command())).rejects.toMatchObject({ code: "code_wrong" });
  expect(signIn).not.toHaveBeenCalled();
});

test("whoever was signed in is asked again by a read too; a guest is not", async () => {
  const signIn = vi.fn((isRead: boolean) => Promise.resolve(isRead));
  behave({ signIn });
  const sent = answering(problem(401, "sign_in_needed"), new Response("{}"));
  expect((await send(read())).ok).toBe(true);
  expect([sent.length, signIn.mock.calls]).toEqual([2, [[true]]]);
});

test("an answer that takes long is told, sent for again under the same key, and given up", async () => {
  vi.useFakeTimers();
  const sent = hanging();
  const asked = send(command());
  const ended = expect(asked).rejects.toMatchObject({ code: "timeout" });
  await vi.advanceTimersByTimeAsync(SLOW_MS - 1);
  expect(patience.isTried()).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(patience.isTried()).toBe(true);
  patience.again();
  expect(patience.isTried()).toBe(false);
  await vi.advanceTimersByTimeAsync(SLOW_MS);
  expect(patience.isTried()).toBe(true);
  patience.giveUp();
  await ended;
  const keys = sent.map((request) => request.headers.get("Idempotency-Key"));
  expect([sent.length, new Set(keys).size]).toEqual([2, 1]);
  expect(patience.isTried()).toBe(false);
});

test("a read that is given up is not tried again, and an answer in time tells nobody", async () => {
  vi.useFakeTimers();
  const sent = hanging();
  const ended = expect(send(read())).rejects.toMatchObject({ code: "timeout" });
  await vi.advanceTimersByTimeAsync(SLOW_MS);
  patience.giveUp();
  await ended;
  expect(sent).toHaveLength(1);
  answering(new Response("{}"));
  await send(read());
  await vi.advanceTimersByTimeAsync(SLOW_MS);
  expect(patience.isTried()).toBe(false);
});

test("every request says the reader's language", async () => {
  const sent = answering(new Response("{}"));
  await send(read());
  expect(sent[0]?.headers.get("Accept-Language")).toBe("zh-CN");
});

function prepared(make: () => Request, ...answers: (Response | Error)[]) {
  answering(...answers);
  return Promise.resolve(make());
}

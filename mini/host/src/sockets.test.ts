import { expect, it } from "vitest";
import {
  type Line,
  NotOpened,
  type SocketEar,
  Sockets,
  type SocketWay,
  type SocketWhy,
  type SocketWish,
} from "./sockets.ts";

type Call = (name: string, options?: object) => Promise<unknown>;

interface Held {
  sockets: Sockets;
  call: Call;
  told: unknown[];
  sent: unknown[];
  wishes: SocketWish[];
  ear: SocketEar[];
  line: { waiting: number };
}

/** Sockets over a way that opens all, or fails for this reason; each begins with these messages before it is open. */
function held({ why, first = [] }: { why?: SocketWhy; first?: string[] } = {}): Held {
  const told: unknown[] = [];
  const sent: unknown[] = [];
  const wishes: SocketWish[] = [];
  const ear: SocketEar[] = [];
  const line = {
    waiting: 0,
    send: (data) => sent.push(data),
    close: (code, reason) => sent.push({ code, reason }),
  } as Line & { waiting: number };
  const way: SocketWay = (wish, one) => {
    wishes.push(wish);
    ear.push(one);
    for (const message of first) one.message(message);
    return why ? Promise.reject(new NotOpened(why, "no")) : Promise.resolve(line);
  };
  const sockets = new Sockets(way, (event, detail) => told.push([event, detail]), 5_000);
  const call: Call = async (name, options = {}) => {
    const result: unknown = await sockets.calls[name]?.(
      options as never,
      new AbortController().signal,
      () => undefined,
    );
    return result;
  };
  return { sockets, call, told, sent, wishes, ear, line };
}

const PATIENCE_MS = 30_000;
const url = "wss://a.example/";
const opened = async ({ call, told }: Held, options: object = {}) => {
  const before = told.length;
  await call("connectSocket", { url, ...options });
  await expect.poll(() => told.length).toBeGreaterThan(before);
};

it(
  "tells the one socket by the events of old, once the call was answered, its bytes as base64",
  async () => {
    const one = held({ first: ["early"] });
    const { call, told, sent, wishes, ear } = one;
    expect(await call("connectSocket", { url, data: { q: "茶" }, header: { A: 1 }, timeout: 90_000 })).toEqual({});
    expect(told).toEqual([]);
    await expect.poll(() => told).toHaveLength(2);
    ear[0]?.message(new Uint8Array([0, 255]).buffer);
    expect(await call("sendSocketMessage", { data: "hello" })).toEqual({ success: true });
    await call("sendSocketMessage", { data: "AP8=", isBuffer: true });
    ear[0]?.closed(4001, "closing time");
    expect(wishes).toEqual([{ url: `${url}?q=%E8%8C%B6`, headers: { a: "1" }, protocols: [], timeoutMs: 60_000 }]);
    expect(told).toEqual([
      ["onSocketOpen", {}],
      ["onSocketMessage", { data: "early", isBuffer: false }],
      ["onSocketMessage", { data: "AP8=", isBuffer: true }],
      ["onSocketClose", { code: 4001, reason: "closing time" }],
    ]);
    expect(sent[0]).toBe("hello");
    expect([...new Uint8Array(sent[1] as ArrayBuffer)]).toEqual([0, 255]);
    await expect(call("sendSocketMessage", { data: "late" })).rejects.toMatchObject({ error: 10 });
  },
  PATIENCE_MS,
);

it(
  "tells each of several by its number, and closes the one that is meant",
  async () => {
    const two = held();
    const { call, told, sent, ear } = two;
    await opened(two, { id: 1 });
    await opened(two, { id: 2 });
    ear[1]?.message(new ArrayBuffer(2));
    expect(await call("closeSocket", { id: 1, code: 4000, reason: "茶".repeat(50) })).toEqual({ message: "closed" });
    ear[0]?.closed(4000, "again");
    await expect.poll(() => told).toHaveLength(4);
    const [first, second] = [{ socketTaskID: "1" }, { socketTaskID: "2" }];
    const bye = { code: 4000, reason: "茶".repeat(41) };
    expect(told).toEqual([
      ["socket", { id: 1, what: "Open", detail: { data: first } }],
      ["socket", { id: 2, what: "Open", detail: { data: second } }],
      ["socket", { id: 2, what: "Message", detail: { data: { ...second, data: "AAA=", isBuffer: true } } }],
      ["socket", { id: 1, what: "Close", detail: { ...bye, data: first } }],
    ]);
    expect(sent).toEqual([bye]);
  },
  PATIENCE_MS,
);

it(
  "fails with the numbers that programs know, and says it to who listens",
  async () => {
    for (const [why, error] of [
      ["unlisted", 1],
      ["timeout", 6],
      ["untrusted", 7],
      ["odd", 8],
      ["insecure", 20],
    ] as const) {
      const { call, told } = held({ why });
      await expect(call("connectSocket", { url })).rejects.toMatchObject({ error });
      await expect.poll(() => told).toEqual([["onSocketError", { error, errorMessage: "no" }]]);
    }
    const open = held();
    for (const [wrong, error] of [
      ["", 3],
      ["no address", 4],
      ["https://a.example/", 5],
    ] as const)
      await expect(open.call("connectSocket", { url: wrong })).rejects.toMatchObject({ error });
    await opened(open);
    await expect(open.call("connectSocket", { url })).rejects.toMatchObject({ error: 2 });
    for (const id of [1, 2, 3, 4]) await opened(open, { id });
    await expect(open.call("connectSocket", { url, id: 5 })).rejects.toMatchObject({ error: 1 });
    expect(open.wishes).toHaveLength(5);
  },
  PATIENCE_MS,
);

it(
  "does not take a socket that was closed while it was opened for the one that came after it",
  async () => {
    const lines: ((line: Line) => void)[] = [];
    const closed: number[] = [];
    const told: unknown[] = [];
    const sockets = new Sockets(
      () => new Promise((done) => lines.push(done)),
      (event) => told.push(event),
    );
    const call: Call = async (name, options = {}) =>
      sockets.calls[name]?.(options as never, new AbortController().signal, () => undefined);
    const line = (number: number) => ({ waiting: 0, send: () => undefined, close: () => closed.push(number) }) as Line;
    const first = call("connectSocket", { url });
    await call("closeSocket");
    const second = call("connectSocket", { url });
    lines[0]?.(line(1));
    await expect(first).rejects.toMatchObject({ error: 1 });
    lines[1]?.(line(2));
    await second;
    await expect.poll(() => told).toEqual(["onSocketError", "onSocketOpen"]);
    expect(closed).toEqual([1]);
  },
  PATIENCE_MS,
);

it(
  "sends no more while too much waits, and is silent to whatever begins when the program has ended",
  async () => {
    const one = held();
    const { sockets, call, told, sent, ear, line } = one;
    await opened(one);
    line.waiting = 5_000_000;
    await expect(call("sendSocketMessage", { data: "x" })).rejects.toMatchObject({ error: 11 });
    await call("connectSocket", { url, id: 1 });
    sockets.end();
    ear[0]?.closed(1000, "");
    await opened(one);
    expect(told).toEqual([
      ["onSocketOpen", {}],
      ["onSocketOpen", {}],
    ]);
    expect(sent).toEqual([
      { code: 1000, reason: "" },
      { code: 1000, reason: "" },
    ]);
  },
  PATIENCE_MS,
);

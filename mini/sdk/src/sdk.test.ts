import { afterEach, expect, it } from "vitest";
import { Bridge, type Boot, createMy, type My, type ToHost } from "./index.ts";

const BOOT: Boot = {
  appId: "2021000000000001",
  launch: { path: "pages/index/index", query: {}, scene: "1000" },
  system: { platform: "Everywhere", pixelRatio: 2 },
  ext: {},
  storage: { name: '"Wei"' },
  network: { networkAvailable: true, networkType: "WIFI" },
  strict: false,
};

const open: MessagePort[] = [];
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

function frame(
  answer: (message: Extract<ToHost, { i: number }>) => object = () => ({ ok: true, r: {} }),
  missing: string[] = [],
): { my: My; told: ToHost[]; stopped: number[]; host: MessagePort } {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  const told: ToHost[] = [];
  const stopped: number[] = [];
  port2.onmessage = ({ data }: MessageEvent<ToHost>) => {
    if ("x" in data) {
      stopped.push(data.x);
      port2.postMessage({ i: data.x, ok: false, e: { error: 20, errorMessage: "stopped" } });
      return;
    }
    told.push(data);
    if ("i" in data && (data.a as { url?: string }).url !== "hold") port2.postMessage({ i: data.i, ...answer(data) });
  };
  return { my: createMy(BOOT, new Bridge(port1), {}, missing), told, stopped, host: port2 };
}

type Call = (options?: object) => Promise<unknown>;

it("answers by callback and by promise alike", async () => {
  const { my } = frame((message) => ({ ok: true, r: { index: (message.a as { items: string[] }).items.length } }));
  const heard: unknown[] = [];
  const promised = await (my["showActionSheet"] as Call)({
    items: ["a", "b"],
    success: (one: unknown) => heard.push(one),
    complete: (one: unknown) => heard.push(one),
  });
  expect([promised, ...heard]).toEqual([{ index: 2 }, { index: 2 }, { index: 2 }]);
});

it("fails with a number and a message, in the callback and in the promise", async () => {
  const { my } = frame(() => ({ ok: false, e: { error: 11, errorMessage: "cancelled" } }));
  const heard: unknown[] = [];
  await expect((my["scan"] as Call)({ fail: (why: unknown) => heard.push(why) })).rejects.toMatchObject({ error: 11 });
  expect(heard).toEqual([{ error: 11, errorMessage: "cancelled" }]);
});

it("tells what a failure brings beside its number, such as the status of an answer", async () => {
  const e = { error: 19, errorMessage: "The host answered 404.", status: 404, data: "gone" };
  const { my } = frame(() => ({ ok: false, e }));
  const heard: unknown[] = [];
  await (my["request"] as Call)({ url: "x", fail: (why: unknown) => heard.push(why) }).catch(() => undefined);
  expect(heard).toEqual([e]);
});

it("gives a task that asks the host to stop the call, and is a promise of the answer as well", async () => {
  const { my, told, stopped } = frame();
  const task = (my["request"] as (o: object) => Promise<unknown> & { abort(): Promise<unknown> })({ url: "hold" });
  expect(await task.abort()).toEqual({ success: true });
  await expect(task).rejects.toMatchObject({ error: 20 });
  expect([told[0], stopped]).toEqual([{ i: 1, m: "request", a: { url: "hold" } }, [1]]);
  const over = (my["request"] as (o: object) => Promise<unknown> & { abort(): Promise<unknown> })({ url: "x" });
  await over;
  await over.abort();
  await (my["vibrateShort"] as Call)();
  expect(stopped).toEqual([1]);
});

it("keeps what is stored, knows it at once and tells the host", async () => {
  const { my, told } = frame();
  expect((my["getStorageSync"] as Call)({ key: "name" })).toEqual({ data: "Wei" });
  (my["setStorageSync"] as Call)({ key: "cart", data: { n: 1 } });
  expect(await (my["getStorage"] as Call)({ key: "cart" })).toEqual({ data: { n: 1 } });
  expect((my["getStorageSync"] as Call)({ key: "none" })).toEqual({ data: null });
  await (my["vibrateShort"] as Call)();
  expect(told[0]).toEqual({ ev: "storage", d: { key: "cart", value: '{"n":1}' } });
});

it("refuses a key over 200 KB, and leaves what was there", () => {
  const { my } = frame();
  expect(() => (my["setStorageSync"] as Call)({ key: "name", data: "x".repeat(205_000) })).toThrow(/200 KB/);
  expect((my["getStorageSync"] as Call)({ key: "name" })).toEqual({ data: "Wei" });
});

it("lets a call that nobody knows fail cleanly, and counts it", async () => {
  const { my, told } = frame(undefined, ["flyAway"]);
  await expect((my["flyAway"] as Call)()).rejects.toMatchObject({ error: 1 });
  const heard = await new Promise((tell) =>
    (my["call"] as (name: string, tell: (one: unknown) => void) => void)("swimAway", tell),
  );
  expect(heard).toMatchObject({ error: 1 });
  await (my["vibrateShort"] as Call)();
  expect(told.slice(0, 2)).toEqual([
    { ev: "missing", d: { name: "flyAway" } },
    { ev: "missing", d: { name: "swimAway" } },
  ]);
});

it("counts what a phone has and nothing here does, by whatever name it is called, and lets who listens go on", async () => {
  const { my, told } = frame(undefined, ["onMemoryWarning"]);
  const { saveImage: renamed } = my as Record<string, Call>;
  await expect(renamed?.({ url: "x" })).rejects.toMatchObject({ error: 1 });
  expect((my["onMemoryWarning"] as (heard: () => void) => unknown)(() => undefined)).toBeUndefined();
  await (my["vibrateShort"] as Call)();
  expect(told.slice(0, 2)).toEqual([
    { ev: "missing", d: { name: "saveImage" } },
    { ev: "missing", d: { name: "onMemoryWarning" } },
  ]);
});

it("tells of bytes as text, and where the capsule is", () => {
  const { my } = frame();
  const bytes = (my["base64ToArrayBuffer"] as (text: string) => ArrayBuffer)("AAH/");
  expect([...new Uint8Array(bytes)]).toEqual([0, 1, 255]);
  expect((my["arrayBufferToBase64"] as (bytes: ArrayBuffer) => string)(bytes)).toBe("AAH/");
  const capsule = (my["getMenuButtonBoundingClientRect"] as () => Record<string, number>)();
  expect(capsule["right"]).toBe((capsule["left"] ?? 0) + (capsule["width"] ?? 0));
  expect(capsule["bottom"]).toBe((capsule["top"] ?? 0) + (capsule["height"] ?? 0));
});

it("is a plain object that a program may add to", () => {
  const { my } = frame();
  my["webpackJsonp"] = [1];
  expect(my["webpackJsonp"]).toEqual([1]);
  expect((my["canIUse"] as (query: string) => boolean)("component2")).toBe(true);
});

it("gives a task for each of several sockets, which hears its own and no other", async () => {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  const told: unknown[] = [];
  port2.onmessage = ({ data }: MessageEvent<{ i: number; m: string; a: { id?: number } }>) => {
    told.push([data.m, data.a]);
    port2.postMessage({ i: data.i, ok: true, r: {} });
    if (data.m === "connectSocket")
      for (const id of [data.a.id, 99]) port2.postMessage({ ev: "socket", d: { id, what: "Open", detail: id } });
  };
  type Task = { send(o: object): Promise<unknown>; onOpen(heard: (one: unknown) => void): void; offOpen(): void };
  type Connect = (o: object) => Task;
  const my = createMy(BOOT, new Bridge(port1), {}, [], { connectSocketDefaultMultiple: true });
  const connect = my["connectSocket"] as Connect;
  const url = "wss://a.example/";
  // As the platform's own examples do it: listening begins when the call has succeeded.
  const first = await new Promise((done) => {
    const task = connect({
      url,
      success: () => {
        task.onOpen(done);
      },
    });
  });
  expect(first).toBe(1);
  const task = await connect({ url, multiple: true });
  await new Promise((done) => {
    task.onOpen(done);
  });
  task.offOpen();
  expect(await task.send({ data: "hello" })).toEqual({});
  await (connect({ url, multiple: false }) as unknown as Promise<unknown>);
  expect(told).toEqual([
    ["connectSocket", { url, id: 1 }],
    ["connectSocket", { url, multiple: true, id: 2 }],
    ["sendSocketMessage", { data: "hello", id: 2 }],
    ["connectSocket", { url, multiple: false }],
  ]);
});

it("turns bytes into base64 and back", () => {
  const { my } = frame();
  type Sync<From, To> = (from: From) => To;
  const bytes = Uint8Array.from({ length: 300 }, (_, at) => at % 256);
  const text = (my["arrayBufferToBase64"] as Sync<ArrayBuffer, string>)(bytes.buffer);
  expect(text).toBe(Buffer.from(bytes).toString("base64"));
  expect(new Uint8Array((my["base64ToArrayBuffer"] as Sync<string, ArrayBuffer>)(text))).toEqual(bytes);
});

it("tells listeners of a task how far it has come, until they are taken away", async () => {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  port2.onmessage = ({ data }: MessageEvent<ToHost>) => {
    if (!("i" in data)) return;
    for (const p of [1, 2]) port2.postMessage({ i: data.i, p });
    port2.postMessage({ i: data.i, ok: true, r: {} });
  };
  const my = createMy(BOOT, new Bridge(port1), {});
  type Task = Promise<unknown> & Record<"onProgressUpdate" | "offProgressUpdate", (heard?: unknown) => void>;
  const task = (my["downloadFile"] as (options: object) => Task)({ url: "https://a.example/" });
  const heard: unknown[] = [];
  const never = () => heard.push("never");
  task.onProgressUpdate(never);
  task.onProgressUpdate((how: unknown) => heard.push(how));
  task.offProgressUpdate(never);
  await task;
  expect(heard).toEqual([1, 2]);
});

it("has the storage of whoever signed in, once the host says so", async () => {
  const { my, host } = frame();
  const sync = my as unknown as {
    getStorageSync(of: { key: string }): { data: unknown };
    getStorageInfoSync(): { keys: string[] };
  };
  host.postMessage({ ev: "storage", d: { cart: "[7]" } });
  await expect.poll(() => sync.getStorageInfoSync().keys).toEqual(["cart"]);
  expect([sync.getStorageSync({ key: "cart" }).data, sync.getStorageSync({ key: "name" }).data]).toEqual([[7], null]);
});

import { expect, it } from "vitest";
import { networkCalls, Unreached, type Answer, type Way, type Why, type Wish } from "./network.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (body: Uint8Array) => new TextDecoder().decode(body);

function way(answer: Partial<Omit<Answer, "body">> & { body?: string } = {}): { way: Way; wishes: Wish[] } {
  const wishes: Wish[] = [];
  return {
    wishes,
    way: (wish) => {
      wishes.push(wish);
      const { status = 200, headers = {}, cookies = [], body = "{}" } = answer;
      return Promise.resolve({ status, headers, cookies, body: bytes(body) });
    },
  };
}

type Calls = Record<
  string,
  (o: object, stopped?: AbortSignal, moved?: (how: object) => void) => Promise<Record<string, unknown>>
>;

const calls = (by: Way, patience = {}): Calls =>
  Object.fromEntries(
    Object.entries(networkCalls(by, patience)).map(([name, carry]) => [
      name,
      async (o: object, stopped = new AbortController().signal, moved: (how: object) => void = () => undefined) =>
        (await carry(o as never, stopped, moved)) as Record<string, unknown>,
    ]),
  );

it("sends the data of a GET in its address, and of others as JSON or as a form, as the header says", async () => {
  const { way: by, wishes } = way();
  const { request, httpRequest } = calls(by);
  await request?.({ url: "https://a.example/x?a=1#top", data: { b: "茶 1", c: { d: 1 } } });
  await request?.({ url: "https://a.example/", method: "post", data: { b: 1 } });
  await request?.({
    url: "https://a.example/",
    method: "PUT",
    data: { b: 1 },
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  });
  await httpRequest?.({ url: "https://a.example/", method: "POST", data: { b: 1 } });
  expect(wishes.map(({ url, method, body }) => [method, url, text(body)])).toEqual([
    ["GET", "https://a.example/x?a=1&b=%E8%8C%B6%201&c=%7B%22d%22%3A1%7D#top", ""],
    ["POST", "https://a.example/", '{"b":1}'],
    ["PUT", "https://a.example/", "b=1"],
    ["POST", "https://a.example/", "b=1"],
  ]);
  expect(wishes.map(({ headers }) => headers["content-type"])).toEqual([
    undefined,
    "application/json",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded",
  ]);
});

it("answers JSON, text, base64 or bytes as it was asked, and cookies among the headers", async () => {
  const { way: by } = way({ body: '{"tea":1}', headers: { "x-shop": "1" }, cookies: ["a=1", "b=2"] });
  const { request } = calls(by);
  const url = "https://a.example/";
  expect(await request?.({ url })).toEqual({
    status: 200,
    headers: { "x-shop": "1", "set-cookie": "a=1, b=2" },
    data: { tea: 1 },
  });
  expect((await request?.({ url, dataType: "text" }))?.["data"]).toBe('{"tea":1}');
  expect((await request?.({ url, dataType: "base64" }))?.["data"]).toBe(btoa('{"tea":1}'));
  expect(new Uint8Array((await request?.({ url, dataType: "arraybuffer" }))?.["data"] as ArrayBuffer)).toEqual(
    bytes('{"tea":1}'),
  );
});

it("fails with the numbers that programs know", async () => {
  const url = "https://a.example/";
  await expect(calls(way({ body: "no JSON" }).way)["request"]?.({ url })).rejects.toMatchObject({ error: 14 });
  await expect(calls(way({ status: 404, body: "gone" }).way)["request"]?.({ url })).rejects.toMatchObject({
    error: 19,
    status: 404,
    data: "gone",
  });
  await expect(calls(way().way)["request"]?.({})).rejects.toMatchObject({ error: 2 });
  await expect(calls(way().way)["request"]?.({ url, method: "TRACE" })).rejects.toMatchObject({ error: 2 });
  const numbers: [Why, number][] = [
    ["unlisted", 11],
    ["insecure", 11],
    ["network", 12],
    ["timeout", 13],
    ["busy", 20],
  ];
  for (const [why, error] of numbers) {
    const refuses: Way = () => Promise.reject(new Unreached(why));
    await expect(calls(refuses)["request"]?.({ url })).rejects.toMatchObject({ error });
  }
});

it("waits as long as the call says, else as the program's configuration does, a minute at most", async () => {
  const { way: by, wishes } = way();
  const { request } = calls(by, { request: 5_000 });
  const url = "https://a.example/";
  await request?.({ url });
  await request?.({ url, timeout: 200 });
  await request?.({ url, timeout: 900_000 });
  expect(wishes.map(({ timeoutMs }) => timeoutMs)).toEqual([5_000, 200, 60_000]);
});

it("stops a call when the program does, and tells the way out of it", async () => {
  const url = "https://a.example/";
  for (const [name, error] of [
    ["request", 20],
    ["downloadFile", 12],
  ] as const) {
    const stop = new AbortController();
    const wishes: Wish[] = [];
    const never: Way = (wish) => {
      wishes.push(wish);
      return new Promise(() => undefined);
    };
    const answer = calls(never)[name]?.({ url }, stop.signal);
    stop.abort();
    await expect(answer).rejects.toMatchObject({ error });
    expect(wishes[0]?.stopped.aborted).toBe(true);
  }
});

it("uploads a file that the host handed out, with the fields of its form, and downloads one that can be uploaded again", async () => {
  const { way: by, wishes } = way({ status: 201, body: "kept", headers: { "content-type": "image/png; charset=x" } });
  const { uploadFile, downloadFile } = calls(by);
  const url = "https://a.example/";
  const { apFilePath } = (await downloadFile?.({ url })) ?? {};
  expect(apFilePath).toBe(`data:image/png;base64,${btoa("kept")}`);
  const said = await uploadFile?.({ url, filePath: apFilePath, fileName: "photo", formData: { order: 7 } });
  expect(said).toMatchObject({ data: "kept", statusCode: "201" });
  const sent = wishes[1];
  const form = await new Response(sent?.body as BodyInit, {
    headers: { "content-type": sent?.headers["content-type"] ?? "" },
  }).formData();
  expect([form.get("order"), await (form.get("photo") as File).text()]).toEqual(["7", "kept"]);
  await expect(uploadFile?.({ url, filePath: "/etc/passwd", fileName: "a" })).rejects.toMatchObject({ error: 11 });
});

it("tells how far a file has come: what the way knows of it, each percent once, and the whole at the end", async () => {
  const by: Way = ({ body, moved }) => {
    for (const share of [0, 0.5, 0.501, 0.4, 1]) moved?.sent?.(share, body.length);
    for (const share of [0.25, 1]) moved?.got?.(share, 16);
    return Promise.resolve({ status: 200, headers: {}, cookies: [], body: bytes("0123456789") });
  };
  const { uploadFile, downloadFile } = calls(by);
  const url = "https://a.example/";
  const told: object[] = [];
  const hear = (how: object) => void told.push(how);
  await downloadFile?.({ url }, undefined, hear);
  expect(told.splice(0)).toEqual([
    { progress: 25, totalBytesWritten: 3, totalBytesExpectedToWrite: 12 },
    { progress: 100, totalBytesWritten: 10, totalBytesExpectedToWrite: 10 },
  ]);
  await uploadFile?.({ url, filePath: `data:;base64,${btoa("x")}`, fileName: "a" }, undefined, hear);
  expect(told.map((one) => (one as { progress: number }).progress)).toEqual([0, 50, 100]);
});

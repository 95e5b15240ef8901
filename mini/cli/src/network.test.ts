import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Network } from "./driver/network.ts";
import { mustBeListed, requestOf } from "./gateway.ts";

/** A call as the host's page sends it. */
const call = (url: string, method = "GET", data?: object) =>
  requestOf({
    url,
    method,
    headers: data ? { "content-type": "application/json" } : {},
    body: data ? Buffer.from(JSON.stringify(data)).toString("base64") : "",
    timeoutMs: 30_000,
  });

let server: Server;
let at: string;
let served = 0;
const folder = mkdtempSync(join(tmpdir(), "mini-network-"));

beforeAll(async () => {
  server = createServer((request, response) => {
    served++;
    let body = "";
    request.on("data", (part) => (body += String(part)));
    request.on("end", () => {
      response.writeHead(201, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ served, url: request.url, body }));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true });
});

it("answers what a test says, the latest rule first and as often as it says", async () => {
  const network = new Network();
  network.answer("https://shop.example/*", { data: "any" });
  network.answer(/orders$/, ({ method }) => ({ status: 201, data: { method } }), { times: 1 });
  const request = call("https://shop.example/orders", "POST");
  expect(await network.carry(request)).toEqual({ status: 201, headers: {}, data: { method: "POST" } });
  expect(await network.carry(request)).toEqual({ status: 200, headers: {}, data: "any" });
  expect(network.asked).toHaveLength(2);
  await expect(network.carry(call("https://other.example/"))).rejects.toMatchObject({ why: "network" });
});

it("records what the real network says and answers the same without it, in order", async () => {
  const file = join(folder, "recorded.json");
  const recording = new Network();
  recording.record(file);
  const ask = (network: Network, tea: string) => network.carry(call(`${at}/teas`, "POST", { tea }));
  const first = await ask(recording, "sencha");
  const second = await ask(recording, "sencha");
  expect(first).toMatchObject({ status: 201, data: { served: 1, url: "/teas", body: '{"tea":"sencha"}' } });

  const replaying = new Network();
  replaying.replay(file);
  expect([await ask(replaying, "sencha"), await ask(replaying, "sencha"), await ask(replaying, "sencha")]).toEqual([
    first,
    second,
    second,
  ]);
  await expect(ask(replaying, "oolong")).rejects.toMatchObject({ why: "network" });
  expect(served).toBe(2);
});

it("holds a developer's requests to the listed hosts", () => {
  mustBeListed({ url: "http://127.0.0.1:8090/x" }, ["127.0.0.1:8090"]);
  for (const url of [
    "http://127.0.0.1:8091/x",
    "file:///etc/passwd",
    "no address",
    "http://127.0.0.1:8090@other.example/",
  ])
    expect(() => {
      mustBeListed({ url }, ["127.0.0.1:8090"]);
    }).toThrow(expect.objectContaining({ why: "unlisted" }));
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { dev } from "@everywhere/mini-cli";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Driver } from "../../cli/src/driver/driver.ts";
import { Driver as Ours, hasBrowser } from "./driver.ts";
import { type Echo, echo } from "./echo.ts";

const PATIENCE_MS = 90_000;

/** A program that opens sockets there and writes down what it hears: by a task, and as of old. */
const talking = (url: string, listed: string) => ({
  "app.json": JSON.stringify({ pages: ["a"] }),
  "app.js": "App({})",
  "mini.project.json": JSON.stringify({ everywhere: { domains: [`wss://${listed}`] } }),
  "a.json": "{}",
  "a.axml":
    '<button onTap="talk">talk</button><button onTap="hang">hang up</button><button onTap="old">old</button><button onTap="bye">bye</button><button onTap="other">elsewhere</button>',
  "a.js": `Page({
    data: { heard: [] },
    hear(...words) { this.setData({ heard: [...this.data.heard, words] }) },
    talk() {
      this.task = my.connectSocket({ url: '${url}', multiple: true, protocols: ['tea'] });
      this.task.onOpen(({ data }) => { this.hear('open', data.socketTaskID); this.task.send({ data: 'hello' }); });
      this.task.onMessage(({ data: { data, isBuffer } }) => {
        this.hear(isBuffer, isBuffer ? [...new Uint8Array(my.base64ToArrayBuffer(data))] : data);
        if (!isBuffer) this.task.send({ data: my.arrayBufferToBase64(new Uint8Array([1, 2]).buffer), isBuffer: true });
      });
      this.task.onClose(({ code, reason }) => this.hear('close', code, reason));
    },
    hang() { this.task.close({ code: 4000, reason: 'enough' }) },
    old() {
      my.onSocketOpen(() => { this.hear('old open'); my.sendSocketMessage({ data: 'bye' }) });
      my.onSocketClose(({ code, reason }) => this.hear('old close', code, reason));
      my.connectSocket({ url: '${url}' }).then(() => this.hear('connected'));
    },
    other() {
      my.onSocketError((why) => this.hear('error', why.error));
      my.connectSocket({ url: 'wss://nobody.example/', fail: (why) => this.hear('fail', why.error) });
    },
  })`,
});

const BY_TASK = [
  ["open", "1"],
  [false, "again: hello"],
];
const HUNG_UP = ["close", 4000, "enough"];
const OLD = [["connected"], ["old open"], ["old close", 4001, "closing time"]];

describe.skipIf(!hasBrowser)("sockets of a program", () => {
  const folder = mkdtempSync(join(tmpdir(), "mini-sockets-"));
  let ours: Ours;
  let driver: Driver;
  let there: Echo;
  beforeAll(async () => {
    ours = await Ours.start();
    driver = await Driver.start({ scripts: ours.scripts });
  }, PATIENCE_MS);
  afterAll(async () => {
    await Promise.all([driver.stop(), ours.stop()]);
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    there = await echo();
  });
  afterEach(() => there.close());

  const written = (name: string, files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name, path)), { recursive: true });
      writeFileSync(join(folder, name, path), text);
    }
    return join(folder, name);
  };

  it(
    "go both ways, as text and as bytes, in a test only where it answers them",
    async () => {
      const program = written("answered", talking("wss://a.example/talk", "a.example"));
      const phone = await driver.open(program);
      phone.network.meet("wss://a.example/*", (socket) => {
        socket.onMessage((message) => {
          if (message === "bye") socket.close(4001, "closing time");
          else socket.send(typeof message === "string" ? `again: ${message}` : message.toReversed());
        });
      });
      await phone.tap("text=talk");
      await phone.waitForData("heard", [...BY_TASK, [true, [2, 1]]]);
      await phone.tap("text=hang up");
      await phone.waitForData("heard.3", HUNG_UP);
      const [socket] = phone.network.sockets;
      await expect.poll(() => socket?.closed).toEqual({ code: 4000, reason: "enough" });
      expect(socket?.heard).toEqual(["hello", new Uint8Array([1, 2])]);
      expect(socket?.protocols).toEqual(["tea"]);

      // What a socket tells waits for no timer: a test's time may stand still.
      await phone.clock.freeze();
      await phone.tap("text=old");
      await phone.waitForData("heard.6", OLD[2]);
      expect(((await phone.data())["heard"] as unknown[]).slice(4)).toEqual(OLD);
      await phone.tap("text=elsewhere");
      await phone.waitForData("heard.8", ["error", 1]);
      await phone.waitForData("heard.7", ["fail", 1]);
      expect(await phone.errors()).toEqual([]);

      await phone.tap("text=talk");
      await phone.waitForData("heard.9", ["open", "2"]);
      await phone.press("Close");
      await expect.poll(() => phone.network.sockets.at(-1)?.closed).toEqual({ code: 1000, reason: "" });
      await phone.close();
    },
    PATIENCE_MS,
  );

  it(
    "are recorded at a real host, and heard again without it",
    async () => {
      const program = written("recorded", talking(`ws://${there.host}/talk`, there.host));
      const file = join(folder, "recorded.json");
      const recording = await driver.open(program, { record: file });
      await recording.tap("text=talk");
      await recording.waitForData("heard", [...BY_TASK, [true, [2, 1]]]);
      await recording.tap("text=hang up");
      await recording.waitForData("heard.3", HUNG_UP);
      await expect.poll(() => there.ended).toEqual([[4000, "enough"]]);
      await expect
        .poll(() => JSON.parse(readFileSync(file, "utf8")) as unknown)
        .toEqual([
          {
            socket: `ws://${there.host}/talk`,
            lines: [
              { out: { text: "hello" } },
              { in: { text: "again: hello" } },
              { out: { base64: "AQI=" } },
              { in: { base64: "AgE=" } },
              { bye: [4000, "enough"] },
            ],
          },
        ]);
      await recording.close();

      const replaying = await driver.open(program, { replay: file });
      await replaying.tap("text=talk");
      await replaying.waitForData("heard", [...BY_TASK, [true, [2, 1]]]);
      expect(there.asked).toEqual(["/talk"]);
      await replaying.close();
    },
    PATIENCE_MS,
  );

  it(
    "stand in the panel of the network beside a developer's phone, with those that are not listed",
    async () => {
      const program = written("watched", talking(`ws://${there.host}/watched`, there.host));
      const served = await dev(program, { say: () => undefined, scripts: ours.scripts });
      const page = await ours.look(served.host);
      const panel = page.locator("#panels pre:visible");
      await page.locator("#panels").getByRole("button", { name: "Network", exact: true }).click();
      await page.frameLocator("iframe").getByText("old").click();
      const socket = `socket ws://${there.host}/watched`;
      for (const text of [`${socket} open`, `${socket} → bye`, `${socket} closed 4001 closing time`])
        await panel.filter({ hasText: text }).waitFor({ timeout: 30_000 });
      await page.frameLocator("iframe").getByText("elsewhere").click();
      await panel.filter({ hasText: "nobody.example: add wss://nobody.example" }).waitFor({ timeout: 30_000 });
      await page.context().close();
      await served.close();
    },
    PATIENCE_MS,
  );
});

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { inMemory } from "@everywhere/mini-compiler";
import { Driver } from "./driver.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);
const ROWS = 1000;
const STARTS = 7;

const row =
  '<view class="row"><text>{{item.id}}</text><text>{{item.name}}</text><view><text>{{item.price}}</text></view></view>';
const pages = ["a", "b", "c", "d", "e"];
const PROGRAM = inMemory({
  "/app.json": JSON.stringify({
    pages,
    tabBar: { items: pages.slice(0, 2).map((pagePath) => ({ pagePath, name: pagePath })) },
  }),
  "/app.js": "App({})",
  "/app.acss": ".row { padding: 20rpx; display: flex; justify-content: space-between }",
  "/a.axml": `<text>{{title}}</text><button onTap="go">go</button><view a:for="{{few}}" a:key="id">${row}</view>`,
  "/a.js":
    "Page({ data: { title: 'first', few: Array.from({ length: 20 }, (_, id) => ({ id, name: 'n' + id, price: id })) } })",
  "/b.axml": `<view a:for="{{rows}}" a:key="id">${row}</view><text>{{title}}</text>`,
  "/b.js": `Page({ data: { rows: Array.from({ length: ${ROWS} }, (_, id) => ({ id, name: 'n' + id, price: id })), title: '' } })`,
  ...Object.fromEntries(
    pages.slice(2).flatMap((page) => [
      [`/${page}.axml`, "<view>{{x}}</view>"],
      [`/${page}.js`, "Page({ data: { x: 1 } })"],
    ]),
  ),
});

interface Frame {
  readonly my: Record<string, (options: object) => Promise<unknown>>;
  getCurrentPages(): { setData(data: object, done: () => void): void }[];
}

async function main(): Promise<void> {
  const driver = await Driver.start();
  const starts: number[] = [];
  for (let at = 0; at < STARTS; at++) {
    const phone = await driver.open(PROGRAM);
    starts.push(await phone.page.evaluate(() => (globalThis as unknown as { startedAt: number }).startedAt));
    await phone.close();
  }
  const phone = await driver.open(PROGRAM, { page: "b" });
  const one = await phone.frame.evaluate(async () => {
    const page = (globalThis as unknown as Frame).getCurrentPages()[0];
    const times: number[] = [];
    for (let at = 0; at < 40; at++) {
      const before = performance.now();
      // Until it is in the document; layout and paint come after.
      await new Promise<void>((done) => page?.setData({ [`rows[${at * 20}].name`]: `changed ${at}` }, done));
      times.push(performance.now() - before);
      await new Promise((done) => requestAnimationFrame(done));
    }
    return times;
  });
  const bridge = await phone.frame.evaluate(async () => {
    const { my } = globalThis as unknown as Frame;
    const times: number[] = [];
    for (let at = 0; at < 300; at++) {
      const before = performance.now();
      await my["getServerTime"]?.({});
      times.push(performance.now() - before);
      // The host ends a program that sends more than 400 messages a second.
      if (at % 50 === 49) await new Promise((done) => setTimeout(done, 400));
    }
    return times;
  });
  await driver.stop();
  const frame = gzipSync(readFileSync("cli/dist/frame.js"), { level: 9 }).length;
  say("| what | measured | asked |");
  say("| --- | --- | --- |");
  say(
    `| cold start of a 5-page program to its first page drawn, median of ${STARTS} | ${share(starts, 0.5).toFixed(0)} ms | 1000 ms |`,
  );
  say(
    `| setData of one field, ${ROWS} rows × 5 elements, median of ${one.length} | ${share(one, 0.5).toFixed(1)} ms | 16 ms |`,
  );
  say(`| bridge round trip, p95 of ${bridge.length} | ${share(bridge, 0.95).toFixed(2)} ms | 1 ms |`);
  say(`| runtime with every component, gzip | ${(frame / 1000).toFixed(1)} kB | 60 kB |`);
}

function share(list: readonly number[], part: number): number {
  return list.toSorted((one, other) => one - other)[Math.min(list.length - 1, Math.floor(list.length * part))] ?? NaN;
}

await main();

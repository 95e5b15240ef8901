import { inMemory } from "@everywhere/mini-compiler";
import { Driver } from "./driver.ts";

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

/** What a program's start, a change of its data, and a call to its host take in Chromium. */
export interface Running {
  readonly cold_start_ms: number;
  readonly set_data_ms: number;
  readonly bridge_p50_ms: number;
  readonly bridge_p95_ms: number;
}

export async function running(): Promise<Running> {
  const driver = await Driver.start();
  try {
    const starts: number[] = [];
    for (let at = 0; at < STARTS; at++) starts.push(await start(driver));
    const phone = await driver.open(PROGRAM, { page: "b" });
    const sets = await phone.frame.evaluate(changes);
    const trips = await phone.frame.evaluate(roundTrips);
    return {
      cold_start_ms: share(starts, 0.5),
      set_data_ms: share(sets, 0.5),
      bridge_p50_ms: share(trips, 0.5),
      bridge_p95_ms: share(trips, 0.95),
    };
  } finally {
    await driver.stop();
  }
}

/** From the page's address to the program's first page drawn. */
async function start(driver: Driver): Promise<number> {
  const phone = await driver.open(PROGRAM);
  const ms = await phone.page.evaluate(() => (globalThis as unknown as { startedAt: number }).startedAt);
  await phone.close();
  return ms;
}

/** One field at a time, until it is in the document; layout and paint come after. */
async function changes(): Promise<number[]> {
  const page = (globalThis as unknown as Frame).getCurrentPages()[0];
  const times: number[] = [];
  for (let at = 0; at < 40; at++) {
    const before = performance.now();
    await new Promise<void>((done) => page?.setData({ [`rows[${at * 20}].name`]: `changed ${at}` }, done));
    times.push(performance.now() - before);
    await new Promise((done) => requestAnimationFrame(done));
  }
  return times;
}

async function roundTrips(): Promise<number[]> {
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
}

function share(list: readonly number[], part: number): number {
  return list.toSorted((one, other) => one - other)[Math.min(list.length - 1, Math.floor(list.length * part))] ?? NaN;
}

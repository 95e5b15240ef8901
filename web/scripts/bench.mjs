// One round of `everywhere bench web`, printed as JSON: the first load of the map on a phone in the middle, and 5,000 marks on it.
// `node scripts/bench.mjs http://127.0.0.1:8000`
import { chromium } from "@playwright/test";
import { existsSync } from "node:fs";
import { atRest, QUIET_MS } from "./rest.mjs";

const [base] = process.argv.slice(2);
const PHONE = { locale: "zh-CN", viewport: { width: 390, height: 844 }, serviceWorkers: "block" };
const CPU_SLOWER = 4;
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
const MARKS = 5_000;
const CENTRE = { lat: 31.2304, lon: 121.4737 };
const DRAWN_WITHIN_MS = 120_000;

/** Runs in the page from its first moment: what is painted when, when the two buttons are there, and which tasks of the main thread are long. */
function watch() {
  const seen = { largest: 0, buttons: undefined, long: [] };
  window.seen = seen;
  const look = (type, hear) =>
    new PerformanceObserver((list) => list.getEntries().forEach(hear)).observe({ type, buffered: true });
  look("largest-contentful-paint", ({ startTime }) => (seen.largest = startTime));
  look("longtask", ({ startTime, duration }) => seen.long.push({ from: startTime, to: startTime + duration }));
  new MutationObserver(() => {
    if (document.querySelectorAll(".home-act button").length === 2) seen.buttons ??= performance.now();
  }).observe(document, { childList: true, subtree: true });
}

/** A fixed piece of work, to see how fast this machine is just now. */
function work() {
  const began = performance.now();
  let sum = 0;
  for (let count = 0; count < 2e7; count += 1) sum = (sum * 31 + count) % 1_000_003;
  return sum >= 0 ? performance.now() - began : 0;
}

/** Opens a page that says what is asked of the network, on the page's own clock. */
async function phone(browser) {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await page.addInitScript(watch);
  return { page, devtools };
}

async function firstLoad(browser) {
  const { page, devtools } = await phone(browser);
  // A phone's browser has painted before; this one would have to find its fonts first.
  await page.setContent("<button>到位</button><p style='background: teal; border-radius: 9px'>Everywhere</p>");
  await page.screenshot();
  const requests = heardOf(devtools);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", NETWORK);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWER });
  await page.goto(base, { waitUntil: "commit" });
  await page.locator(".map[data-still]").waitFor({ timeout: DRAWN_WITHIN_MS });
  const drawn = await page.evaluate(() => performance.now());
  // Long enough to see whether what comes after is the quiet window.
  await page.waitForTimeout(QUIET_MS + 500);
  const { largest, buttons, long, painted, timeOrigin } = await page.evaluate(() => ({
    ...window.seen,
    painted: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    timeOrigin: performance.timeOrigin,
  }));
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  const asked = requests.map(({ from, to, bytes }) => ({ from: from - timeOrigin, to: to - timeOrigin, bytes }));
  // The largest file of all by far.
  const library = asked.reduce((one, other) => (other.bytes > one.bytes ? other : one));
  const ready = Math.max(painted, buttons);
  const ofShell = long.filter(({ from }) => from < library.to);
  return {
    largest_paint_ms: largest,
    interactive_ms: Math.max(ready, ...ofShell.map(({ to }) => to)),
    library_after_shell_ms: library.from - painted,
    drawn_ms: drawn,
    at_rest_ms: atRest(ready, long, asked),
    longest_wait_ms: Math.max(0, ...long.filter(({ to }) => to > ready).map(({ from, to }) => to - from)),
  };
}

/** Requests as they come and go; times in milliseconds since 1970, Infinity while one is open. */
function heardOf(devtools) {
  const requests = [];
  const byId = new Map();
  let toWall = 0;
  devtools.on("Network.requestWillBeSent", ({ requestId, timestamp, wallTime }) => {
    toWall = (wallTime - timestamp) * 1000;
    const asked = { from: wallTime * 1000, to: Infinity, bytes: 0 };
    byId.set(requestId, asked);
    requests.push(asked);
  });
  const end = ({ requestId, timestamp, encodedDataLength = 0 }) => {
    const asked = byId.get(requestId);
    if (asked) Object.assign(asked, { to: timestamp * 1000 + toWall, bytes: encodedDataLength });
  };
  devtools.on("Network.loadingFinished", end);
  devtools.on("Network.loadingFailed", end);
  return requests;
}

/** An answer of the server's with so many more items, spread over the map. */
function multiplied(answer, kind) {
  const items = Array.from({ length: MARKS / 2 }, (_, index) => {
    const item = answer.items[index % answer.items.length];
    const at = {
      lat: CENTRE.lat + ((index * 0.618034) % 1) * 0.06 - 0.03,
      lon: CENTRE.lon + ((index * 0.414214) % 1) * 0.06 - 0.03,
    };
    // Every third stands in a cell of its own, as things of shops do; the others share the cells of the answer.
    const cell = index % 3 === 0 ? `${item.cell.slice(0, 8)}${index.toString(16).padStart(4, "0")}fff` : item.cell;
    return { ...item, id: `${kind}-${index}`, at, cell, distance_m: index };
  });
  return { items, next: null };
}

/** The longest task of the main thread while a hand drags the map three times and zooms out and in. */
async function manyMarks(browser, slower) {
  const { page, devtools } = await phone(browser);
  await page.route("**/api/nearby?*", async (route) => {
    const answer = await route.fetch();
    const kind = new URL(route.request().url()).searchParams.get("kind");
    await route.fulfill({ json: multiplied(await answer.json(), kind) });
  });
  await page.goto(`${base}/?at=${CENTRE.lat},${CENTRE.lon},2500`);
  await page.locator(".map[data-still]").waitFor({ timeout: DRAWN_WITHIN_MS });
  const counted = await page.locator(".home-count p").textContent();
  const count = [...counted.matchAll(/\d[\d,]*/g)].reduce((sum, [each]) => sum + Number(each.replaceAll(",", "")), 0);
  if (count !== MARKS) throw new Error(`not ${MARKS} marks: ${counted}`);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slower });
  await page.evaluate(() => (window.seen.long.length = 0));
  for (const [dx, dy, wheel] of [
    [-120, 0, 240],
    [0, 120, -160],
    [120, -60, -160],
  ]) {
    await page.mouse.move(195, 400);
    await page.mouse.down();
    await page.mouse.move(195 + dx, 400 + dy, { steps: 12 });
    await page.mouse.up();
    await page.mouse.wheel(0, wheel);
    await page.waitForTimeout(1_200);
  }
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  return page.evaluate(() => Math.max(0, ...window.seen.long.map(({ from, to }) => to - from)));
}

/** A browser of its own for each: nothing of the one before is left. */
async function alone(measure) {
  const browser = await chromium.launch({
    executablePath: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync),
    // Without a graphics card the map is drawn by the processor; text and boxes are drawn faster without pretending to have one.
    args: [
      "--no-sandbox",
      "--use-gl=angle",
      "--use-angle=swiftshader",
      "--enable-unsafe-swiftshader",
      "--disable-gpu-rasterization",
    ],
  });
  try {
    return await measure(browser);
  } finally {
    await browser.close();
  }
}

const work_ms = await alone(async (browser) => (await browser.newPage()).evaluate(work));
const load = await alone(firstLoad);
const longest_task_ms = await alone((browser) => manyMarks(browser, 1));
const longest_task_slow_ms = await alone((browser) => manyMarks(browser, CPU_SLOWER));
console.log(JSON.stringify({ work_ms, ...load, longest_task_ms, longest_task_slow_ms }));

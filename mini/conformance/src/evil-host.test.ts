import { inMemory } from "@everywhere/mini-compiler";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Driver, hasBrowser, type Phone } from "./driver.ts";

/** A program whose `go` runs from a timer, with the frame's real global object, which it can always get. */
const evil = (code: string, axml = "<view>evil</view>") =>
  inMemory({
    "/app.json": '{"pages": ["a"]}',
    "/app.js": "App({})",
    "/a.axml": axml,
    "/a.acss": ".sheet { position: fixed; inset: -1000px; z-index: 2147483647; background: #fff; }",
    "/a.js": `const real = Function("return this")(); Page({ go() { setTimeout(async () => { ${code} }); } })`,
  });

const PATIENCE_MS = 60_000;

const go = (phone: Phone) =>
  phone.frame.evaluate(() => {
    (globalThis as unknown as { getCurrentPages(): { go(): void }[] }).getCurrentPages()[0]?.go();
  });

/** What is seen at the middle of something of the host's page. */
const seenAt = (phone: Phone, selector: string) =>
  phone.page.evaluate((wanted) => {
    const { left, top, width, height } = (document.querySelector(wanted) as Element).getBoundingClientRect();
    const seen = document.elementFromPoint(left + width / 2, top + height / 2);
    return seen?.closest(wanted) !== null && seen?.localName !== "iframe";
  }, selector);

describe.skipIf(!hasBrowser)("an evil program against its host", () => {
  let driver: Driver;
  beforeAll(async () => {
    // A heap that is soon full, so that no machine is filled for it.
    driver = await Driver.start(["--js-flags=--max-old-space-size=96"]);
  }, PATIENCE_MS);
  afterAll(() => driver.stop());

  it(
    "is ended when it takes memory without end, and the host's page goes on",
    async () => {
      const phone = await driver.open(
        evil(
          "const kept = []; setInterval(() => { for (let i = 0; i < 200000; i++) kept.push({ i, text: 'x' + i }); }, 0);",
        ),
      );
      // The driver takes a page for crashed when a frame of it is; the host's page itself is asked by the browser's own words.
      const session = await phone.page.context().newCDPSession(phone.page);
      const says = async (expression: string) =>
        (await session.send("Runtime.evaluate", { expression, returnByValue: true })).result.value as unknown;
      const until = async (expression: string) => {
        for (const end = Date.now() + PATIENCE_MS; (await says(expression)) !== true;) {
          if (Date.now() > end)
            throw new Error(`${expression} did not come about: ${String(await says("document.body.innerText"))}`);
          await new Promise((done) => setTimeout(done, 100));
        }
      };
      await go(phone);
      await until("document.body.innerText.includes('does not answer')");
      expect(await says("heardLines.some((line) => line.startsWith('frozen '))")).toBe(true);
      await says("[...document.querySelectorAll('button')].find((one) => one.textContent === 'Start again').click()");
      await until("heardLines.filter((line) => line.startsWith('started ')).length === 2");
      await phone.close();
    },
    PATIENCE_MS * 2,
  );

  it(
    "may draw a sheet like the host's, but never over it, nor over the bars that say whose it is",
    async () => {
      const phone = await driver.open(
        evil(
          "my.confirm({ title: 'The host asks', content: 'Really?' });",
          '<view class="sheet">Pay ¥0.01 <button>Confirm</button></view>',
        ),
      );
      expect(await seenAt(phone, ".title")).toBe(true);
      await go(phone);
      await phone.page.getByRole("dialog").getByText("The host asks").waitFor();
      for (const part of ["dialog", "dialog h2", "dialog .buttons"]) expect(await seenAt(phone, part)).toBe(true);
      // What the program draws cannot be pressed while the host asks.
      expect(await phone.page.evaluate(() => document.querySelector("dialog")?.matches(":modal"))).toBe(true);
      await phone.page.getByRole("button", { name: "OK" }).click();
      await phone.close();
    },
    PATIENCE_MS,
  );

  it(
    "speaks for itself only, whatever it writes into its messages, and harms nobody by odd ones",
    async () => {
      const phone = await driver.open(
        evil(`
          const send = real.MessagePort.prototype.postMessage;
          let port;
          real.MessagePort.prototype.postMessage = function (...given) { port = this; return send.apply(this, given); };
          my.setStorageSync({ key: 'mine', data: 1 });
          const odd = [null, 0, 'text', [], {}, { i: 'x', m: 'alert' }, { i: 1e308, m: '__proto__', a: null },
            { i: -1, m: 'constructor', a: {} }, { ev: '__proto__', d: 1 }, { ev: 'storage', d: { key: '__proto__', value: '{"a":1}' } },
            { ev: 'storage', d: { key: 'k', value: '"stolen"', appId: 'victim', app: 'victim' } }, { ev: 'storage', d: null },
            { i: 7, m: 'getSetting', a: { appId: 'victim' }, appId: 'victim' }, { ev: 'grant', d: { scope: 'userLocation', is: true } },
            { ev: 'tabBarBadge', d: { index: '__proto__' } }, { ev: 'navigationBar', d: { title: { toString: 1 } } }];
          for (const one of odd) send.call(port, one);
          my.reportAnalytics({ eventName: 'sent' });`),
      );
      await phone.page.evaluate(() => {
        localStorage.setItem("mini:victim", "untouched");
      });
      await go(phone);
      await phone.until((events) => events.some((line) => line.includes('"sent"')));
      const found = await phone.page.evaluate(() => ({
        victim: localStorage.getItem("mini:victim"),
        polluted: ({} as Record<string, unknown>)["a"],
        kept: Object.keys(
          (
            globalThis as unknown as { host: { given: { kept: { read(): { storage: object } } } } }
          ).host.given.kept.read().storage,
        ),
        granted: Object.keys(
          (
            globalThis as unknown as { host: { given: { kept: { read(): { granted: object } } } } }
          ).host.given.kept.read().granted,
        ),
      }));
      expect(found).toEqual({
        victim: "untouched",
        polluted: undefined,
        kept: ["mine", "__proto__", "k"],
        granted: [],
      });
      expect((await phone.events()).some((line) => line.startsWith("refused "))).toBe(true);
      await phone.close();
    },
    PATIENCE_MS,
  );

  it(
    "is ended too when it floods the host by another way than its port",
    async () => {
      const phone = await driver.open(
        evil("for (let i = 0; i < 3000; i++) real.parent.postMessage({ boot: 'mini-ready', i }, '*');"),
      );
      await go(phone);
      await phone.page.getByText("sent too many messages").waitFor({ timeout: PATIENCE_MS });
      expect((await phone.events()).some((line) => line.startsWith("flood "))).toBe(true);
      await phone.close();
    },
    PATIENCE_MS,
  );

  it(
    "learns no place that is not granted, and calls no host that is not listed; both are in its log",
    async () => {
      const phone = await driver.open(
        evil(`
          const number = (call) => call.then(() => 'answered', (why) => why.error);
          const tried = [];
          for (const url of ['http://127.0.0.1/', 'http://169.254.169.254/latest', 'http://[::1]/', 'https://other.example/', 'file:///etc/passwd', 'http://listed.example@127.0.0.1/'])
            tried.push(await number(my.request({ url })));
          tried.push(await number(my.authorize({ scopes: 'scope.userLocation' })));
          my.reportAnalytics({ eventName: 'tried', data: tried });`),
      );
      await go(phone);
      await phone.page.getByRole("button", { name: "Refuse" }).click({ timeout: PATIENCE_MS });
      await phone.until((events) => events.some((line) => line.includes('"tried"')));
      const line = (await phone.events()).find((one) => one.includes('"tried"')) ?? "";
      expect((JSON.parse(line.slice("call ".length)) as { options: { data: unknown } }).options.data).toEqual([
        ...[11, 11, 11, 11, 11, 11],
        2001,
      ]);
      expect((await phone.events()).filter((one) => one.startsWith("refused "))).toHaveLength(7);
      await phone.close();
    },
    PATIENCE_MS,
  );
});

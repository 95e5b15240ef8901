import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inMemory } from "@everywhere/mini-compiler";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Driver, hasBrowser, type Phone } from "./driver.ts";

const PATIENCE_MS = 60_000;

/** A page of a shop's own site; where its `my` comes from stands in its address. */
const PAGE = `<!doctype html><title>Shop</title><body><p id="heard">nothing</p><p id="env"></p>
<button id="say">Say</button> <button id="go">Go</button> <button id="lost">Lost</button> <a id="out" href="">Out</a>
<script>
  const asked = new URLSearchParams(location.search);
  const write = (id, what) => { document.getElementById(id).textContent = JSON.stringify(what); };
  out.href = asked.get("out") ?? "";
  const script = document.createElement("script");
  script.onload = () => {
    my.onMessage = (said) => write("heard", said);
    my.getEnv((env) => write("env", env));
    say.onclick = () => my.postMessage({ tea: 2 });
    go.onclick = () => my.navigateTo({ url: "b?from=web", success: () => my.postMessage({ went: true }) });
    lost.onclick = () => my.navigateTo({ url: "/nowhere", fail: (why) => my.postMessage({ error: why.error }) });
    if (asked.has("evil")) new Function(asked.get("evil"))();
  };
  script.src = asked.get("home") + "/web-view.js";
  document.body.append(script);
</script>`;

const PROGRAM = inMemory({
  "/app.json": '{"pages": ["a", "b"]}',
  "/app.js": "App({})",
  "/a.axml":
    '<view>below</view><web-view a:if="{{src}}" id="shop" src="{{src}}" onMessage="heard" onLoad="loaded" onError="failed"/>',
  "/a.js": `Page({
    data: { src: "", said: [], loaded: [], failed: [] },
    onLoad() { this.shop = my.createWebViewContext("shop"); },
    heard(e) { this.setData({ said: [...this.data.said, e.detail] }); this.shop.postMessage({ echo: e.detail }); },
    loaded(e) { this.setData({ loaded: [...this.data.loaded, e.detail.url] }); },
    failed(e) { this.setData({ failed: [...this.data.failed, e.detail.errorCode] }); },
  })`,
  "/b.axml": "<view>second {{from}}</view>",
  "/b.js": "Page({ onLoad({ from }) { this.setData({ from }); } })",
});

const seenWeb = ".stage > .web:not([hidden])";
const web = (phone: Phone) => phone.page.locator(seenWeb).frameLocator("iframe").frameLocator("iframe");
const inProgram = (phone: Phone, code: string) => phone.frame.evaluate(code);
const show = (phone: Phone, src: string) =>
  inProgram(phone, `getCurrentPages()[0].setData({ src: ${JSON.stringify(src)} })`);

/** Waits until the first page's data are as wanted. */
async function until(phone: Phone, name: string, wanted: unknown): Promise<void> {
  await expect.poll(async () => (await phone.stack())[0]?.data[name], { timeout: PATIENCE_MS / 2 }).toEqual(wanted);
}

async function listening(): Promise<{ server: Server; at: string }> {
  const server = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/html" });
    response.end(PAGE);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { server, at: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe.skipIf(!hasBrowser)("a web page in a program", () => {
  let driver: Driver;
  let shop: Awaited<ReturnType<typeof listening>>;
  let other: Awaited<ReturnType<typeof listening>>;
  beforeAll(async () => {
    [driver, shop, other] = await Promise.all([Driver.start(), listening(), listening()]);
  }, PATIENCE_MS);
  afterAll(async () => {
    await driver.stop();
    shop.server.close();
    other.server.close();
  });

  const open = async () => {
    const phone = await driver.open(PROGRAM, { domains: [shop.at] });
    const home = new URL(phone.frame.url()).origin;
    const address = (more: Readonly<Record<string, string>> = {}) =>
      `http://${shop.at}/?${new URLSearchParams({ home, ...more }).toString()}`;
    return { phone, home, address };
  };

  it(
    "stands over its own page, between the bars, and talks with the program",
    async () => {
      const { phone, address } = await open();
      await show(phone, address());
      await web(phone).locator("#env").getByText('{"miniprogram":true}').waitFor();
      await until(phone, "loaded", [address()]);

      await web(phone).locator("#say").click();
      await until(phone, "said", [{ tea: 2 }]);
      await web(phone).locator("#heard").getByText('{"echo":{"tea":2}}').waitFor();
      await web(phone).locator("#lost").click();
      await until(phone, "said", [{ tea: 2 }, { error: 16 }]);

      const [title, stage, box] = await Promise.all(
        [".title", ".stage", seenWeb].map((one) => phone.page.locator(one).boundingBox()),
      );
      expect(box).toEqual(stage);
      expect((title?.y ?? 0) + (title?.height ?? 0)).toBeLessThanOrEqual(box?.y ?? 0);

      await web(phone).locator("#go").click();
      await phone.page.locator(".stage > iframe").contentFrame().getByText("second web").waitFor();
      await phone.page.locator(seenWeb).waitFor({ state: "detached" });
      expect(await phone.page.locator(".stage > .web").count()).toBe(1);
      await phone.page.getByRole("button", { name: "Back" }).click();
      await web(phone).locator("#heard").getByText("went").waitFor();

      await inProgram(phone, "my.redirectTo({ url: '/b' })");
      await phone.page.locator(".stage > .web").waitFor({ state: "detached" });
      expect(await phone.errors()).toEqual([]);
      await phone.close();
    },
    PATIENCE_MS,
  );

  it(
    "is shown from a listed origin only, whatever its address says; what is refused is said and in the log",
    async () => {
      const { phone, home, address } = await open();
      const host = new URL(phone.page.url()).origin;
      const elsewhere = [
        "javascript:top.stolen = true",
        "data:text/html,<script>top.stolen = true</script>",
        "about:blank",
        `blob:http://${shop.at}/1`,
        "shop/page",
        `http://${other.at}/`,
        `https://${shop.at.replace("127.0.0.1", "localhost")}/`,
        "https://other.example/",
        `http://${shop.at}@${other.at}/`,
        `http://someone@${shop.at}/`,
        "file:///etc/passwd",
        `${host}/`,
        `${home}/program/`,
      ];
      for (const [at, src] of elsewhere.entries()) {
        await show(phone, src);
        await until(phone, "failed", Array(at + 1).fill(19));
        await phone.page.getByRole("alert").getByText("may not show").waitFor();
        expect(await phone.page.locator(".stage > .web iframe").count()).toBe(0);
      }
      const blocked = async () => (await phone.events()).filter((line) => line.startsWith("blocked "));
      expect(await blocked()).toHaveLength(elsewhere.length);

      // A page that is shown cannot be left for one that is not listed.
      await show(phone, address({ out: `http://${other.at}/` }));
      await web(phone).locator("#out").click();
      await phone.page.getByRole("alert").getByText(other.at).waitFor();
      await until(phone, "failed", Array(elsewhere.length + 1).fill(19));
      expect(await blocked()).toHaveLength(elsewhere.length + 1);
      expect(await phone.page.evaluate("globalThis.stolen")).toBeUndefined();
      await phone.close();
    },
    PATIENCE_MS,
  );

  it(
    "leads neither the app nor the program away, forges no word of theirs, and lies under the host's dialogs",
    async () => {
      const { phone, address } = await open();
      const evil = `
        const tried = [];
        const attempt = (name, act) => { try { act(); tried.push(name + " done"); } catch { tried.push(name); } };
        attempt("top", () => { top.location = "about:blank#stolen"; });
        attempt("parent", () => { parent.location = "about:blank#stolen"; });
        attempt("sibling", () => { top.frames[0].location = "about:blank#stolen"; });
        attempt("read", () => top.document.title);
        attempt("reach", () => parent.document.title);
        const words = ["mini-ready", "mini-web-ready", { boot: {} }, { ev: "storage", d: { key: "stolen", value: "1" } },
          { i: 1, m: "setClipboard", a: { text: "stolen" } }, { src: "https://other.example/", origins: ["https://other.example"] }];
        for (const word of words) for (const to of [top, parent, top.frames[0]]) to.postMessage(word, "*", [new MessageChannel().port1]);
        my.postMessage({ tried });`;
      await show(phone, address({ evil }));
      await until(phone, "said", [{ tried: ["top", "parent", "sibling", "read", "reach"] }]);
      // The program, its port and the page that holds the other live on.
      await web(phone).locator("#say").click();
      await web(phone).locator("#heard").getByText("tea").waitFor();
      expect(new URL(phone.page.url()).hash).toBe("");
      const kept = await phone.page.evaluate("Object.keys(host.given.kept.read().storage)");
      expect(kept).toEqual([]);
      const heard = (await phone.events()).filter((line) => /^(call|refused|flood|storage|ended) /.test(line));
      expect(heard).toEqual([]);

      await inProgram(phone, "void my.confirm({ title: 'The host asks', content: 'Really?' })");
      await phone.page.getByRole("dialog").getByText("The host asks").waitFor();
      const isOver = await phone.page.evaluate(`(() => {
        const { left, top, width, height } = document.querySelector("dialog").getBoundingClientRect();
        return document.elementFromPoint(left + width / 2, top + height / 2).closest("dialog") !== null;
      })()`);
      expect(isOver).toBe(true);
      await phone.close();
    },
    PATIENCE_MS,
  );

  it(
    "is taken away when it floods, and the program goes on",
    async () => {
      const { phone, address } = await open();
      await show(phone, address({ evil: "for (let i = 0; i < 2000; i++) my.postMessage({ i });" }));
      await phone.page.getByRole("alert").getByText("web page sent too many messages").waitFor();
      expect((await phone.events()).filter((line) => line.startsWith("flood "))).toHaveLength(1);
      await inProgram(phone, "my.navigateTo({ url: '/b?from=code' })");
      await phone.page.locator(".stage > iframe").contentFrame().getByText("second code").waitFor();
      await phone.close();
    },
    PATIENCE_MS,
  );
});

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { somebody } from "./deals";
import { shown } from "./mini";
import { BASE } from "./playwright.config";
import { opened } from "./shop";
import { look, open } from "./support";

/** A shop's own site: `my` of its page comes from where the program's frames do. */
async function site(home: () => string): Promise<{ host: string; close: () => void }> {
  const server = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/html" });
    response.end(`<!doctype html><title>Teas</title><h1>All our teas</h1>
<button onclick="my.navigateTo({ url: '../tea/index?name=sencha' })">Sencha</button>
<button onclick="my.postMessage({ tea: 'oolong' })">Oolong</button>
<p id="heard"></p><a href="http://localhost:9/">Elsewhere</a>
<script src="${home()}/web-view.js"></script>
<script>my.onMessage = ({ heard }) => { document.getElementById("heard").textContent = "Heard: " + heard; };</script>`);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const program = (host: string): Readonly<Record<string, string>> => ({
  "app.json": JSON.stringify({ pages: ["pages/teas/index", "pages/tea/index"], window: { defaultTitle: "Tea" } }),
  "app.js": "App({});",
  "mini.project.json": JSON.stringify({ format: 2, compileOptions: { component2: true } }),
  "pages/teas/index.json": "{}",
  "pages/teas/index.axml": '<web-view id="teas" src="{{src}}" onMessage="heard"/>',
  "pages/teas/index.js": `
Page({
  data: { src: 'http://${host}/' },
  heard(event) { my.createWebViewContext('teas').postMessage({ heard: event.detail.tea }); },
});`,
  "pages/tea/index.json": "{}",
  "pages/tea/index.axml": "<view>Tea of the day: {{name}}</view>",
  "pages/tea/index.js": "Page({ onLoad({ name }) { this.setData({ name }); } });",
});

test("a program shows its shop's own page, which talks with it and cannot be left for another site", async ({
  browser,
}) => {
  const [owner, an] = [await somebody(browser, "en", "Mei"), await somebody(browser, "en", "An")];
  const shop = await opened(owner);
  const frames = new URL(BASE);
  frames.hostname = `${shop.appId}.localhost`;
  const teas = await site(() => frames.origin);
  await shown(owner, shop.appId, program(teas.host), { domains: [teas.host] });
  const { page } = an;
  await open(page, `/a/${shop.appId}`);
  const web = page.locator(".mini-phone .web").frameLocator("iframe").frameLocator("iframe");
  await expect(web.getByRole("heading", { name: "All our teas" })).toBeVisible();
  await web.getByRole("button", { name: "Oolong" }).click();
  await expect(web.getByText("Heard: oolong")).toBeVisible();
  await look(page, "mini-web");

  // The page that it asks for lies over it; back, it stands as it was.
  await web.getByRole("button", { name: "Sencha" }).click();
  await expect(page.frameLocator(".mini-phone .stage > iframe").getByText("Tea of the day: sencha")).toBeVisible();
  await expect(page.locator(".mini-phone .web")).toBeHidden();
  await page.getByRole("button", { name: "Back" }).click();
  await expect(web.getByText("Heard: oolong")).toBeVisible();

  await web.getByRole("link", { name: "Elsewhere" }).click();
  await expect(page.getByRole("alert").getByText("may not show http://localhost:9")).toBeVisible();
  const notes = async () => {
    const { items } = await owner.ask<{ items: { kind: string }[] }>("GET", `/api/me/apps/${shop.appId}/notes`);
    return items.map((note) => note.kind);
  };
  await expect.poll(notes).toEqual(["blocked"]);
  await Promise.all([page, owner.page].map((each) => each.context().close()));
  teas.close();
  await shop.close();
});

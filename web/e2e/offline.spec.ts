import { expect, test } from "@playwright/test";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { agree, somebody } from "./deals";
import { BASE } from "./playwright.config";
import { look, open, SIZES } from "./support";

/** A line to the server that can be cut: for service workers, too, which a browser's own switch does not reach. */
async function line(): Promise<{ address: string; cut: () => void; mend: () => void }> {
  const sockets = new Set<Socket>();
  const { hostname, port } = new URL(BASE);
  let isCut = false;
  const server = createServer((from) => {
    if (isCut) return void from.destroy();
    const to = connect(Number(port), hostname);
    for (const each of [from, to]) {
      sockets.add(each);
      each.on("error", () => each.destroy());
      each.on("close", () => {
        sockets.delete(each);
        from.destroy();
        to.destroy();
      });
    }
    from.pipe(to).pipe(from);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      isCut = true;
      for (const each of sockets) each.destroy();
    },
    mend: () => (isCut = false),
  };
}

test("the installed app opens without a network: the last seen list, what was half written, and what waits to be said", async ({
  browser,
}) => {
  const { address, cut, mend } = await line();
  const an = await somebody(browser, "en", "An", SIZES[0], { serviceWorkers: "allow" });
  const lin = await somebody(browser, "en", "Lin");
  const deal = await agree(an, lin, { title: "Charge my phone" });
  const { page } = an;
  const found = page.getByText(/needs? and/);
  await open(page, `${address}/`);
  await expect(found).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  // From the second time on the app is opened by its service worker.
  await page.reload();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await expect(found).toBeVisible();
  const seen = (await found.textContent()) ?? "";
  const kept = () =>
    page.evaluate(async () => (await (await caches.open("seen")).keys()).map(({ url }) => new URL(url).pathname));
  await expect.poll(kept).toEqual(expect.arrayContaining(["/api/nearby", "/api/settings", "/api/categories"]));
  await open(page, `${address}/ask?category=charge_phone`);
  await page.getByLabel("In a line").fill("A socket by the window");
  await open(page, `${address}/talk/deal/${deal}`);
  await expect(page.getByText("Say the first word")).toBeVisible();

  cut();
  await page.context().setOffline(true);
  await page.getByLabel("Write something").fill("I am at the lifts");
  await page.keyboard.press("Enter");
  await expect(page.getByText("is on its way")).toBeVisible();
  await open(page, `${address}/`);
  await expect(page.getByText(seen)).toBeVisible();
  await expect(page.getByText(/No connection/).first()).toBeVisible();
  await look(page, "offline-home");
  await open(page, `${address}/ask?category=charge_phone`);
  await expect(page.getByLabel("In a line")).toHaveValue("A socket by the window");
  await look(page, "offline-ask");

  mend();
  await page.context().setOffline(false);
  const said = async () => {
    const { items } = await lin.ask<{ items: { text: string }[] }>("GET", `/api/deals/${deal}/messages`);
    return items.map(({ text }) => text);
  };
  await expect.poll(said).toEqual(["I am at the lifts"]);
  await open(page, `${address}/talk/deal/${deal}`);
  await expect(page.getByText("I am at the lifts")).toHaveCount(1);
  await Promise.all([page.context().close(), lin.page.context().close()]);
});

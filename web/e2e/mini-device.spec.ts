import { createServer } from "node:http";
import { expect, test, type FrameLocator, type Page } from "@playwright/test";
import { somebody, type Somebody } from "./deals";
import { shown } from "./mini";
import { device } from "./mini-device";
import { look, open, phone, PIXEL, signIn } from "./support";

const PLACE = { latitude: 31.23, longitude: 121.47 };

const inside = (page: Page): FrameLocator => page.frameLocator(".mini-phone iframe");

/** A server that takes one picture and has one. */
async function pictures(): Promise<{ url: string; taken: () => Buffer; close: () => void }> {
  let taken = Buffer.alloc(0);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (request.method !== "POST") return response.writeHead(200, { "Content-Type": "image/png" }).end(PIXEL);
      taken = Buffer.concat(chunks);
      return response.end("thanks");
    });
  });
  await new Promise<void>((listens) => server.listen(0, "127.0.0.1", listens));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, taken: () => taken, close: () => server.close() };
}

async function made(owner: Somebody, server: string): Promise<string> {
  const { app_id } = await owner.ask<{ app_id: string }>("POST", "/api/me/apps", { name: "Device" });
  await shown(owner, app_id, device(server), { domains: [new URL(server).host] });
  return app_id;
}

test("a program's printed code leads to its page; there it sends and fetches pictures, asks where one is, and scans", async ({
  browser,
}) => {
  const [owner, server] = [await somebody(browser, "en", "Mei"), await pictures()];
  const app = await made(owner, server.url);
  await open(owner.page, `/me/apps/${app}`);
  await owner.page.getByLabel("Page", { exact: true }).fill("pages/device/index?table=7");
  const link = `/a/${app}/pages/device/index?table=7`;
  await expect(owner.page.getByRole("link", { name: "Open it" })).toHaveAttribute("href", link);
  await expect(owner.page.getByText(link)).toBeVisible();
  await look(owner.page, "mini-ways");
  const printed = await owner.page.getByRole("img", { name: "QR code that opens the mini-program" }).screenshot();
  const code = { name: "code.png", mimeType: "image/png", buffer: printed };

  const page = await phone(browser, "en", undefined, { geolocation: PLACE, permissions: ["geolocation"] });
  await open(page, "/pay/scan");
  await page.getByLabel("Choose a picture with a code").setInputFiles(code);
  await expect(page).toHaveURL(new RegExp(`/a/${app}/pages/device/index\\?table=7$`));
  const program = inside(page);
  await expect(program.getByText("Table: 7")).toBeVisible();

  const answer = (button: string) => page.getByRole("dialog").getByRole("button", { name: button }).click();
  const choosing = page.waitForEvent("filechooser");
  await program.getByText("Send a picture").click();
  await answer("Allow");
  await (await choosing).setFiles({ name: "p.png", mimeType: "image/png", buffer: PIXEL });
  await expect(program.getByText("Said: sent 200 thanks")).toBeVisible();
  const sent = server.taken().toString("latin1");
  expect(sent).toContain('name="photo"');
  expect(sent).toContain('name="of"');
  // Whatever was chosen, a JPEG goes out.
  expect(sent).toContain("\xff\xd8\xff");
  await program.getByText("Fetch a picture").click();
  await expect(program.getByText("Said: fetched data:image/png;")).toBeVisible();

  await program.getByText("Where am I").click();
  await answer("Refuse");
  await expect(program.getByText("Said: at refused 2001")).toBeVisible();
  await page.getByRole("button", { name: "Menu" }).click();
  await answer("What it may use");
  await page.getByRole("dialog").getByLabel("Where you are").check();
  await answer("All right");
  await program.getByText("Where am I").click();
  await expect(program.getByText("Said: at 31.23 121.47")).toBeVisible();

  await program.getByText("Scan").click();
  await answer("Allow");
  await page.getByRole("dialog").getByLabel("Choose a picture with a code").setInputFiles(code);
  await expect(program.getByText(`Said: scanned ${new URL(page.url()).origin}${link}`)).toBeVisible();
  server.close();
  await Promise.all([page, owner.page].map((each) => each.context().close()));
});

test("what a guest kept goes with them when they sign in, unless the program has kept something of theirs; no tap reaches a sheet that moves", async ({
  browser,
}) => {
  const [owner, server] = [await somebody(browser, "en", "Mei"), await pictures()];
  const app = await made(owner, server.url);
  const page = await phone(browser, "en", undefined, { reducedMotion: "no-preference" });
  const program = inside(page);
  const handle = `134${String(Date.now()).slice(-8)}`;
  const opens = async (kept: number) => {
    await open(page, `/a/${app}?page=pages%2Fdevice%2Findex&query=table%3D8`);
    await expect(program.getByText("Table: 8")).toBeVisible();
    await expect(program.getByText(`Kept: ${kept}`)).toBeVisible();
  };

  await opens(0);
  await program.getByText("One more").click();
  await program.getByText("Sign in").click();
  await signIn(page, handle);
  const allow = page.getByRole("dialog").getByRole("button", { name: "Sign in to Device" });
  await expect(allow).toBeVisible();
  // It comes up once more, and stands still where it begins: nothing of it can be tapped there.
  const reached = await allow.evaluate((button) => {
    const sheet = button.closest("dialog");
    if (sheet === null) return [];
    const isReached = () => {
      const { x, y, width, height } = button.getBoundingClientRect();
      return button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    };
    sheet.style.animationName = "none";
    sheet.getBoundingClientRect();
    sheet.removeAttribute("style");
    const up = sheet.getAnimations();
    for (const each of up) each.pause();
    const moving = isReached();
    for (const each of up) each.finish();
    return [up.length > 0, moving, isReached()];
  });
  expect(reached).toEqual([true, false, true]);
  await allow.click();
  await expect(program.getByText("Said: signed in now")).toBeVisible();
  await opens(1);

  const { cookies } = await page.context().request.storageState();
  const token = cookies.find(({ name }) => name.endsWith("everywhere_csrf"))?.value ?? "";
  await page.context().request.delete("/api/session", { headers: { "X-CSRF-Token": token } });
  await opens(0);
  for (const kept of [1, 2]) {
    await program.getByText("One more").click();
    await expect(program.getByText(`Kept: ${kept}`)).toBeVisible();
  }
  await program.getByText("Sign in").click();
  await signIn(page, handle);
  await expect(program.getByText("Said: signed in now")).toBeVisible();
  await expect(program.getByText("Kept: 1")).toBeVisible();
  server.close();
  await Promise.all([page, owner.page].map((each) => each.context().close()));
});

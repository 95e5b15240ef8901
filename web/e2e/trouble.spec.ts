import { expect, test, type Page, type Route } from "@playwright/test";
import { agree, somebody } from "./deals";
import { look, open, phone, PIXEL } from "./support";

test("a wrong answer has a face with a way on, and the rest of the app goes on", async ({ browser }) => {
  const page = (await somebody(browser, "en", "An")).page;
  // A fault of the server's, a page of some proxy instead of JSON, and JSON that is nothing of ours.
  const answers = [
    { path: "/messages", asked: "**/api/inbox?limit=50", answer: { status: 500, body: "{}" } },
    {
      path: "/pay",
      asked: "**/api/wallet",
      answer: { contentType: "text/html", body: "<h1>Welcome to the café</h1>" },
    },
    { path: "/me/deals", asked: "**/api/deals?*", answer: { json: { deals: "none" } } },
  ];
  for (const { path, asked, answer } of answers) {
    await page.route(asked, (route) => route.fulfill(answer));
    await open(page, path);
    await expect(page.getByRole("alert")).toBeVisible();
    await look(page, `trouble-wrong${path.replaceAll("/", "-")}`);
    await page.unroute(asked);
    await page.getByRole("alert").getByRole("button").click();
    await expect(page.getByRole("alert")).toBeHidden();
    await expect(page.locator(".face, .balance").first()).toBeVisible();
  }
  await page.context().close();
});

test("a slow answer says so; one sends again, or waits no longer", async ({ browser }) => {
  const an = await somebody(browser, "en", "An");
  const guest = await phone(browser, "zh-CN");
  // Nothing is answered: requests hang until their page is closed, or sends anew.
  let isBack = false;
  const hang = (route: Route) => (isBack ? route.continue() : undefined);
  await guest.route("**/api/categories", hang);
  await an.page.route("**/api/wallet/top-ups", hang);
  await guest.goto("/ask");
  await open(an.page, "/pay");
  await an.page.getByRole("button", { name: "Put money in" }).click();
  const sheet = an.page.getByRole("dialog");
  await sheet.getByRole("button", { name: /^Put ¥50 / }).click();
  // The one who reads sends again; then it comes.
  await expect(guest.getByText("响应有点慢。")).toBeVisible();
  await look(guest, "trouble-slow");
  isBack = true;
  await guest.getByRole("button", { name: "重试" }).click();
  await expect(guest.getByRole("button", { name: "手机充电" })).toBeVisible();
  await expect(guest.getByText("响应有点慢。")).toBeHidden();
  // The one who acts stops waiting, and acts again: over the sheet, where they are.
  await expect(sheet.getByText("The answer takes long.")).toBeVisible();
  await look(an.page, "trouble-slow-act");
  await sheet.getByRole("button", { name: "Stop waiting" }).click();
  await expect(sheet.getByText(/nothing is done twice/)).toBeVisible();
  await sheet.getByRole("button", { name: /^Put ¥50 / }).click();
  await expect(an.page.locator(".balance-sum")).toHaveText("¥50.00");
  await Promise.all([an.page.context().close(), guest.context().close()]);
});

test("whoever is signed out in the middle signs in again there, and goes on with what they wrote", async ({
  browser,
  playwright,
}) => {
  const an = await somebody(browser, "en", "An");
  await open(an.page, "/ask?category=charge_phone");
  await an.page.getByLabel("In a line").fill("A plug for ten minutes");
  await an.page.getByLabel("What you pay").fill("15");
  await endSession(an.page, playwright);
  await an.page.getByRole("button", { name: /^(Ask|Post)/ }).click();
  const sheet = an.page.getByRole("dialog", { name: "Sign in" });
  await expect(sheet.getByText(/what you wrote is still here/)).toBeVisible();
  await look(an.page, "trouble-signed-out");
  // Who it was is known; only the code is asked for.
  await sheet.getByRole("button", { name: "Send me the code" }).click();
  await sheet.getByLabel("Six digits").fill("000000");
  await expect(an.page).toHaveURL(/\/needs\//);
  await expect(an.page.getByText("A plug for ten minutes").first()).toBeVisible();
  // A read asks too, and whoever turns it down looks on as a guest.
  await endSession(an.page, playwright);
  await an.page.getByRole("link", { name: "Pay" }).click();
  await expect(sheet).toBeVisible();
  await an.page.keyboard.press("Escape");
  await expect(an.page.locator(".face")).toBeVisible();
  await an.page.context().close();
});

/** Ends somebody's session where they cannot see it: on the server. Their phone still believes to be signed in. */
async function endSession(page: Page, { request }: { request: { newContext: (options: object) => Promise<Ender> } }) {
  const storageState = await page.context().storageState();
  const token = storageState.cookies.find(({ name }) => name.endsWith("everywhere_csrf"))?.value ?? "";
  const elsewhere = await request.newContext({ storageState });
  await elsewhere.delete(new URL("/api/session", page.url()).href, { headers: { "X-CSRF-Token": token } });
  await elsewhere.dispose();
}

interface Ender {
  delete: (url: string, options: object) => Promise<unknown>;
  dispose: () => Promise<void>;
}

test("on a phone without room everything works, and one is told what is not kept", async ({ browser }) => {
  const [an, lin] = [await somebody(browser, "en", "An"), await somebody(browser, "en", "Lin")];
  const deal = await agree(an, lin, { title: "Charge my phone" });
  await an.page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
  });
  await open(an.page, `/talk/deal/${deal}`);
  await expect(an.page.getByText("Say the first word")).toBeVisible();
  await an.page.context().setOffline(true);
  await an.page.getByLabel("Write something").fill("I am here");
  await expect(an.page.getByText(/This phone has no room left/)).toBeVisible();
  await an.page.keyboard.press("Enter");
  await expect(an.page.getByText("is on its way")).toBeVisible();
  await look(an.page, "trouble-full");
  await an.page.context().setOffline(false);
  await expect(an.page.getByText("is on its way")).toBeHidden();
  await expect(an.page.getByText(/This phone has no room left/)).toBeHidden();
  await open(lin.page, `/talk/deal/${deal}`);
  await expect(lin.page.getByText("I am here")).toHaveCount(1);
  // What is chosen holds as long as the page; what is half written is there when one comes back to it.
  await open(an.page, "/ask?category=charge_phone");
  await an.page.getByLabel("In a line").fill("A plug");
  await an.page.getByLabel("Choose a picture").setInputFiles({ name: "p.png", mimeType: "image/png", buffer: PIXEL });
  await expect(an.page.getByAltText("Picture 1")).toBeAttached();
  await an.page.getByRole("link", { name: "Me", exact: true }).click();
  await an.page.getByRole("link", { name: "Settings" }).click();
  await an.page.locator("label", { hasText: "中文" }).click();
  await expect(an.page.getByRole("heading", { name: "设置" })).toBeVisible();
  await an.page.goBack();
  await an.page.goBack();
  await expect(an.page.getByLabel("一句话说明")).toHaveValue("A plug");
  await expect(an.page.getByAltText("照片 1")).toBeAttached();
  await Promise.all([an.page.context().close(), lin.page.context().close()]);
});

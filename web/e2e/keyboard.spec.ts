import { expect, test } from "@playwright/test";
import { held, somebody } from "./deals";
import { choose, press, tabTo, type } from "./keyboard";
import { open, phone } from "./support";

const number = () => `136${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;

test("by keyboard alone: ask, sign in on the way, agree, hold, talk, release, review", async ({ browser }) => {
  const an = await phone(browser, "en");
  const { page: lin } = await somebody(browser, "en", "Lin");
  await open(an, "/");
  await press(an, an.getByRole("button", { name: "Ask for help" }));
  // On arrival the title has the focus; what stands on the screen comes next.
  await expect(an.getByRole("heading", { name: "What do you need?" })).toBeFocused();
  await press(an, an.getByRole("button", { name: "Charge a phone" }));
  await expect(an.getByRole("heading", { level: 1 })).toBeFocused();
  await type(an, an.getByLabel("In a line"), "A socket by the window");
  await type(an, an.getByLabel("What you pay"), "15");
  const ask = an.getByRole("button", { name: /^(Ask|Post)/ });
  await press(an, ask);
  const sheet = an.getByRole("dialog", { name: "Sign in" });
  await expect(sheet.getByLabel("Phone number or e-mail")).toBeFocused();
  // Escape gives the act up, and the focus goes back to where it was.
  await an.keyboard.press("Escape");
  await expect(ask).toBeFocused();
  await expect(ask).toHaveAttribute("aria-busy", "false");
  await an.keyboard.press("Enter");
  await expect(sheet.getByLabel("Phone number or e-mail")).toBeFocused();
  await an.keyboard.insertText(number());
  await an.keyboard.press("Enter");
  await expect(sheet.getByLabel("Six digits")).toBeFocused();
  await an.keyboard.insertText("000000");
  await expect(an).toHaveURL(/\/needs\//);
  await expect(an.getByRole("heading", { level: 1 })).toBeFocused();

  await open(lin, new URL(an.url()).pathname);
  await press(lin, lin.getByRole("button", { name: "Offer help for ¥15" }));
  const offer = lin.getByRole("dialog", { name: "Offer help" });
  await type(lin, offer.getByLabel("A word with it"), "On my way");
  await press(lin, offer.getByRole("button", { name: "Offer help for ¥15" }));
  await press(an, an.getByRole("button", { name: "Agree on ¥15" }));
  await press(an, an.getByRole("dialog").getByRole("button", { name: "Agree on ¥15" }));
  await expect(an).toHaveURL(/\/deals\//);
  await press(an, an.getByRole("button", { name: "Hold ¥15 until it is done" }));
  await press(an, an.getByRole("dialog").getByRole("button", { name: /then: Hold ¥15/ }));
  await expect(an.getByRole("dialog")).toBeHidden();

  await open(lin, new URL(an.url()).pathname);
  await press(lin, lin.getByRole("button", { name: /^Start the work/ }));
  await press(lin, lin.getByRole("link", { name: /^Talk with/ }));
  await tabTo(lin, lin.getByLabel("Write something"));
  await lin.keyboard.insertText("At the door");
  await lin.keyboard.press("Enter");
  await expect(lin.getByText("At the door")).toBeVisible();
  await tabTo(lin, lin.getByRole("button", { name: "Back" }), "Shift+Tab");
  await lin.keyboard.press("Enter");
  await press(lin, lin.getByRole("button", { name: "It is done" }));
  await press(lin, lin.getByRole("dialog").getByRole("button", { name: /^It is done: ask/ }));

  await press(an, an.getByRole("button", { name: "Release ¥15 to Lin" }));
  await choose(an, an.getByRole("radio", { name: "5 stars" }));
  await press(an, an.getByRole("button", { name: "Give Lin 5 stars" }));
  await expect(an.getByText(/sees yours once they have written theirs/)).toBeVisible();
  await choose(lin, lin.getByRole("radio", { name: "4 stars" }));
  await press(lin, lin.getByRole("button", { name: /^Give .* 4 stars$/ }));
  await expect(lin.getByText(/ about you$/)).toBeVisible();
  await Promise.all([an.context().close(), lin.context().close()]);
});

test("by keyboard alone: publish an offer, switch on, be found and booked, agree", async ({ browser }) => {
  const [lin, an] = [await somebody(browser, "en", "Lin"), await somebody(browser, "en", "An")];
  const page = lin.page;
  const title = `Plants watered, ${lin.id.slice(-6)}`;
  await open(page, "/");
  await press(page, page.getByRole("button", { name: "Lend a hand" }));
  await expect(page.getByRole("heading", { name: "Lend a hand" })).toBeFocused();
  await press(page, page.getByRole("button", { name: "Charge a phone" }));
  await type(page, page.getByLabel("In a line"), title);
  await press(page, page.getByRole("button", { name: "Next: the price" }));
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await type(page, page.getByLabel("Price for it"), "18");
  await press(page, page.getByRole("button", { name: "Next: where" }));
  await press(page, page.getByRole("button", { name: "Next: when" }));
  await choose(page, page.getByRole("radio", { name: "Any time" }));
  await press(page, page.getByRole("button", { name: "See how it looks" }));
  await press(page, page.getByRole("button", { name: "Put it on the map" }));
  await expect(page.getByText("It is on the map")).toBeVisible();

  // An finds it on the list that is the map's equal: the handle is a slider, Escape closes the list again.
  await open(an.page, "/");
  const handle = an.page.getByRole("slider", { name: "List height" });
  await tabTo(an.page, handle);
  await an.page.keyboard.press("ArrowUp");
  await choose(an.page, an.page.getByRole("radio", { name: "Offers" }));
  await an.page.keyboard.press("Escape");
  await expect(handle).toHaveAttribute("aria-valuetext", "closed");
  const offer = new URL(page.url()).pathname;
  const found = await an.ask<{ items: { id: string }[] }>(
    "GET",
    "/api/nearby?at=31.22222,121.45806&radius_m=20000&kind=offers&category=charge_phone&limit=100",
  );
  expect(found.items.map(({ id }) => `/offers/${id}`)).toContain(offer);
  await open(an.page, offer);
  await press(an.page, an.page.getByRole("button", { name: "Book Lin" }));
  await type(an.page, an.page.getByLabel("A word to Lin"), "By the window");
  await press(an.page, an.page.getByRole("button", { name: "Ask Lin for ¥18" }));
  await expect(an.page.getByText(/Lin is asked/)).toBeVisible();
  await press(page, page.getByRole("button", { name: "Agree on ¥18" }));
  await press(page, page.getByRole("dialog").getByRole("button", { name: "Agree on ¥18" }));
  await expect(page).toHaveURL(/\/deals\//);
  await Promise.all([page.context().close(), an.page.context().close()]);
});

test("by keyboard alone: call a deal off, say what is wrong with another and settle it", async ({ browser }) => {
  const [an, lin] = [await somebody(browser, "en", "An"), await somebody(browser, "en", "Lin")];
  const [off, wrong] = [await held(an, lin, "Charge my phone"), await held(an, lin, "Charge my other phone")];
  await lin.ask("POST", `/api/deals/${off}/start`);
  await open(an.page, `/deals/${off}`);
  await press(an.page, an.page.getByRole("button", { name: /^Call it off/ }));
  const sheet = an.page.getByRole("dialog", { name: "Call it off" });
  await choose(an.page, sheet.getByRole("radio", { name: "No longer needed" }));
  await press(an.page, sheet.getByRole("button", { name: "Call it off: ¥15 back to you, ¥15 to Lin" }));
  await expect(an.page.getByText("¥15 came back to you, ¥15 went to Lin.")).toBeVisible();

  await Promise.all([open(an.page, `/deals/${wrong}`), open(lin.page, `/deals/${wrong}`)]);
  await press(an.page, an.page.getByRole("button", { name: /^Something is wrong/ }));
  const said = an.page.getByRole("dialog");
  await choose(an.page, said.getByRole("radio", { name: "Only partly done" }));
  await type(an.page, said.getByLabel("What happened"), "It stopped at half.");
  await press(an.page, said.getByRole("button", { name: "Tell Lin what is wrong" }));
  await expect(lin.page.getByText("It stopped at half.")).toBeVisible();
  await type(lin.page, lin.page.getByRole("textbox", { name: "To Lin, for the work" }), "20");
  await press(lin.page, lin.page.getByRole("button", { name: "Propose ¥20 for me, ¥10 for An" }));
  await press(an.page, an.page.getByRole("button", { name: "Agree: ¥10 back to me, ¥20 to Lin" }));
  await expect(lin.page.getByText("You two agreed: ¥20 came to you, ¥10 went back to An.")).toBeVisible();
  await Promise.all([an.page.context().close(), lin.page.context().close()]);
});

test("by keyboard alone: settings, and the way past the navigation", async ({ browser }) => {
  const page = await phone(browser, "en");
  await open(page, "/me");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await press(page, page.getByRole("link", { name: "Settings" }));
  await choose(page, page.getByRole("radio", { name: "Dark" }));
  await expect(page.locator("html")).toHaveClass(/dark/);
  await choose(page, page.getByRole("radio", { name: "125%" }));
  await tabTo(page, page.getByRole("radio", { name: "English" }), "Shift+Tab");
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("heading", { name: "设置" })).toBeVisible();
  await page.context().close();
});

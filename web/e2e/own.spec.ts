import { expect, test } from "@playwright/test";
import { agree, somebody } from "./deals";
import { look, open, PIXEL } from "./support";

test("somebody says who they are, with a picture, and others see it", async ({ browser }) => {
  const an = await somebody(browser, "en", "An");
  await open(an.page, "/me");
  await look(an.page, "me");
  await an.page.getByRole("link", { name: /Edit/ }).click();
  await an.page.getByLabel("Choose a picture").setInputFiles({ name: "p.png", mimeType: "image/png", buffer: PIXEL });
  await an.page.getByLabel("Name").fill("An Ning");
  await an.page.getByLabel("About you").fill("I mend bicycles, evenings.");
  // What was typed is kept until it is saved.
  await expect(an.page.locator(".portrait img")).toHaveAttribute("src", /^\/api\/pictures\//);
  await an.page.reload();
  await expect(an.page.getByLabel("Name")).toHaveValue("An Ning");
  await look(an.page, "profile");
  await an.page.getByRole("button", { name: "Save, and show it to others" }).click();
  await expect(an.page.getByText("Saved. Others see it now.")).toBeVisible();
  await open(an.page, `/people/${an.id}`);
  await expect(an.page.getByText("I mend bicycles, evenings.")).toBeVisible();
  await an.page.context().close();
});

test("the privacy centre: consents, blocked people, devices, and everything to take along", async ({ browser }) => {
  const [an, lin] = [await somebody(browser, "zh-CN", "安宁"), await somebody(browser, "zh-CN", "林")];
  await an.ask("PUT", `/api/me/blocks/${lin.id}`);
  await open(an.page, "/me/privacy");
  const consent = an.page.getByRole("switch", { name: "参与统计" });
  await consent.click();
  await expect(consent).toBeChecked();
  await look(an.page, "privacy");
  const download = an.page.waitForEvent("download");
  await an.page.getByRole("button", { name: "下载与我有关的全部数据" }).click();
  expect((await download).suggestedFilename()).toMatch(/^everywhere-.*\.zip$/);
  await an.page.getByRole("link", { name: /已屏蔽的人/ }).click();
  await look(an.page, "blocked");
  await an.page.getByRole("button", { name: "解除屏蔽 林" }).click();
  await expect(an.page.getByText("您没有屏蔽任何人")).toBeVisible();
  await open(an.page, "/me/privacy/devices");
  await expect(an.page.getByText("本设备，正在使用")).toBeVisible();
  await look(an.page, "devices");
  await Promise.all([an.page.context().close(), lin.page.context().close()]);
});

test("whoever goes for good sees first what is in the way, what goes and what stays", async ({ browser }) => {
  const [an, lin] = [await somebody(browser, "en", "An"), await somebody(browser, "en", "Lin")];
  const deal = await agree(an, lin, { title: "Charge my phone" });
  await open(an.page, "/me/privacy/erase");
  await expect(an.page.getByText("A deal is not over")).toBeVisible();
  await expect(an.page.getByRole("button", { name: "Erase me for good" })).toHaveCount(0);
  await look(an.page, "erase-not-yet");
  await an.ask("POST", `/api/deals/${deal}/cancel`, { reason: "changed_mind" });
  await an.page.reload();
  await an.page.getByText("I understand that nobody can bring it back.").click();
  await look(an.page, "erase");
  await an.page.getByRole("button", { name: "Erase me for good" }).click();
  await expect(an.page.getByText("You are gone from here")).toBeVisible();
  await look(an.page, "erased");
  await open(an.page, "/me");
  await expect(an.page.getByText("You are looking around as a guest")).toBeVisible();
  await Promise.all([an.page.context().close(), lin.page.context().close()]);
});

test("somebody joins a community by its way, and leaves it", async ({ browser }) => {
  const an = await somebody(browser, "en", "An");
  await an.page.context().grantPermissions(["geolocation"]);
  await an.page.context().setGeolocation({ latitude: 31.2257, longitude: 121.4838 });
  await open(an.page, "/me/communities");
  await expect(an.page.getByRole("heading", { name: "Communities that you can join" })).toBeVisible();
  await look(an.page, "communities");
  await an.page.getByRole("link", { name: /The Bund/ }).click();
  await expect(an.page.locator(".spot [data-still]")).toBeVisible();
  await look(an.page, "community");
  await an.page.getByRole("button", { name: /^Join The Bund/ }).click();
  await expect(an.page.getByText("You belong to it")).toBeVisible();
  await open(an.page, "/me/communities");
  await an.page.getByRole("link", { name: /Yuyuan/ }).click();
  await an.page.getByRole("button", { name: "Join Yuyuan: show that I am here" }).click();
  await expect(an.page.getByText(/^Until .*show before then/)).toBeVisible();
  await open(an.page, "/me/communities");
  await expect(an.page.getByRole("heading", { name: "You belong to" })).toBeVisible();
  await an.page.getByRole("link", { name: /The Bund/ }).click();
  await an.page.getByRole("button", { name: /^Leave/ }).click();
  await an.page
    .getByRole("dialog")
    .getByRole("button", { name: /^Leave/ })
    .click();
  await expect(an.page.getByRole("button", { name: /^Join The Bund/ })).toBeVisible();
  await an.page.context().close();
});

test("a need is changed while nobody agreed, and talked about before anybody offers", async ({ browser }) => {
  const [an, lin] = [await somebody(browser, "en", "An"), await somebody(browser, "en", "Lin")];
  const { id } = await an.ask("POST", "/api/needs", {
    category: "charge_phone",
    title: "Charge my phone",
    at: { lat: 31.2304, lon: 121.4737 },
    when: { now: true },
    fee: { minor: 1500, currency: "CNY" },
  });
  await open(lin.page, `/needs/${id}`);
  await lin.page.getByRole("link", { name: /Talk with An/ }).click();
  await lin.page.getByLabel("Write something").fill("Is a power bank fine?");
  await lin.page.keyboard.press("Enter");
  await open(an.page, `/needs/${id}`);
  await expect(an.page.getByText("Is a power bank fine?")).toBeVisible();
  await an.page.getByRole("link", { name: "Change it" }).click();
  await an.page.getByLabel("What you pay").fill("18");
  await an.page.getByLabel(/How long it takes/).fill("20");
  await look(an.page, "need-edit");
  await an.page.getByRole("button", { name: "Show the change to helpers" }).click();
  await expect(an.page.getByText("¥18").first()).toBeVisible();
  await look(an.page, "need-changed");
  await open(lin.page, `/needs/${id}`);
  await expect(lin.page.getByRole("button", { name: "Offer help for ¥18" })).toBeVisible();
  await Promise.all([an.page.context().close(), lin.page.context().close()]);
});

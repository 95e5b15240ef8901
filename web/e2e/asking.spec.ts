import { expect, test } from "@playwright/test";
import { look, open, phone, PIXEL, signIn } from "./support";

const number = () => `138${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;

test("a need is posted in a minute, answered live, countered and agreed", async ({ browser }) => {
  const asker = await phone(browser, "en");
  await open(asker, "/ask");
  await expect(asker.getByRole("button", { name: "Charge a phone" })).toBeVisible();
  await look(asker, "ask-kinds");
  await asker.getByRole("button", { name: "Charge a phone" }).click();
  await expect(asker.getByRole("heading", { name: "What to expect" })).toBeVisible();
  await expect(asker.locator(".spot [data-still]")).toBeVisible();
  await look(asker, "ask-empty");
  await asker.getByLabel("In a line").fill("My phone is nearly empty");
  await asker.locator("label", { hasText: "USB-C" }).click();
  await asker.getByLabel("What you pay").fill("1");
  await expect(asker.getByText(/it cannot be posted/)).toBeVisible();
  await asker.getByLabel("What you pay").fill("15");
  await expect(asker.getByText(/comes to/)).toBeVisible();
  await asker.getByText("Photos, details, materials").click();
  await asker.getByLabel("Choose a picture").setInputFiles({ name: "p.png", mimeType: "image/png", buffer: PIXEL });
  await signIn(asker, number());
  await expect(asker.getByAltText("Picture 1")).toBeVisible();
  await look(asker, "ask-filled");
  await asker.reload();
  await expect(asker.getByLabel("In a line")).toHaveValue("My phone is nearly empty");
  await asker.getByRole("button", { name: /^(Ask|Post)/ }).click();
  await expect(asker).toHaveURL(/\/needs\//);
  await expect(asker.getByText("Nobody has answered yet")).toBeVisible();
  await look(asker, "need-mine");

  const helper = await phone(browser, "zh-CN");
  await open(helper, new URL(asker.url()).pathname);
  await look(helper, "need-guest");
  await helper.getByRole("button", { name: "以 ¥15 帮忙" }).click();
  const sheet = helper.getByRole("dialog", { name: "我来帮忙" });
  await sheet.getByLabel("报酬").fill("18");
  await sheet.getByLabel("附言").fill("我就在楼下");
  await look(helper, "bid-place");
  await sheet.getByRole("button", { name: "以 ¥18 帮忙" }).click();
  // Over the proposal that is half sent stands the sign-in sheet.
  const who = helper.getByRole("dialog", { name: "登录" });
  await who.getByLabel("手机号或邮箱").fill(number());
  await helper.keyboard.press("Enter");
  await who.getByLabel("六位验证码").fill("000000");
  await expect(helper.getByText("等对方答复")).toBeVisible();

  const bid = asker.locator("article.bid");
  await expect(bid.getByText("我就在楼下")).toBeVisible();
  await look(asker, "need-answered");
  await bid.getByRole("button", { name: "Propose other terms" }).click();
  await asker.getByRole("dialog").getByLabel("Fee").fill("16");
  await asker.getByRole("button", { name: "Propose ¥16" }).click();

  await expect(helper.getByRole("button", { name: "同意 ¥16" })).toBeVisible();
  await helper.getByText("已有 2 次报价").click();
  await expect(helper.locator(".bid-versions li")).toHaveCount(2);
  await look(helper, "bid-countered");
  await helper.getByRole("button", { name: "同意 ¥16" }).click();
  const agree = helper.getByRole("dialog");
  await agree.getByText("取消的费用").click();
  await look(helper, "bid-agree");
  await agree.getByRole("button", { name: "同意 ¥16" }).click();
  await expect(helper).toHaveURL(/\/deals\//);
  await expect(asker.getByRole("link", { name: "Open the deal" })).toBeVisible();
  await asker.context().close();
  await helper.context().close();
});

test("a need for later is planned, found among mine and taken back", async ({ browser }) => {
  const page = await phone(browser, "zh-CN");
  await open(page, "/me/needs");
  await expect(page.getByText("尚未登录")).toBeVisible();
  await page.getByRole("button", { name: "登录" }).click();
  await signIn(page, number());
  await expect(page.getByText("您还没有求助过")).toBeVisible();
  await look(page, "my-needs-none");
  await page.getByRole("button", { name: "我要求助" }).click();
  await page.getByLabel("搜索类别").fill("水");
  await page.locator(".ask-kinds button").first().click();
  await page.locator("label", { hasText: "以后" }).click();
  await page.locator("label", { hasText: "价格面议" }).click();
  await look(page, "ask-later");
  await page.getByRole("button", { name: "发布给附近的人" }).click();
  await expect(page).toHaveURL(/\/needs\//);
  await page.goto("/me/needs");
  await page.locator("a[href^='/needs/']").click();
  await page.getByRole("button", { name: "撤回求助" }).click();
  await look(page, "need-withdraw");
  await page.getByRole("dialog").getByRole("button", { name: "撤回求助" }).click();
  await expect(page.getByText("已撤回").first()).toBeVisible();
  await look(page, "my-needs");
  await open(page, "/me/invitations");
  await expect(page.getByText("还没有人向您求助")).toBeVisible();
  await look(page, "invitations-none");
  await page.context().close();
});

import { expect, test } from "@playwright/test";
import { agree, somebody } from "./deals";
import { look, open } from "./support";

test("a deal in cash is complete when both have confirmed the money", async ({ browser }) => {
  const [an, lin] = [await somebody(browser, "en", "An"), await somebody(browser, "en", "Lin")];
  const deal = await agree(an, lin, { title: "Charge my phone", payment: "cash" });
  await lin.ask("POST", `/api/deals/${deal}/start`);
  await lin.ask("POST", `/api/deals/${deal}/deliver`, { note: "" });
  await Promise.all([open(an.page, `/deals/${deal}`), open(lin.page, `/deals/${deal}`)]);
  await look(an.page, "deal-cash");
  await an.page.getByRole("button", { name: "I paid Lin ¥30 in cash" }).click();
  await expect(an.page.getByRole("button", { name: "I paid Lin ¥30 in cash" })).toBeHidden();
  await lin.page.getByRole("button", { name: "An paid me ¥30 in cash" }).click();
  await expect(an.page.getByText("Done. ¥30 went to Lin.")).toBeVisible();
  await expect(lin.page.getByText("Done. ¥30 from An is yours.")).toBeVisible();
  await Promise.all([an.page.context().close(), lin.page.context().close()]);
});

test("a part is released early, then the rest, and a tip on top", async ({ browser }) => {
  const [an, lin] = [await somebody(browser, "en", "An"), await somebody(browser, "en", "Lin")];
  const deal = await agree(an, lin, { title: "Charge my phone" });
  await an.ask("POST", "/api/wallet/top-ups", { amount: { minor: 10_000, currency: "CNY" } });
  await an.ask("POST", `/api/deals/${deal}/fund`);
  await lin.ask("POST", `/api/deals/${deal}/start`);
  await open(an.page, `/deals/${deal}`);
  await an.page.getByRole("button", { name: /^Release a part now/ }).click();
  const part = an.page.getByRole("dialog", { name: "Release a part now" });
  await part.getByLabel("How much Lin gets now").fill("12.5");
  await look(an.page, "deal-part");
  await part.getByRole("button", { name: "Release ¥12.50 to Lin now" }).click();
  await expect(part).toBeHidden();

  await lin.ask("POST", `/api/deals/${deal}/deliver`, { note: "" });
  await an.page.getByRole("button", { name: "Release ¥17.50 to Lin" }).click();
  await expect(an.page.getByText("Done. ¥30 went to Lin.")).toBeVisible();

  await an.page.getByRole("button", { name: /^Say thanks with a tip/ }).click();
  const thanks = an.page.getByRole("dialog", { name: "Thank Lin" });
  await thanks.locator("label", { hasText: "¥3" }).click();
  await look(an.page, "deal-tip");
  await thanks.getByRole("button", { name: "Give Lin ¥3" }).click();
  await expect(an.page.getByText("With a tip of ¥3.")).toBeVisible();
  const { balances } = await lin.ask<{ balances: { available: { minor: number } }[] }>("GET", "/api/wallet");
  expect(balances.map(({ available }) => available.minor)).toEqual([3300]);
  await Promise.all([an.page.context().close(), lin.page.context().close()]);
});

test("who books sees in money what calling off will cost", async ({ browser }) => {
  const [an, lin] = [await somebody(browser, "en", "An"), await somebody(browser, "en", "Lin")];
  const { id } = await lin.ask("POST", "/api/offers", {
    category: "charge_phone",
    title: "Power bank with every plug",
    text: "",
    at: { lat: 31.2304, lon: 121.4737 },
    price: { kind: "fixed", amount: { minor: 2000, currency: "CNY" } },
    radius_m: 1500,
    hours: [],
  });
  await open(an.page, `/offers/${id}/book`);
  const off = an.page.locator(".terms-shares");
  await expect(off.getByText("¥10 to Lin")).toBeVisible();
  await an.page.getByLabel("Fee for all of it").fill("26");
  await expect(off.getByText("¥13 to Lin")).toBeVisible();
  await Promise.all([an.page.context().close(), lin.page.context().close()]);
});

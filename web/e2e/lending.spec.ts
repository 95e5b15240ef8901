import { expect, test, type Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll, open, phone, shoot } from "./support";

async function lookAt(page: Page, name: string): Promise<void> {
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await shoot(page, name);
}

test("an offer's helper has a public face, with what they kept and what others say", async ({ browser }) => {
  const page = await phone(browser, "en");
  const found = await page.request.get("/api/offers?near=31.2304,121.4737&radius_m=5000&limit=20&sort=best");
  const { items } = (await found.json()) as { items: { id: string; helper: { id: string } }[] };
  await open(page, `/offers/${items[0]?.id}`);
  await expect(page.getByText("Why you see it")).toBeVisible();
  await lookAt(page, "offer-demo");
  await open(page, `/people/${items[0]?.helper.id}`);
  await expect(page.getByRole("heading", { name: "Helping" })).toBeVisible();
  await lookAt(page, "person");
  await page.context().close();
});

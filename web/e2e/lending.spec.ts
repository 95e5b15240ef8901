import { expect, test } from "@playwright/test";
import { look, open, phone } from "./support";

test("an offer's helper has a public face, with what they kept and what others say", async ({ browser }) => {
  const page = await phone(browser, "en");
  const found = await page.request.get("/api/offers?near=31.2304,121.4737&radius_m=5000&limit=20&sort=best");
  const { items } = (await found.json()) as { items: { id: string; helper: { id: string } }[] };
  await open(page, `/offers/${items[0]?.id}`);
  await expect(page.getByText("Why you see it")).toBeVisible();
  await look(page, "offer-demo");
  await open(page, `/people/${items[0]?.helper.id}`);
  await expect(page.getByRole("heading", { name: "Helping" })).toBeVisible();
  await look(page, "person");
  await page.context().close();
});

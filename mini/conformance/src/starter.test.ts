import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, Disk } from "@everywhere/mini-cli";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Driver, hasBrowser } from "./driver.ts";

describe.skipIf(!hasBrowser)("the program that create writes", () => {
  let driver: Driver;
  const folder = mkdtempSync(join(tmpdir(), "mini-starter-"));
  beforeAll(async () => {
    create(folder, () => undefined);
    driver = await Driver.start();
  }, 60_000);
  afterAll(async () => {
    await driver.stop();
    rmSync(folder, { recursive: true });
  });

  it("adds, ticks off, counts, remembers over a reload and forgets when told", async () => {
    const phone = await driver.open(new Disk(folder));
    for (const text of ["bread", "milk"]) {
      await phone.frame.locator("input").fill(text);
      await phone.frame.getByRole("button", { name: "Add" }).click();
    }
    await phone.frame.getByText("bread").click();
    await phone.frame.getByText("1 left").waitFor();
    expect((await phone.stack())[0]?.data["items"]).toMatchObject([
      { text: "bread", done: true },
      { text: "milk", done: false },
    ]);

    await phone.reload();
    await phone.frame.locator(".done", { hasText: "bread" }).waitFor();
    await phone.page.getByRole("button", { name: "About" }).click();
    await phone.frame.getByRole("button", { name: "Forget everything" }).click();
    await phone.page.getByRole("button", { name: "OK" }).click();
    await phone.until((events) => events.some((line) => line.includes('"value":null')));
    expect(await phone.errors()).toEqual([]);
    await phone.close();
  }, 60_000);
});

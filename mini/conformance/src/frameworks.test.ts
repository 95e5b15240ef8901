import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Driver, hasBrowser, type Phone } from "./driver.ts";
import { type Framework, FRAMEWORKS, isBuilt, output } from "./frameworks.ts";

/** What a person does with the program, and what must be seen after it. */
const STEPS: readonly (readonly [string, (phone: Phone) => Promise<unknown>])[] = [
  ["greets once it is loaded", (phone) => phone.frame.locator(".greeting", { hasText: "Hello, world" }).waitFor()],
  [
    "counts taps",
    async (phone) => {
      await phone.frame.getByRole("button", { name: "Tap me" }).click();
      await phone.frame.getByText("1 taps").waitFor();
      await phone.frame.getByRole("button", { name: "Tap me" }).click();
      await phone.frame.getByText("2 taps").waitFor();
    },
  ],
  ["titles the page in the host's bar", (phone) => phone.page.getByRole("heading", { name: "Hello" }).waitFor()],
  [
    "opens a second page with what the address says",
    async (phone) => {
      await phone.frame.getByRole("button", { name: "My list" }).click();
      await shown(phone, "whose").filter({ hasText: "Wei's list" }).waitFor();
      expect((await phone.stack()).length).toBe(2);
    },
  ],
  ["titles that page too", (phone) => phone.page.getByRole("heading", { name: "To do" }).waitFor()],
  [
    "asks for words when nothing is typed",
    async (phone) => {
      await phone.frame.getByRole("button", { name: "Add" }).click();
      await phone.page.getByRole("status").getByText("Write something").waitFor();
      expect(await phone.frame.locator(".row").count()).toBe(0);
    },
  ],
  [
    "adds what is typed, by the button, and empties the box",
    async (phone) => {
      const box = phone.frame.getByPlaceholder("What is to be done?");
      await box.fill("bread");
      await phone.frame.getByRole("button", { name: "Add" }).click();
      await row(phone, "bread").waitFor();
      await emptied(phone);
    },
  ],
  [
    "adds by the keyboard's own key",
    async (phone) => {
      await phone.frame.getByPlaceholder("What is to be done?").fill("milk");
      await phone.frame.getByPlaceholder("What is to be done?").press("Enter");
      await row(phone, "milk").waitFor();
      await emptied(phone);
      await phone.frame.getByText("2 left").waitFor();
    },
  ],
  [
    "ticks one off",
    async (phone) => {
      await phone.frame.getByText("bread").click();
      await phone.frame.locator(".done", { hasText: "bread" }).waitFor();
      await phone.frame.getByText("1 left").waitFor();
    },
  ],
  [
    "shows the open ones only",
    async (phone) => {
      await phone.frame.getByText("Open", { exact: true }).click();
      await row(phone, "bread").waitFor({ state: "detached" });
      expect(await phone.frame.locator(".row").count()).toBe(1);
    },
  ],
  [
    "shows the done ones only, then all",
    async (phone) => {
      await phone.frame.getByText("Done", { exact: true }).click();
      await row(phone, "milk").waitFor({ state: "detached" });
      await phone.frame.getByText("All", { exact: true }).click();
      await row(phone, "milk").waitFor();
      expect(await phone.frame.locator(".row").count()).toBe(2);
    },
  ],
  [
    "asks before it deletes, and keeps what is not to go",
    async (phone) => {
      await row(phone, "milk").locator(".delete").click();
      await phone.page.getByRole("button", { name: /Cancel|取消/ }).click();
      // Not by its text, which the log beside the phone says too.
      await phone.page.getByRole("dialog").waitFor({ state: "detached" });
      expect(await phone.frame.locator(".row").count()).toBe(2);
    },
  ],
  [
    "deletes when told",
    async (phone) => {
      await row(phone, "milk").locator(".delete").click();
      await phone.page.getByRole("button", { name: /OK|确定/ }).click();
      await row(phone, "milk").waitFor({ state: "detached" });
      await phone.frame.getByText("0 left").waitFor();
    },
  ],
  [
    "opens one on a third page",
    async (phone) => {
      await row(phone, "bread").locator(".open").click();
      await shown(phone, "title").filter({ hasText: "bread" }).waitFor();
      expect((await phone.stack()).length).toBe(3);
    },
  ],
  [
    "takes a note of several lines and a switch, and goes back",
    async (phone) => {
      await phone.frame.getByPlaceholder("A note").fill("rye\nbread");
      await phone.frame.getByRole("switch").click();
      await phone.frame.locator("[role=switch][aria-checked=true]").waitFor();
      await phone.frame.getByRole("button", { name: "Keep" }).click();
      await phone.page.getByRole("heading", { name: "To do" }).waitFor();
    },
  ],
  [
    "shows both in the list",
    async (phone) => {
      await row(phone, "bread").locator(".note", { hasText: "(rye" }).waitFor();
      await row(phone, "bread").locator(".urgent").waitFor();
    },
  ],
  [
    "goes back by the host's button",
    async (phone) => {
      await phone.page.getByRole("button", { name: "back" }).click();
      await phone.frame.getByText("2 taps").waitFor();
      expect((await phone.stack()).length).toBe(1);
    },
  ],
  [
    "remembers the list when it is started anew",
    async (phone) => {
      await phone.reload();
      await phone.frame.getByRole("button", { name: "My list" }).click();
      await row(phone, "bread").locator(".done", { hasText: "bread" }).waitFor();
      expect(await phone.frame.locator(".row").count()).toBe(1);
    },
  ],
];

const shown = (phone: Phone, name: string) => phone.frame.locator(`.${name}`);
const row = (phone: Phone, text: string) => phone.frame.locator(".row", { hasText: text });
const emptied = (phone: Phone) =>
  phone.frame.waitForFunction(() => {
    const boxes = [...document.querySelectorAll("div")].flatMap((one) => [
      ...(one.shadowRoot?.querySelectorAll("input") ?? []),
    ]);
    return boxes.length > 0 && boxes.every((one) => one.value === "");
  });

describe.skipIf(!hasBrowser)("a program written for", () => {
  let driver: Driver;
  beforeAll(async () => {
    driver = await Driver.start();
  }, 60_000);
  afterAll(() => driver.stop());

  it.each(Object.keys(FRAMEWORKS) as Framework[])(
    "%s is compiled without an error, and a person can use it",
    async (name) => {
      const phone = await driver.open(output(name));
      expect(phone.program.diagnostics.filter((one) => one.severity === "error")).toEqual([]);
      phone.page.setDefaultTimeout(15_000);
      const misses: string[] = [];
      for (const [step, act] of STEPS) {
        await act(phone).catch((why: unknown) => misses.push(`${step}: ${String(why).slice(0, 300)}`));
        if (misses.length > 2) break;
      }
      expect(misses, (await phone.events()).slice(-30).join("\n")).toEqual([]);
      expect(await phone.errors()).toEqual([]);
      await phone.close();
    },
    300_000,
  );
});

it("was built from npm before these tests", () => {
  expect((Object.keys(FRAMEWORKS) as Framework[]).filter((name) => !isBuilt(name))).toEqual([]);
});

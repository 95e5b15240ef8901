import { inMemory } from "@everywhere/mini-compiler";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Driver, hasBrowser } from "./driver.ts";
import { Hand } from "./operate.ts";

/** A page that writes into getApp().log. */
function page(axml: string, members: string, more: Record<string, string> = {}) {
  return inMemory({
    "/app.json": JSON.stringify({ pages: ["a", "b"] }),
    "/app.js": "App({ log: [] }); say = (...words) => getApp().log.push(JSON.parse(JSON.stringify(words)));",
    "/a.json": "{}",
    "/a.axml": axml,
    "/a.js": `Page({ ${members} })`,
    "/b.json": "{}",
    "/b.axml": "<view>b</view>",
    "/b.js": "Page({})",
    ...more,
  });
}

describe.skipIf(!hasBrowser)("what a program asks of its host", () => {
  let driver: Driver;
  beforeAll(async () => {
    driver = await Driver.start();
  }, 60_000);
  afterAll(() => driver.stop());

  it("a request can be stopped: it fails with 20, and nobody waits for it any more", async () => {
    const phone = await driver.open(
      page(
        '<button onTap="ask">ask</button><button onTap="stop">stop</button>',
        `ask() { this.task = my.request({ url: 'https://a.example/', fail: (why) => say('fail', why.error), complete: () => say('over') }) },
         async stop() { say('told', await this.task.abort()) }`,
      ),
    );
    const hand = new Hand(phone);
    await phone.page.route("**/gateway", () => undefined);
    const left = phone.page.waitForEvent("requestfailed");
    const asked = phone.page.waitForRequest("**/gateway");
    await phone.frame.getByText("ask").click();
    await asked;
    await phone.frame.getByText("stop").click();
    expect((await left).url()).toMatch(/\/gateway$/);
    await hand.toldOf(3);
    expect(await hand.told()).toEqual([["told", { success: true }], ["fail", 20], ["over"]]);
    await phone.close();
  }, 60_000);

  it("a page says as what it is shared: from the menu, a button, and its script", async () => {
    const phone = await driver.open(
      page(
        '<button open-type="share" id="s" data-of="tea">share</button><button onTap="panel">panel</button>',
        `panel() { my.showSharePanel({ success: () => say('shared') }) },
         async onShareAppMessage({ from, target }) {
           say(from, target && target.dataset);
           return { title: 'Tea by ' + from, desc: 'hot', path: 'b?x=1', success: (told) => say('success', told) };
         }`,
      ),
    );
    const hand = new Hand(phone);
    const shown = async (title: string) => {
      const dialog = phone.page.getByRole("dialog");
      await dialog.getByText(title).waitFor();
      expect(await dialog.innerText()).toContain(`${title}\nhot\nb?x=1`);
      await dialog.getByRole("button", { name: "OK" }).click();
      await dialog.waitFor({ state: "detached" });
    };
    await phone.frame.getByText("share").click();
    await shown("Tea by button");
    await hand.toldOf(2);
    await phone.frame.getByText("panel").click();
    await shown("Tea by code");
    await hand.toldOf(5);
    await phone.page.evaluate(() => {
      (globalThis as unknown as { host: { share(): void } }).host.share();
    });
    await shown("Tea by menu");
    await hand.toldOf(7);
    expect(await hand.told()).toEqual([
      ["button", { of: "tea" }],
      ["success", { shareResult: true }],
      ["code", null],
      ["success", { shareResult: true }],
      ["shared"],
      ["menu", null],
      ["success", { shareResult: true }],
    ]);
    await phone.close();
  }, 60_000);

  it("a page that says nothing is shared as the app says, and one may forbid it to the menu", async () => {
    const phone = await driver.open(
      page(
        '<button onTap="hide">hide</button><button open-type="share">share</button>',
        "hide() { my.hideShareMenu() }",
        {
          "/app.js": "App({ onShareAppMessage() { return { title: 'All our tea' } } });",
        },
      ),
    );
    await phone.frame.getByText("share").click();
    await phone.page.getByRole("dialog").getByText("All our tea").waitFor();
    await phone.page.getByRole("button", { name: "OK" }).click();
    await phone.frame.getByText("hide").click();
    await phone.until((events) =>
      events.some((line) => line.startsWith("stack ") && line.includes('"canShare":false')),
    );
    await phone.close();
  }, 60_000);

  it("a button asks for a scope, and tells how it ended", async () => {
    const phone = await driver.open(
      page(
        '<button open-type="getAuthorize" scope="phoneNumber" onGetAuthorize="got" onError="failed">number</button>',
        "got() { say('got') }, failed({ detail }) { say('failed', detail.error) }",
      ),
    );
    const hand = new Hand(phone);
    await phone.frame.getByText("number").click();
    await phone.page.getByRole("dialog").getByRole("button", { name: "Allow" }).click();
    await hand.toldOf(1);
    expect(await hand.told()).toEqual([["got"]]);
    await phone.close();
  }, 60_000);
});

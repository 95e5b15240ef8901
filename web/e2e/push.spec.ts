import { expect, test } from "@playwright/test";
import { BASE } from "./playwright.config";
import { expectAccessible, look, open, phone, shoot, signIn, SIZES } from "./support";

// The browser's own push service is outside: here it is a subscription with keys of its own, kept by the page.
const SUBSCRIPTION = () => {
  let current: object | null = null;
  const made = (key: string) => ({
    endpoint: "https://fcm.googleapis.com/fcm/send/e2e",
    options: {
      applicationServerKey: Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0))
        .buffer,
    },
    toJSON: () => ({
      endpoint: "https://fcm.googleapis.com/fcm/send/e2e",
      keys: {
        p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        auth: "BTBZMqHH6r4Tts7J_aSIgg",
      },
    }),
    unsubscribe: () => Promise.resolve((current = null) === null),
  });
  PushManager.prototype.getSubscription = () => Promise.resolve(current as unknown as PushSubscription | null);
  PushManager.prototype.subscribe = (options) =>
    Promise.resolve((current = made(options?.applicationServerKey as string)) as unknown as PushSubscription);
};

test("a device is told by topic, shows it and opens the right screen", async ({ browser }) => {
  const page = await phone(browser, "en", SIZES[0], { serviceWorkers: "allow", permissions: ["notifications"] });
  const context = page.context();
  await context.addInitScript(SUBSCRIPTION);
  await open(page, "/me");
  await page.getByRole("button", { name: "Sign in" }).click();
  await signIn(page, `139${String(Date.now()).slice(-8)}`);
  await open(page, "/me/settings");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  await page.reload();
  await page.getByRole("switch", { name: "Tell me on this device" }).click();
  await expect(page.getByRole("switch", { name: "Answers and proposals" })).toBeChecked();
  await page.getByRole("switch", { name: "Everything else" }).click();
  await expect(page.getByRole("switch", { name: "Everything else" })).not.toBeChecked();
  await look(page, "settings-push");
  const known = (await (await context.request.get("/api/me/push")).json()) as { items: { topics: string[] }[] };
  expect(known.items.map(({ topics }) => topics)).toEqual([["messages", "asked", "answers", "deals"]]);

  // What the push service delivers to the browser is shown by the service worker; a tap leads to its screen.
  const told = { title: "There is an answer for you", body: "Open it.", path: "/me/needs", tag: "answers:1" };
  const client = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) =>
    client.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const found = registrations.find(({ scopeURL }) => scopeURL.startsWith(BASE));
      if (found) resolve(found.registrationId);
    }),
  );
  await client.send("ServiceWorker.enable");
  await client.send("ServiceWorker.deliverPushMessage", {
    origin: BASE,
    registrationId: await registered,
    data: JSON.stringify(told),
  });
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return ((await registration?.getNotifications()) ?? []).map(({ title, tag, data }) => ({
        title,
        tag,
        data: data as unknown,
      }));
    });
  await expect.poll(shown).toEqual([{ title: told.title, tag: told.tag, data: { path: told.path } }]);
  // In the words of the worker, whose types the page does not have.
  await worker.evaluate(`self.registration.getNotifications().then(([notification]) => {
    self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
  })`);
  await expect.poll(shown).toEqual([]);
  await expect(page).toHaveURL(/\/me\/needs$/);
  await context.close();
});

test("on an iPhone the way onto the home screen is shown in three steps", async ({ browser }) => {
  const page = await phone(browser, "zh-CN", SIZES[0], {
    userAgent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
  });
  await page.addInitScript(() => Reflect.deleteProperty(window, "PushManager"));
  await open(page, "/me");
  await page.getByRole("button", { name: "登录" }).click();
  await signIn(page, `139${String(Date.now()).slice(-8)}`);
  await open(page, "/me/settings");
  await page.getByRole("link", { name: /请先添加到主屏幕/ }).click();
  await expect(page.getByText("选择“添加到主屏幕”")).toBeVisible();
  await look(page, "install-ios");
  await page.context().close();
});

test("where the browser offers it, one button installs the app", async ({ browser }) => {
  const page = await phone(browser, "en");
  await open(page, "/me/install");
  await expect(page.getByText(/Your browser installs it from its own menu/)).toBeVisible();
  await page.evaluate(() => {
    const offer = Object.assign(new Event("beforeinstallprompt"), {
      prompt: () => {
        document.title = "asked";
        return Promise.resolve({ outcome: "accepted" });
      },
    });
    window.dispatchEvent(offer);
  });
  await expectAccessible(page);
  await shoot(page, "install");
  await page.getByRole("button", { name: "Install on this device" }).click();
  await expect(page).toHaveTitle("asked");
  await page.context().close();
});

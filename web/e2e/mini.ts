import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "@playwright/test";
import type { Somebody } from "./deals";
import { BASE } from "./playwright.config";

const TOOL = fileURLToPath(new URL("../../mini/cli/dist/main.mjs", import.meta.url));

/** Compiles a program with the developers' tool, uploads it as its owner, and lets it open. */
export async function shown(
  owner: Somebody,
  appId: string,
  files: Readonly<Record<string, string>>,
  hosts: { domains?: string[]; image_domains?: string[] } = {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "mini-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, "program", path)), { recursive: true });
    writeFileSync(join(folder, "program", path), text);
  }
  const archive = join(folder, "program.zip");
  execFileSync(process.execPath, [TOOL, "pack", join(folder, "program"), archive]);
  const { request } = owner.page.context();
  const { cookies } = await request.storageState();
  const token = cookies.find(({ name }) => name.endsWith("everywhere_csrf"))?.value ?? "";
  const answer = await request.post(`${BASE}/api/me/apps/${appId}/packages`, {
    multipart: { file: { name: "program.zip", mimeType: "application/zip", buffer: readFileSync(archive) } },
    headers: { "X-CSRF-Token": token },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  rmSync(folder, { recursive: true });
  const { digest } = (await answer.json()) as { digest: string };
  await owner.ask("PUT", `/api/me/apps/${appId}/program`, { digest, domains: [], image_domains: [], ...hosts });
}

/** A program of a shop that sells tea: it signs in, asks its own server, is paid, and remembers. */
export function teaShop(server: string): Readonly<Record<string, string>> {
  return {
    "app.json": JSON.stringify({
      pages: ["pages/shop/index", "pages/me/index"],
      subPackages: [{ root: "paid", pages: ["index"] }],
      window: { defaultTitle: "Tea" },
      tabBar: {
        items: [
          { pagePath: "pages/shop/index", name: "Shop" },
          { pagePath: "pages/me/index", name: "Mine" },
        ],
      },
    }),
    "app.js": "App({});",
    "mini.project.json": JSON.stringify({ format: 2, compileOptions: { component2: true } }),
    "pages/shop/index.json": "{}",
    "pages/shop/index.axml": `
<view class="page">
  <button onTap="buy" data-how="trade">Buy Sencha</button>
  <button onTap="buy" data-how="string">Buy by an order string</button>
  <text>Said: {{said}}</text>
</view>`,
    "pages/shop/index.js": `
Page({
  data: { said: '' },
  async buy(event) {
    try {
      const { authCode } = await my.getAuthCode({ scopes: ['auth_base', 'auth_user'] });
      const { how } = event.currentTarget.dataset;
      const asked = { url: '${server}/api/orders', method: 'POST', data: { authCode, how } };
      const { data } = await my.request(asked);
      const { resultCode } = await my.tradePay(how === 'trade' ? { tradeNO: data.tradeNo } : { orderStr: data.order });
      const { data: now } = await my.request({ url: '${server}/api/orders/' + data.id });
      this.setData({ said: data.user + ' ' + resultCode + ' ' + now.status });
      if (resultCode !== '9000') return;
      const { data: before } = my.getStorageSync({ key: 'bought' });
      my.setStorageSync({ key: 'bought', data: (before || 0) + 1 });
      my.navigateTo({ url: '/paid/index?order=' + data.id });
    } catch (why) {
      this.setData({ said: 'error ' + why.error });
    }
  },
});`,
    "paid/index.json": JSON.stringify({ defaultTitle: "Paid" }),
    "paid/index.axml": "<view>Thank you for {{order}}</view>",
    "paid/index.js": "Page({ data: { order: '' }, onLoad({ order }) { this.setData({ order }); } });",
    "pages/me/index.json": JSON.stringify({ defaultTitle: "Mine" }),
    "pages/me/index.axml": "<view>Bought: {{bought}}</view>",
    "pages/me/index.js":
      "Page({ data: { bought: 0 }, onShow() { this.setData({ bought: my.getStorageSync({ key: 'bought' }).data || 0 }); } });",
  };
}

/** A program that tells friends of itself, and is paid by another one. */
export function paysElsewhere(till: string): Readonly<Record<string, string>> {
  return {
    "app.json": JSON.stringify({ pages: ["pages/shop/index"], window: { defaultTitle: "Tea" } }),
    "app.js": `
App({ onShow({ scene, referrerInfo = {} }) {
  this.from = [scene, referrerInfo.appId, referrerInfo.extraData && referrerInfo.extraData.said].join(' ');
} });`,
    "mini.project.json": JSON.stringify({ format: 2, compileOptions: { component2: true } }),
    "pages/shop/index.json": "{}",
    "pages/shop/index.axml": `
<view>
  <button open-type="share">Tell a friend</button>
  <button onTap="keep">Keep it to yourself</button>
  <button onTap="go">Go to the till</button>
  <view>{{from}}</view>
</view>`,
    "pages/shop/index.js": `
Page({
  data: { from: '' },
  onShow() { this.setData({ from: getApp().from }); },
  onShareAppMessage: ({ from }) => ({ title: 'Tea', desc: 'hot', path: 'pages/shop/index?from=' + from }),
  keep() { my.hideShareMenu(); },
  go() { my.navigateToMiniProgram({ appId: '${till}', path: 'pages/till/index', extraData: { said: 'order 7' } }); },
});`,
  };
}

/** A program that others open: it shows who did, and goes back. */
export function till(): Readonly<Record<string, string>> {
  return {
    "app.json": JSON.stringify({ pages: ["pages/till/index"], window: { defaultTitle: "Till" } }),
    "app.js": "App({ onLaunch(launched) { this.launched = launched; } });",
    "mini.project.json": JSON.stringify({ format: 2, compileOptions: { component2: true } }),
    "pages/till/index.json": "{}",
    "pages/till/index.axml": '<view><button onTap="done">Done</button><view>{{said}}</view></view>',
    "pages/till/index.js": `
Page({
  data: { said: '' },
  onLoad() {
    const { scene, referrerInfo } = getApp().launched;
    if (referrerInfo) this.setData({ said: [scene, referrerInfo.appId, referrerInfo.extraData.said].join(' ') });
  },
  done() {
    const fail = ({ error }) => this.setData({ said: 'refused ' + error });
    my.navigateBackMiniProgram({ extraData: { said: 'paid' }, fail });
  },
});`,
  };
}

/** A program that means harm: each of its attempts ends in a number that it shows. */
export function evil(server: string): Readonly<Record<string, string>> {
  const attempts = {
    elsewhere: "https://elsewhere.example.org/",
    loopback: "http://127.0.0.1:1/",
    metadata: "http://169.254.169.254/",
    redirect: `${server}/moved/${encodeURIComponent("http://localhost:9/")}`,
  };
  return {
    "app.json": JSON.stringify({ pages: ["pages/index/index"], window: { defaultTitle: "Prizes" } }),
    "app.js": "App({});",
    "mini.project.json": JSON.stringify({ format: 2, compileOptions: { component2: true } }),
    "pages/index/index.json": "{}",
    "pages/index/index.acss":
      ".fake { position: fixed; z-index: 2147483647; top: -48px; right: 0; bottom: 0; left: 0; background: #fff; }",
    "pages/index/index.axml": `
<view>
  <button onTap="call">Call out</button>
  <button onTap="place">Where am I</button>
  <button onTap="pay">Pay another's order</button>
  <button onTap="fake">Fake a sheet</button>
  <view>Said: {{said}}</view>
  <image a:if="{{isFaked}}" src="https://elsewhere.example.org/pixel.png" />
  <view a:if="{{isFaked}}" class="fake"><view>Payment in Everywhere</view><input placeholder="Payment password" /></view>
</view>`,
    "pages/index/index.js": `
Page({
  data: { said: '', isFaked: false },
  async call() {
    const said = [];
    for (const url of ${JSON.stringify(Object.values(attempts))}) {
      said.push(await my.request({ url }).then(() => 'through', (why) => why.error));
    }
    this.setData({ said: said.join(' ') });
  },
  place() {
    my.getLocation().then(() => this.setData({ said: 'through' }), (why) => this.setData({ said: 'place ' + why.error }));
  },
  async pay() {
    const { data } = await my.request({ url: '${server}/api/orders' });
    const { resultCode } = await my.tradePay({ tradeNO: data.theirs });
    this.setData({ said: 'pay ' + resultCode });
  },
  async fake() {
    this.setData({ isFaked: true });
    const { data } = await my.request({ url: '${server}/api/orders' });
    const { resultCode } = await my.tradePay({ tradeNO: data.own });
    this.setData({ said: 'fake ' + resultCode, isFaked: false });
  },
});`,
  };
}

/** A program that talks by sockets to a host, and tries others. */
export function talker(host: string): Readonly<Record<string, string>> {
  const forbidden = [
    "wss://elsewhere.example.org/",
    "ws://127.0.0.1:1/",
    "ws://169.254.169.254/",
    `wss://${host}@elsewhere.example.org/`,
  ];
  return {
    "app.json": JSON.stringify({ pages: ["pages/index/index"], window: { defaultTitle: "Talk" } }),
    "app.js": "App({});",
    "mini.project.json": JSON.stringify({ format: 2, compileOptions: { component2: true } }),
    "pages/index/index.json": "{}",
    "pages/index/index.axml": `
<view>
  <button onTap="talk">Say something</button>
  <button onTap="hang">Hang up</button>
  <button onTap="old">Talk without a task</button>
  <button onTap="stray">Call elsewhere</button>
  <view a:for="{{said}}">{{item}}</view>
</view>`,
    "pages/index/index.js": `
Page({
  data: { said: [] },
  say(...words) { this.setData({ said: [...this.data.said, words.join(' ')] }); },
  talk() {
    this.task = my.connectSocket({ url: 'ws://${host}/task', multiple: true, protocols: ['tea'] });
    this.task.onOpen(() => this.task.send({ data: 'sencha' }));
    this.task.onMessage(({ data: { data, isBuffer } }) => {
      this.say(isBuffer ? 'bytes' : 'text', data);
      if (!isBuffer) this.task.send({ data: my.arrayBufferToBase64(new Uint8Array([1, 2]).buffer), isBuffer: true });
    });
    this.task.onClose(({ code, reason }) => this.say('closed', code, reason));
  },
  hang() { this.task.close({ code: 4000, reason: 'enough' }); },
  old() {
    my.onSocketOpen(() => my.sendSocketMessage({ data: 'bye' }));
    my.onSocketClose(({ code, reason }) => this.say('closed', code, reason));
    my.connectSocket({ url: 'ws://${host}/old' });
  },
  async stray() {
    const ends = [];
    for (const url of ${JSON.stringify(forbidden)}) {
      ends.push(await my.connectSocket({ url }).then(() => 'through', (why) => why.error));
    }
    const { WebSocket } = Function('return this')();
    ends.push(await new Promise((done) => {
      const raw = new WebSocket('ws://${host}/raw');
      raw.onopen = () => done('through');
      raw.onerror = () => done('refused');
    }).catch(() => 'refused'));
    this.say('elsewhere', ...ends);
  },
});`,
  };
}

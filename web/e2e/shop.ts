import { createServer } from "node:http";
import { createSign, createVerify, generateKeyPairSync } from "node:crypto";
import { expect } from "@playwright/test";
import { BASE } from "./playwright.config";
import type { Somebody } from "./deals";

/** A shop's program as an integrator writes it: an app with its key, calls signed by it, a server that is told what was paid. */
export interface Shop {
  appId: string;
  /** Where a browser is sent to pay an order on the cashier page. */
  page: (order: Record<string, string>) => string;
  /** Where a browser is sent to let the shop charge its person without asking. */
  agreement: (order: Record<string, string>) => string;
  /** Where a browser is sent to use first and pay after. */
  afterUse: (order: Record<string, string>) => string;
  /** Asks the gateway; any other code than this one is a fault. */
  call: (method: string, order: Record<string, string>, code?: string) => Promise<Record<string, string>>;
  /** What the server was told, each verified by the platform's key. */
  told: Record<string, string>[];
  /** The shop's own page, to which a browser comes back. */
  url: string;
  /** Whether the platform signed these parameters, as of an address that a browser came back to. */
  isSigned: (said: Record<string, string>) => boolean;
  /** Who somebody is, for the code that their program brought. */
  user: (code: string) => Promise<string>;
  /** An order as a signed string, for a wallet to open. */
  order: (order: Record<string, string>) => string;
  close: () => Promise<void>;
}

/** What the shop's own server answers to its program: JSON, at an address of its own. */
export type Serves = (shop: Shop, path: string, said: Record<string, string>) => Promise<object>;

interface App {
  app_id: string;
  platform_public_key: string;
}

/** Opens a shop for somebody: makes an app over the API and starts its server. */
export async function opened(owner: Somebody, serves?: Serves): Promise<Shop> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const made = await owner.ask<App>("POST", "/api/me/apps", { name: "Corner shop" });
  const app = await owner.ask<App>("PUT", `/api/me/apps/${made.app_id}/key`, {
    public_key: publicKey.export({ type: "spki", format: "pem" }),
  });
  await owner.ask("PUT", "/api/me/pay/merchant", { name: "Corner shop" });
  const platformKey = `-----BEGIN PUBLIC KEY-----\n${app.platform_public_key}\n-----END PUBLIC KEY-----`;

  const isSigned = (all: Record<string, string>) => {
    const said = Object.entries(all).filter(([name]) => name !== "sign" && name !== "sign_type");
    const verify = createVerify("RSA-SHA256").update(joined(Object.fromEntries(said)));
    return verify.verify(platformKey, all["sign"] ?? "", "base64");
  };
  const signed = (method: string, order: Record<string, string>, flat: Record<string, string> = {}) => {
    const { return_url = "", ...content } = order;
    const said: Record<string, string> = {
      app_id: app.app_id,
      method,
      charset: "utf-8",
      sign_type: "RSA2",
      timestamp: "2026-11-22 08:00:00",
      version: "1.0",
      notify_url: `${url}/notify`,
      biz_content: JSON.stringify(content),
      ...(return_url === "" ? {} : { return_url }),
      ...flat,
    };
    const sign = createSign("RSA-SHA256").update(joined(said)).sign(privateKey, "base64");
    return new URLSearchParams({ ...said, sign });
  };

  const told: Record<string, string>[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = request.url ?? "/";
      if (path.startsWith("/moved/")) {
        response.writeHead(302, { Location: decodeURIComponent(path.slice("/moved/".length)) }).end();
        return;
      }
      if (serves && path.startsWith("/api/")) {
        const asked = JSON.parse(Buffer.concat(chunks).toString() || "{}") as Record<string, string>;
        void serves(shop, path, asked).then((answer) => response.end(JSON.stringify(answer)));
        return;
      }
      if (request.method === "POST") {
        const said = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
        if (isSigned(said)) told.push(said);
      }
      response.end(
        request.method === "POST" ? "success" : "<!doctype html><title>Corner shop</title><h1>Thank you</h1>",
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;

  const shop: Shop = {
    appId: app.app_id,
    url,
    told,
    isSigned,
    page: (order) =>
      `${BASE}/gateway.do?${signed("alipay.trade.page.pay", { product_code: "FAST_INSTANT_TRADE_PAY", ...order })}`,
    agreement: (order) =>
      `${BASE}/gateway.do?${signed("alipay.user.agreement.page.sign", { personal_product_code: "GENERAL_WITHHOLDING_P", ...order })}`,
    afterUse: (order) => `${BASE}/gateway.do?${signed("zhima.credit.payafteruse.creditagreement.sign", order)}`,
    call: async (method, order, code = "10000") => {
      const answer = await fetch(`${BASE}/gateway.do`, { method: "POST", body: signed(method, order) });
      const node = ((await answer.json()) as Record<string, Record<string, string>>)[
        `${method.replaceAll(".", "_")}_response`
      ];
      expect(node?.["code"], JSON.stringify(node)).toBe(code);
      return node ?? {};
    },
    user: async (code) => {
      const method = "alipay.system.oauth.token";
      const body = signed(method, {}, { grant_type: "authorization_code", code });
      const answer = await fetch(`${BASE}/gateway.do`, { method: "POST", body });
      const said = (await answer.json()) as Record<string, { user_id?: string }>;
      return said["alipay_system_oauth_token_response"]?.user_id ?? "nobody";
    },
    order: (order) => String(signed("alipay.trade.app.pay", order)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return shop;
}

function joined(said: Record<string, string>): string {
  return Object.entries(said)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

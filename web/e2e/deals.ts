import { expect, type APIRequestContext, type Browser, type Page } from "@playwright/test";
import { BASE } from "./playwright.config";
import { phone, type Language } from "./support";

/** Somebody with a phone and a name, signed in. */
export interface Somebody {
  page: Page;
  id: string;
  name: string;
  /** Asks the API as them. */
  ask: <Answer = { id: string }>(
    method: "GET" | "POST" | "PUT" | "PATCH",
    path: string,
    data?: unknown,
  ) => Promise<Answer>;
}

let count = 0;

/** A person whom nobody had before: each test has its own. */
export async function somebody(
  browser: Browser,
  language: Language,
  name: string,
  ...how: Parameters<typeof phone> extends [unknown, unknown, ...infer Rest] ? Rest : never
): Promise<Somebody> {
  const page = await phone(browser, language, ...how);
  const handle = `137${String(Date.now()).slice(-6)}${String(10 + (count += 1)).slice(-2)}`;
  const ask = asking(page.context().request);
  await ask("POST", "/api/sign-in/code", { phone: handle });
  // The way that a browser takes: the answer is a cookie.
  const { person } = await ask<{ person: { id: string } }>("POST", "/api/sign-in", { phone: handle, code: "000000" });
  await ask("PATCH", "/api/me", { name, language });
  return { page, id: person.id, name, ask };
}

function asking(request: APIRequestContext): Somebody["ask"] {
  return async <Answer>(method: string, path: string, data?: unknown) => {
    const { cookies } = await request.storageState();
    const token = cookies.find(({ name }) => name.endsWith("everywhere_csrf"))?.value;
    const answer = await request.fetch(BASE + path, {
      method,
      data,
      headers: token === undefined ? {} : { "X-CSRF-Token": token },
    });
    expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
    return (answer.status() === 204 ? undefined : await answer.json()) as Answer;
  };
}

interface Wish {
  title: string;
  category?: string;
  feeMinor?: number;
  payment?: "balance" | "cash";
}

/** A deal of two that was made through the API. */
export async function agree(asker: Somebody, helper: Somebody, wish: Wish): Promise<string> {
  const fee = { minor: wish.feeMinor ?? 3000, currency: "CNY" };
  const need = await asker.ask("POST", "/api/needs", {
    category: wish.category ?? "charge_phone",
    title: wish.title,
    at: { lat: 31.2304, lon: 121.4737 },
    place_note: "the table by the window",
    when: { now: true },
    minutes: 15,
    fee,
    payment: wish.payment ?? "balance",
  });
  const bid = await helper.ask("POST", `/api/needs/${need.id}/bids`, { fee, note: "" });
  const deal = await asker.ask("POST", `/api/bids/${bid.id}/accept`, { version: 1 });
  return deal.id;
}

/** The same, and its money is held. */
export async function held(asker: Somebody, helper: Somebody, title: string): Promise<string> {
  const deal = await agree(asker, helper, { title });
  await asker.ask("POST", "/api/wallet/top-ups", { amount: { minor: 10_000, currency: "CNY" } });
  await asker.ask("POST", `/api/deals/${deal}/fund`);
  return deal;
}

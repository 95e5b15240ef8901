import type { Carry, Options } from "@everywhere/mini-host";
import { failure, type Failure } from "@everywhere/mini-spec";
import { ApiError, got, http, type Shape } from "@/api";
import { askToSignIn, whoIsHere, type Me } from "@/features/people";
import type { Opening } from "./opening";

/** What `my.tradePay` says in `resultCode`. */
export type Result = "9000" | "8000" | "4000" | "6001" | "6002" | "6004" | "4";

type Scope = Shape<"GrantDraft">["scopes"][number];

/** What the page asks the person for a program; each waits for their answer. */
export interface Asks {
  scopes(scopes: readonly Scope[]): Promise<boolean>;
  pay(order: Shape<"OrderView">): Promise<Result>;
  scan(): Promise<string | undefined>;
  place(): Promise<{ name: string; address: string; latitude: number; longitude: number } | undefined>;
  city(): Promise<{ city: string; adCode: string } | undefined>;
  show(title: string, text: string): Promise<void>;
  share(said: Said): Promise<void>;
  leaveFor(appId: string, path: string, extraData: unknown): Promise<boolean>;
  /** A guest has said who they are. */
  isNow(me: Me): Promise<void>;
  /** Back to the program that opened this one; false where none did. */
  goBack(extraData: unknown): boolean;
}

/** As what a page is shared: what the program says, empty where it says nothing. */
export interface Said {
  title: string;
  desc: string;
  /** A page of the program, with its query. */
  path: string;
}

const SCOPES: readonly string[] = ["auth_base", "auth_user", "auth_score"] satisfies Scope[];
const UNKNOWN = 3;
const NO_NETWORK = 12;
const UNHEARD = new Set(["offline", "timeout", "broken"]);
const NOT_ITS_OWN = new Set(["order_of_another", "trade_unknown"]);

/** What a program asks of Everywhere itself: who somebody is, to be paid, and what needs the app around it. */
export function ownCalls(opening: Opening, asks: Asks): Readonly<Record<string, Carry>> {
  return {
    getAuthCode: (o) => authCode(opening, asks, o),
    getAuthUserInfo: async () => {
      const { name, picture } = await somebody(opening, asks);
      return { nickName: name, avatar: pictureOf(picture) };
    },
    getOpenUserInfo: async () => {
      const { name, picture } = await somebody(opening, asks);
      const response = { code: "10000", msg: "Success", nickName: name, avatar: pictureOf(picture) };
      return { response: JSON.stringify({ response }) };
    },
    getPhoneNumber: async () => {
      await somebody(opening, asks);
      return { response: JSON.stringify(await refusable(opening.phoneNumber())) };
    },
    tradePay: async (o) => ({ resultCode: await paid(opening, asks, o) }),
    scan: async () => {
      const code = await asks.scan();
      if (code === undefined) throw failure("cancelled");
      return { code, qrCode: code, codeType: "QRCODE" };
    },
    chooseLocation: async () => (await asks.place()) ?? Promise.reject(failure("cancelled")),
    chooseCity: async () => (await asks.city()) ?? Promise.reject(failure("cancelled")),
    openLocation: async ({ longitude, latitude, name, address }) => {
      const at = [latitude, longitude].map(Number);
      if (!at.every(Number.isFinite)) throw failure("bad_options", "longitude, latitude");
      await asks.show(
        String(name ?? ""),
        [String(address ?? ""), at.map((one) => one.toFixed(5)).join(", ")].join("\n"),
      );
      return {};
    },
    showSharePanel: async ({ title, desc, path }) => {
      await asks.share({ title: String(title ?? ""), desc: String(desc ?? ""), path: String(path ?? "") });
      return {};
    },
    navigateToMiniProgram: async ({ appId, path, extraData }) => {
      if (!/^[0-9]{1,32}$/.test(String(appId))) throw failure("bad_options", "appId");
      if (!(await asks.leaveFor(String(appId), String(path ?? ""), extraData))) throw failure("cancelled");
      return {};
    },
    navigateBackMiniProgram: ({ extraData }) => {
      if (!asks.goBack(extraData)) throw failure("not_permitted", "No mini-program opened this one.");
      return {};
    },
  };
}

async function authCode(opening: Opening, asks: Asks, { scopes }: Options): Promise<object> {
  const asked = (Array.isArray(scopes) ? scopes : [scopes ?? "auth_base"]).map(String);
  const known = asked.filter((scope): scope is Scope => SCOPES.includes(scope));
  if (known.length === 0) throw failure("bad_options", "scopes");
  await somebody(opening, asks);
  const { items } = await refusable(got(http.GET("/api/me/authorisations")));
  const before = items.find((grant) => grant.app_id === opening.appId && grant.kind === "user")?.scopes ?? [];
  if (!known.every((scope) => before.includes(scope)) && !(await asks.scopes(known))) throw failure("cancelled");
  // What was allowed before stays allowed: a grant says all that the person's tokens are good for.
  const all = [...new Set([...before, ...known])] as Scope[];
  const body = { app_id: opening.appId, kind: "user" as const, scopes: all, redirect_uri: "", state: "" };
  const { code } = await refusable(got(http.POST("/api/me/authorisations", { body })));
  const unknown = asked.filter((scope) => !SCOPES.includes(scope));
  const authErrorScopes = Object.fromEntries(unknown.map((scope) => [scope, "isv.invalid-auth-scopes"]));
  return { authCode: code, authSuccessScopes: known, authErrorScopes, authcode: code };
}

/** The outcome of a payment. Nothing of it is proof: that has the program's server, from ours. */
async function paid(opening: Opening, asks: Asks, o: Options): Promise<Result> {
  const tradeNo = o["tradeNO"] ?? o["tradeNo"];
  const order = o["orderStr"];
  if (typeof tradeNo !== "string" && typeof order !== "string") throw failure("bad_options", "tradeNO, orderStr");
  try {
    const wish = typeof order === "string" ? { order } : { trade_no: String(tradeNo) };
    const found = await opening.orderOf(wish);
    if ((await signedIn(opening, asks)) === null) return "6001";
    return await asks.pay(found);
  } catch (refused) {
    if (!(refused instanceof ApiError)) throw refused;
    if (UNHEARD.has(refused.code)) return "6002";
    return NOT_ITS_OWN.has(refused.code) ? "4" : "4000";
  }
}

/** Whoever is signed in, or does so now. */
async function somebody(opening: Opening, asks: Asks): Promise<Me> {
  return (await signedIn(opening, asks)) ?? Promise.reject(failure("cancelled"));
}

/** The same; null where they would rather not say. */
async function signedIn(opening: Opening, asks: Asks): Promise<Me | null> {
  const known = await whoIsHere();
  if (known !== null) return known;
  if (!(await askToSignIn())) return null;
  await opening.renew();
  const me = await whoIsHere();
  if (me !== null) await asks.isNow(me);
  return me;
}

async function refusable<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (refused) {
    if (!(refused instanceof ApiError)) throw refused;
    const error = UNHEARD.has(refused.code) ? NO_NETWORK : UNKNOWN;
    throw { error, errorMessage: refused.problem.title } satisfies Failure;
  }
}

function pictureOf(picture: string | null): string {
  return picture === null ? "" : new URL(picture, location.origin).href;
}

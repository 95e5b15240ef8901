import { failure, type Failure } from "@everywhere/mini-spec";
import type { Carry, Options, Progress } from "./calls.ts";

/** One call to the outside, as whoever carries it out needs it. */
export interface Wish {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly timeoutMs: number;
  /** Told when nobody waits for the answer any more. */
  readonly stopped: AbortSignal;
  /** Told how much of what is sent, or of the answer, is on its way: a share from 0 to 1 of so many bytes. A way that cannot know says nothing. */
  readonly moved?: Partial<Record<"sent" | "got", (share: number, bytes: number) => void>>;
}

export interface Answer {
  readonly status: number;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Uint8Array;
}

/** Carries a call out, or throws Unreached. The frame has no network: this is the only way out. */
export type Way = (wish: Wish) => Promise<Answer>;

/**
 * Why no answer came. `unlisted`: the host is not the program's to call. `insecure`: no https. `busy`: too many calls wait.
 * `stopped`: the program wants it no more. `network` and `timeout`: it could not be reached, or not in time.
 */
export type Why = "unlisted" | "insecure" | "busy" | "network" | "timeout" | "stopped";

export class Unreached extends Error {
  constructor(
    readonly why: Why,
    detail = "",
  ) {
    super(detail === "" ? why : detail);
  }
}

/** How long each call waits where it says nothing, in ms: `networkTimeout` of app.json. */
export interface Patience {
  readonly request?: number;
  readonly uploadFile?: number;
  readonly downloadFile?: number;
  readonly connectSocket?: number;
}

// The numbers with which programs know these failures; each call has its own.
const REQUEST: Readonly<Record<Why, number>> = {
  unlisted: 11,
  insecure: 11,
  network: 12,
  timeout: 13,
  busy: 20,
  stopped: 20,
};
const FILE = { network: 12, timeout: 12, busy: 12, stopped: 12 };
const DOWNLOAD: Readonly<Record<Why, number>> = { ...FILE, unlisted: 13, insecure: 20 };
const UPLOAD: Readonly<Record<Why, number>> = { ...FILE, unlisted: 13, insecure: 13 };
const UNDECODED = 14;
const HTTP = 19;
const NO_FILE = 11;
const METHODS = new Set(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]);
const WITHOUT_BODY = new Set(["GET", "HEAD"]);
const TIMEOUT_MAX_MS = 60_000;

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

/** `my.request` and its kin over a way out. */
export function networkCalls(way: Way, patience: Patience = {}): Readonly<Record<string, Carry>> {
  return {
    request: (o, stopped) => request(by(way, stopped), o, JSON_TYPE, patience.request ?? 30_000),
    httpRequest: (o, stopped) => request(by(way, stopped), o, FORM_TYPE, patience.request ?? 30_000),
    uploadFile: (o, stopped, moved) => upload(by(way, stopped), o, patience.uploadFile ?? 60_000, moved),
    downloadFile: (o, stopped, moved) => download(by(way, stopped), o, patience.downloadFile ?? 60_000, moved),
  };
}

type Out = (wish: Omit<Wish, "stopped">) => Promise<Answer>;

/** The way out for one call: it ends when the program stops the call, also where the way itself goes on. */
function by(way: Way, stopped: AbortSignal): Out {
  return (wish) =>
    new Promise((done, failed) => {
      const stop = () => {
        failed(new Unreached("stopped", "The program stopped the call."));
      };
      stopped.addEventListener("abort", stop);
      way({ ...wish, stopped }).then(done, failed);
    });
}

async function request(way: Out, o: Options, usualType: string, usualMs: number): Promise<object> {
  const method = String(o["method"] ?? "GET").toUpperCase();
  if (!METHODS.has(method)) throw failure("bad_options", `method: ${method}`);
  const headers = headersOf(o);
  const type = headers["content-type"] ?? usualType;
  const url = WITHOUT_BODY.has(method) ? withQuery(addressOf(o), o["data"]) : addressOf(o);
  const body = WITHOUT_BODY.has(method) ? new Uint8Array() : bodyOf(o["data"], type);
  const sent =
    WITHOUT_BODY.has(method) && headers["content-type"] === undefined ? headers : { ...headers, "content-type": type };
  const answer = await carried(way, { url, method, headers: sent, body, timeoutMs: waitsFor(o, usualMs) }, REQUEST);
  const { status, headers: said } = answer;
  const told = { status, headers: withCookies(answer) };
  if (status < 200 || status >= 300)
    throw { ...failed(HTTP, `The host answered ${status}.`), ...told, data: textOf(answer.body) };
  return { ...told, data: dataOf(answer.body, o["dataType"], said) };
}

type Moved = (how: Progress) => void;

async function upload(way: Out, o: Options, usualMs: number, moved: Moved): Promise<object> {
  const file = fileOf(o["filePath"]);
  const name = o["fileName"] ?? o["name"];
  if (!file) throw failed(NO_FILE, "There is no such file.");
  if (typeof name !== "string" || name === "") throw failure("bad_options", "fileName");
  const form = new FormData();
  for (const [key, value] of Object.entries(object(o["formData"]))) form.append(key, said(value));
  form.append(name, new Blob([file.body as BlobPart], { type: file.type }), `${name}.${endingOf(file.type)}`);
  const packed = new Response(form);
  const headers = { ...headersOf(o), "content-type": packed.headers.get("content-type") ?? "" };
  const body = new Uint8Array(await packed.arrayBuffer());
  const told = rising(moved);
  const sent = (share: number) => {
    told(share * body.length, body.length);
  };
  const wish = { url: addressOf(o), method: "POST", headers, body, timeoutMs: waitsFor(o, usualMs), moved: { sent } };
  const answer = await carried(way, wish, UPLOAD);
  sent(1);
  return { data: textOf(answer.body), statusCode: String(answer.status), header: withCookies(answer) };
}

async function download(way: Out, o: Options, usualMs: number, moved: Moved): Promise<object> {
  const told = rising(moved);
  const wish = {
    url: addressOf(o),
    method: "GET",
    headers: headersOf(o),
    body: new Uint8Array(),
    timeoutMs: waitsFor(o, usualMs),
    moved: {
      // The answer carries the file in base64: four letters for three bytes. How many they are is known at the end.
      got: (share: number, letters: number) => {
        if (share < 1) told(share * letters * 0.75, Math.round(letters * 0.75));
      },
    },
  };
  const answer = await carried(way, wish, DOWNLOAD);
  if (answer.status < 200 || answer.status >= 300)
    throw failed(DOWNLOAD.network, `The host answered ${answer.status}.`);
  told(answer.body.length, answer.body.length);
  const type = (answer.headers["content-type"] ?? "application/octet-stream").split(";")[0]?.trim();
  const path = `data:${type};base64,${base64(answer.body)}`;
  return { apFilePath: path, tempFilePath: path };
}

/** Tells of each percent once, and never of less than before. */
function rising(moved: Moved): (written: number, expected: number) => void {
  let last = -1;
  return (written, expected) => {
    const progress = expected === 0 ? 100 : Math.floor((100 * written) / expected);
    if (progress <= last) return;
    last = progress;
    moved({ progress, totalBytesWritten: Math.round(written), totalBytesExpectedToWrite: expected });
  };
}

async function carried(way: Out, wish: Parameters<Out>[0], numbers: Readonly<Record<Why, number>>): Promise<Answer> {
  try {
    return await way(wish);
  } catch (why) {
    if (why instanceof Unreached) throw failed(numbers[why.why], why.message);
    throw why;
  }
}

function failed(error: number, errorMessage: string): Failure {
  return { error, errorMessage };
}

function addressOf({ url }: Options): string {
  if (typeof url !== "string" || url === "") throw failure("bad_options", "url");
  return url;
}

export function waitsFor({ timeout }: Options, usualMs: number): number {
  return Math.min(typeof timeout === "number" && timeout > 0 ? timeout : usualMs, TIMEOUT_MAX_MS);
}

/** By their names in small letters; what is no text is written as text. */
export function headersOf(o: Options): Record<string, string> {
  const given = object(o["headers"] ?? o["header"]);
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), said(value)]));
}

export function withQuery(url: string, data: unknown): string {
  const query = typeof data === "string" ? data : formOf(object(data));
  if (query === "") return url;
  const [address = "", hash] = url.split("#", 2);
  return `${address}${address.includes("?") ? "&" : "?"}${query}${hash === undefined ? "" : `#${hash}`}`;
}

function bodyOf(data: unknown, type: string): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data === undefined || data === null) return new Uint8Array();
  if (typeof data !== "object") return bytes(String(data));
  return bytes(type.toLowerCase().includes(FORM_TYPE) ? formOf(object(data)) : JSON.stringify(data));
}

function formOf(data: Readonly<Record<string, unknown>>): string {
  return Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(said(value))}`)
    .join("&");
}

/** `json` where nothing is said. What is no JSON then fails, as programs know it. */
function dataOf(body: Uint8Array, kind: unknown, headers: Readonly<Record<string, string>>): unknown {
  switch (String(kind ?? "json").toLowerCase()) {
    case "arraybuffer":
      return body.slice().buffer;
    case "base64":
      return base64(body);
    case "text":
      return textOf(body, headers["content-type"]);
    default:
      try {
        return JSON.parse(textOf(body)) as unknown;
      } catch {
        throw failed(UNDECODED, "The answer is no JSON.");
      }
  }
}

function withCookies({ headers, cookies }: Answer): Record<string, string> {
  return cookies.length === 0 ? { ...headers } : { ...headers, "set-cookie": cookies.join(", ") };
}

/** A file as this host hands them out: an address that holds it whole. */
export function fileOf(path: unknown): { type: string; body: Uint8Array } | undefined {
  const match = /^data:([^;,]*)(?:;[^,]*)?;base64,([A-Za-z0-9+/=]*)$/.exec(String(path));
  if (!match) return undefined;
  try {
    const binary = atob(match[2] ?? "");
    return { type: match[1] || "application/octet-stream", body: Uint8Array.from(binary, (one) => one.charCodeAt(0)) };
  } catch {
    return undefined;
  }
}

function endingOf(type: string): string {
  return /^[a-z]+\/([a-z0-9]{1,5})$/.exec(type)?.[1] ?? "bin";
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function said(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

const bytes = (text: string) => new TextEncoder().encode(text);

function textOf(body: Uint8Array, type = ""): string {
  const charset = /charset=([^;\s]+)/i.exec(type)?.[1] ?? "utf-8";
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

export function base64(body: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < body.length; at += 32_768) binary += String.fromCharCode(...body.subarray(at, at + 32_768));
  return btoa(binary);
}

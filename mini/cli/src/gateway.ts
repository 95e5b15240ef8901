import { failure, type Failure } from "@everywhere/mini-spec";

/** A call to the outside as the host's page sends it; `body` in base64. */
export interface Sent {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
}

/** The same as a test reads it. */
export interface Request {
  readonly url: string;
  readonly method: string;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** What was sent: of JSON and of a form its value, else text; nothing where there is no body. */
  readonly data?: unknown;
  readonly sent: Sent;
}

/** What came: data as JSON says them, or a text. */
export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: unknown;
}

/** How a call ends: an answer with its body in base64, why none came, or the failure that a test ordered. */
export type Came =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly why: "unlisted" | "network" | "timeout"; readonly detail: string }
  | { readonly e: Failure };

/** No answer came. The host says it to the program in the numbers that each call has for it. */
export class NotReached extends Error {
  constructor(
    readonly why: "unlisted" | "network" | "timeout",
    detail: string,
  ) {
    super(detail);
  }
}

const MOST_BYTES = 10 * 1024 * 1024;

export function requestOf(sent: Sent): Request {
  const { url, method, headers, body } = sent;
  const text = Buffer.from(body, "base64").toString("utf8");
  return { url, method, headers, ...(text === "" ? {} : { data: read(text, headers["content-type"]) }), sent };
}

/** Holds a call to the program's list of hosts; each may have a port. Throws NotReached. */
export function mustBeListed({ url }: Pick<Sent, "url">, domains: readonly string[]): void {
  const { protocol, host, hostname } = URL.canParse(url) ? new URL(url) : { protocol: "", host: url, hostname: "" };
  if (!/^https?:$/.test(protocol) || (!domains.includes(host) && !domains.includes(hostname)))
    throw new NotReached("unlisted", `${host}: add it to everywhere.domains of mini.project.json.`);
}

/** Whose pages a `web-view` may show: listed hosts, by https, and those of this machine also by http. */
export function webOriginsOf(domains: readonly string[]): string[] {
  return domains.flatMap((domain) => {
    // What else a list may hold, as a scheme of sockets, is nobody's page.
    if (!URL.canParse(`https://${domain}`) || new URL(`https://${domain}`).host !== domain) return [];
    const isHere = /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(domain);
    return (isHere ? ["https", "http"] : ["https"]).map((scheme) => new URL(`${scheme}://${domain}`).origin);
  });
}

/** How a call of the host's page ends, to listed hosts only. Never rejects. */
export async function asked(given: unknown, domains: readonly string[]): Promise<Came> {
  try {
    const sent = given as Sent;
    mustBeListed(sent, domains);
    return cameOf(await carried(requestOf(sent)));
  } catch (why) {
    return endOf(why);
  }
}

/** Makes a call from this machine, for a developer; in the product the server does, with its own bounds. Throws NotReached. */
export async function carried({ sent }: Request): Promise<Response> {
  const { url, method, headers, body, timeoutMs } = sent;
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === "" ? {} : { body: Buffer.from(body, "base64") }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (text.length > MOST_BYTES) throw new Error(`more than ${MOST_BYTES} bytes came`);
    const said = Object.fromEntries(response.headers);
    return { status: response.status, headers: said, data: read(text, said["content-type"]) };
  } catch (why) {
    const isLate = why instanceof Error && why.name === "TimeoutError";
    throw new NotReached(isLate ? "timeout" : "network", why instanceof Error ? why.message : String(why));
  }
}

export function cameOf({ status, headers, data }: Response): Came {
  const isText = typeof data === "string";
  const type = isText ? "text/plain; charset=utf-8" : "application/json";
  const body = Buffer.from(isText ? data : JSON.stringify(data)).toString("base64");
  return { status, headers: { "content-type": type, ...headers }, body };
}

export function endOf(why: unknown): Came {
  if (why instanceof NotReached) return { why: why.why, detail: why.message };
  return { e: asFailure(why) };
}

export function asFailure(why: unknown): Failure {
  if (typeof why === "object" && why !== null && "error" in why && "errorMessage" in why) return why as Failure;
  return failure("unknown", why instanceof Error ? why.message : String(why));
}

function read(text: string, type = ""): unknown {
  if (type.includes("application/x-www-form-urlencoded")) return Object.fromEntries(new URLSearchParams(text));
  if (!type.includes("json")) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

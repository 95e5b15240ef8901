import { failure, type Failure } from "@everywhere/mini-spec";

/** A request as a program makes it. */
export interface Request {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data?: unknown;
  readonly dataType: string;
  readonly timeout: number;
}

export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: unknown;
}

type Options = Readonly<Record<string, unknown>>;

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 10 * 1024 * 1024;

/** Options of `my.request` as a request. Throws a Failure when they name no address. */
export function requestOf(options: Options): Request {
  const { url, data } = options;
  if (typeof url !== "string" || !/^https?:\/\//.test(url)) throw failure("bad_options", "url");
  return {
    url,
    method: String(options["method"] ?? "GET").toUpperCase(),
    headers: textsOf(options["headers"] ?? options["header"]),
    ...(data === undefined ? {} : { data }),
    dataType: String(options["dataType"] ?? "json").toLowerCase(),
    timeout: typeof options["timeout"] === "number" ? Math.min(options["timeout"], TIMEOUT_MS * 2) : TIMEOUT_MS,
  };
}

/** Holds a request to the program's list of hosts; each may have a port. Throws a Failure. */
export function mustBeListed({ url }: Request, domains: readonly string[]): void {
  const { host, hostname } = new URL(url);
  if (!domains.includes(host) && !domains.includes(hostname))
    throw failure("domain_not_listed", `${host}: add it to everywhere.domains of mini.project.json.`);
}

/** How a request of the host's page ends: an answer, or why there is none. Never rejects. */
export async function asked(
  options: unknown,
  domains: readonly string[],
): Promise<{ readonly r: Response } | { readonly e: Failure }> {
  try {
    const request = requestOf(options as Options);
    mustBeListed(request, domains);
    return { r: await carried(request) };
  } catch (why) {
    return { e: asFailure(why) };
  }
}

/** Makes a request from this machine, for a developer; in the product the server does, with its own bounds. Throws a Failure. */
export async function carried(request: Request): Promise<Response> {
  const { method, dataType } = request;
  const { url, body, headers } = sent(request);
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(request.timeout),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    if (bytes.length > MOST_BYTES) throw failure("network_failed", `More than ${MOST_BYTES} bytes came.`);
    return { status: response.status, headers: Object.fromEntries(response.headers), data: read(bytes, dataType) };
  } catch (why) {
    if (typeof why === "object" && why !== null && "error" in why) throw why;
    const isLate = why instanceof Error && why.name === "TimeoutError";
    throw failure(isLate ? "network_timeout" : "network_failed", why instanceof Error ? why.message : String(why));
  }
}

/** Data of GET go into the address; else they are JSON, or a form where the headers say so. */
function sent({ url, method, data, headers }: Request): {
  url: string;
  body?: string;
  headers: Record<string, string>;
} {
  const known = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  if (data === undefined || data === null) return { url, headers: known };
  const fields = typeof data === "object" ? textsOf(data) : undefined;
  if (method === "GET" || method === "HEAD") {
    const at = new URL(url);
    for (const [name, value] of Object.entries(fields ?? {})) at.searchParams.append(name, value);
    return { url: at.href, headers: known };
  }
  const isForm = known["content-type"]?.includes("application/x-www-form-urlencoded");
  const body = !fields ? String(data) : isForm ? new URLSearchParams(fields).toString() : JSON.stringify(data);
  return { url, body, headers: { "content-type": "application/json", ...known } };
}

function read(bytes: Buffer, dataType: string): unknown {
  if (dataType === "base64") return bytes.toString("base64");
  const text = bytes.toString("utf8");
  if (dataType !== "json") return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function textsOf(given: unknown): Record<string, string> {
  if (typeof given !== "object" || given === null) return {};
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]),
  );
}

export function asFailure(why: unknown): Failure {
  if (typeof why === "object" && why !== null && "error" in why && "errorMessage" in why) return why as Failure;
  return failure("unknown", why instanceof Error ? why.message : String(why));
}

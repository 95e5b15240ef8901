import { errorOf, offline, timedOut } from "./errors";
import { Patience } from "./patience";

/** How a request is carried out; tests and the app put in their own. */
export interface Manners {
  /** Asks the person to sign in, for a read only whoever had been signed in; true when they did. */
  signIn: (isRead: boolean) => Promise<boolean>;
  language: () => string;
  fetch: typeof fetch;
  wait: (ms: number) => Promise<void>;
}

const READ_TIMEOUT_MS = 12_000;
const COMMAND_TIMEOUT_MS = 30_000;
const READ_TRIES = 3;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 5_000;
const BUSY = new Set([429, 502, 503, 504]);

const manners: Manners = {
  signIn: () => Promise.resolve(false),
  language: () => "en",
  fetch: (...given) => fetch(...given),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

export function behave(changed: Partial<Manners>): void {
  Object.assign(manners, changed);
}

/**
 * Sends a request and answers its response, or throws an ApiError.
 *
 * A read is tried again when the network or the server has a weak moment; a command is sent once, under one Idempotency-Key, so
 * that whoever taps again after a lost answer does nothing twice. Where the server wants to know who asks, the sign-in sheet
 * opens, and the same request goes on afterwards. `carrier` is who takes it there: `fetch`, unless its progress is of interest;
 * whoever sees progress is not told that it takes long.
 */
export async function send(request: Request, carrier?: typeof fetch): Promise<Response> {
  const isRead = request.method === "GET";
  request.headers.set("Accept-Language", manners.language());
  if (!isRead && !request.headers.has("Idempotency-Key")) request.headers.set("Idempotency-Key", crypto.randomUUID());
  const response = await tried(request, isRead ? READ_TRIES : 1, carrier);
  if (response.ok) return response;
  const error = await errorOf(response);
  // Only this 401 asks for a person; a wrong code is one too.
  if (error.code !== "sign_in_needed" || !(await manners.signIn(isRead))) throw error;
  return settled(await tried(request, 1, carrier));
}

async function settled(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw await errorOf(response);
}

async function tried(request: Request, tries: number, carrier?: typeof fetch): Promise<Response> {
  const patience = carrier === undefined ? new Patience() : undefined;
  try {
    return await triedBy(patience, request, tries, carrier ?? manners.fetch);
  } finally {
    patience?.end();
  }
}

async function triedBy(patience: Patience | undefined, request: Request, tries: number, carrier: typeof fetch) {
  for (let count = 1; ; count += 1) {
    const isLast = count >= tries;
    try {
      const response = await once(request, carrier, patience?.begin());
      if (isLast || !BUSY.has(response.status)) return response;
      await manners.wait(pauseMs(count, Number(response.headers.get("Retry-After")) * 1000));
    } catch (error) {
      if (patience?.wish === "again") continue;
      if (isLast || request.signal.aborted || patience?.wish === "over") throw error;
      await manners.wait(pauseMs(count, 0));
    }
    // Given up between two attempts.
    if (patience?.wish === "over") throw timedOut();
  }
}

async function once(request: Request, carrier: typeof fetch, patience?: AbortSignal): Promise<Response> {
  const timeout = AbortSignal.timeout(request.method === "GET" ? READ_TIMEOUT_MS : COMMAND_TIMEOUT_MS);
  const ends = [request.signal, timeout, ...(patience ? [patience] : [])];
  const copy = new Request(request.clone(), { signal: AbortSignal.any(ends) });
  // Read anew each time: signing in changes it.
  const token = csrfToken();
  if (token && request.method !== "GET") copy.headers.set("X-CSRF-Token", token);
  try {
    return await carrier(copy);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw timeout.aborted || patience?.aborted ? timedOut() : offline();
  }
}

function pauseMs(count: number, wantedMs: number): number {
  return Math.min(Math.max(wantedMs, FIRST_PAUSE_MS * 2 ** (count - 1)), LONGEST_PAUSE_MS);
}

/** The CSRF token that the server left in a cookie when somebody signed in here; none: nobody is. */
export function csrfToken(): string | undefined {
  return /(?:^|;\s*)(?:__Host-)?everywhere_csrf=([^;]+)/.exec(document.cookie)?.[1];
}

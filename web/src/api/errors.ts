/** What the server refuses (RFC 9457), or what became of a request that never got an answer. */
export interface Problem {
  code: string;
  title: string;
  remedy: string;
  status: number;
  path?: string;
  facts?: Record<string, unknown>;
}

/** A request that did not do what it should: `code` for decisions, `title` and `remedy` in the reader's language. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly problem: Problem,
    readonly retryAfterS?: number,
  ) {
    super(problem.title);
  }

  get code(): string {
    return this.problem.code;
  }
}

/** Words for what only the client knows; the app gives them in its language. */
export interface ClientWords {
  offline: Pick<Problem, "title" | "remedy">;
  timeout: Pick<Problem, "title" | "remedy">;
  broken: Pick<Problem, "title" | "remedy">;
}

let words: ClientWords = {
  offline: { title: "No connection", remedy: "Check your network and try again." },
  timeout: { title: "No answer in time", remedy: "Try again in a moment." },
  broken: { title: "Something is wrong on our side", remedy: "Try again in a moment." },
};

export function speak(clientWords: ClientWords): void {
  words = clientWords;
}

export function offline(): ApiError {
  return new ApiError({ code: "offline", status: 0, ...words.offline });
}

export function timedOut(): ApiError {
  return new ApiError({ code: "timeout", status: 0, ...words.timeout });
}

/** The error that an answer is; an answer that is no problem+json (a proxy's page) is our fault. */
export async function errorOf(response: Response): Promise<ApiError> {
  const retryAfterS = Number(response.headers.get("Retry-After")) || undefined;
  const said: unknown = await response.json().catch(() => null);
  return new ApiError(
    isProblem(said) ? said : { code: "broken", status: response.status, ...words.broken },
    retryAfterS,
  );
}

/** Anything that was thrown, as something a person can read. */
export function readable(error: unknown): Problem {
  return error instanceof ApiError ? error.problem : { code: "broken", status: 0, ...words.broken };
}

/** Whether an error is about a field of what was sent, or about something inside of it. */
export function isAt(error: unknown, field: string): boolean {
  const path = error instanceof ApiError ? error.problem.path : undefined;
  return path !== undefined && (path === field || path.startsWith(`${field}.`));
}

function isProblem(said: unknown): said is Problem {
  return typeof said === "object" && said !== null && "code" in said && "title" in said && "remedy" in said;
}

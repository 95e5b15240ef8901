import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Failure } from "@everywhere/mini-spec";
import { carried, NotReached, type Request, type Response } from "../gateway.ts";

export type { Request, Response } from "../gateway.ts";

export type Answer = Partial<Response> | { readonly failure: Failure };
export type Answering = Answer | ((request: Request) => Answer | Promise<Answer>);

interface Rule {
  readonly pattern: string | RegExp;
  readonly answer: Answering;
  left: number;
}

/** What a file of recorded requests holds: each request with what came, in the order in which it was asked. */
interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly data: unknown;
  readonly response: Response;
}

/**
 * The network of a program under test: what a test said first, then what was recorded, then, while it is recording, the
 * real one. Nothing else answers, so that a test cannot depend on the world unseen.
 */
export class Network {
  readonly asked: Request[] = [];
  private readonly rules: Rule[] = [];
  private recorded: Recorded[] = [];
  private recordingTo: string | undefined;
  private reached: readonly string[] = [];

  /** Answers addresses that fit: a text with `*` for anything, or a regular expression. Later rules are asked first. */
  answer(pattern: string | RegExp, answer: Answering, { times = Infinity }: { times?: number } = {}): void {
    this.rules.unshift({ pattern, answer, left: times });
  }

  /** Lets requests to these hosts (with their ports) really go out. */
  reach(hosts: readonly string[]): void {
    this.reached = hosts;
  }

  /** Answers from a file that `record` wrote: each recorded answer once, in order, and the last of an address from then on. */
  replay(file: string): void {
    if (!existsSync(file)) throw new Error(`${file} is not there; record it first.`);
    this.recorded = JSON.parse(readFileSync(file, "utf8")) as Recorded[];
  }

  /** Asks the real network from now on, and writes what it says into a file. */
  record(file: string): void {
    this.recordingTo = file;
    this.recorded = [];
    this.save();
  }

  /** Throws NotReached where nothing answers, and a Failure that a test ordered. */
  async carry(request: Request): Promise<Response> {
    this.asked.push(request);
    const rule = this.rules.find((one) => one.left > 0 && fits(one.pattern, request.url));
    if (rule) {
      rule.left--;
      return whole(typeof rule.answer === "function" ? await rule.answer(request) : rule.answer);
    }
    if (this.recordingTo !== undefined) {
      const response = await carried(request);
      this.recorded.push({ method: request.method, url: request.url, data: request.data ?? null, response });
      this.save();
      return response;
    }
    return this.reached.includes(new URL(request.url).host) ? carried(request) : this.replayed(request);
  }

  private replayed(request: Request): Response {
    const isIt = (one: Recorded) =>
      one.method === request.method &&
      one.url === request.url &&
      JSON.stringify(one.data) === JSON.stringify(request.data ?? null);
    const at = this.recorded.findIndex(isIt);
    const found = this.recorded[at];
    if (!found) throw new NotReached("network", `Nothing answers ${request.method} ${request.url} in this test.`);
    if (this.recorded.findLastIndex(isIt) !== at) this.recorded.splice(at, 1);
    return found.response;
  }

  private save(): void {
    if (this.recordingTo !== undefined) writeFileSync(this.recordingTo, `${JSON.stringify(this.recorded, null, 2)}\n`);
  }
}

function whole(answer: Answer): Response {
  if ("failure" in answer) throw answer.failure;
  return { status: 200, headers: {}, data: {}, ...answer };
}

function fits(pattern: string | RegExp, url: string): boolean {
  if (typeof pattern !== "string") return pattern.test(url);
  const source = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`).test(url);
}

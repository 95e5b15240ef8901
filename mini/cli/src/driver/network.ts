import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Failure } from "@everywhere/mini-spec";
import { carried, NotReached, type Request, type Response } from "../gateway.ts";
import { type Asked, type How, type Line, type Meeting, replaying, Socket, type Told } from "./sockets.ts";

export type { Request, Response } from "../gateway.ts";

export type Answer = Partial<Response> | { readonly failure: Failure };
export type Answering = Answer | ((request: Request) => Answer | Promise<Answer>);

interface Rule<Answers> {
  readonly pattern: string | RegExp;
  readonly answer: Answers;
  left: number;
}

/** What a file of recorded requests holds: each request with what came, in the order in which it was asked. */
interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly data: unknown;
  readonly response: Response;
}

/** The same of a socket: what went through it. */
interface RecordedSocket {
  readonly socket: string;
  readonly lines: Line[];
}

/**
 * The network of a program under test: what a test said first, then what was recorded, then, while it is recording, the
 * real one. Nothing else answers, so that a test cannot depend on the world unseen.
 */
export class Network {
  readonly asked: Request[] = [];
  /** Every socket that the program opened, in order. */
  readonly sockets: Socket[] = [];
  private readonly rules: Rule<Answering>[] = [];
  private readonly meetings: Rule<Meeting>[] = [];
  private readonly open = new Map<number, { readonly socket: Socket; readonly lines: Line[] }>();
  private recorded: (Recorded | RecordedSocket)[] = [];
  private recordingTo: string | undefined;
  private reached: readonly string[] = [];

  /** Answers addresses that fit: a text with `*` for anything, or a regular expression. Later rules are asked first. */
  answer(pattern: string | RegExp, answer: Answering, { times = Infinity }: { times?: number } = {}): void {
    this.rules.unshift({ pattern, answer, left: times });
  }

  /** Opens sockets to addresses that fit; `meets` gets the host's end of each. Later rules are asked first. */
  meet(
    pattern: string | RegExp,
    meets: Meeting = () => undefined,
    { times = Infinity }: { times?: number } = {},
  ): void {
    this.meetings.unshift({ pattern, answer: meets, left: times });
  }

  /** Lets requests to these hosts (with their ports) really go out, and sockets to those with `wss://` before them. */
  reach(hosts: readonly string[]): void {
    this.reached = hosts;
  }

  /** Answers from a file that `record` wrote: each recorded answer once, in order, and the last of an address from then on. */
  replay(file: string): void {
    if (!existsSync(file)) throw new Error(`${file} is not there; record it first.`);
    this.recorded = JSON.parse(readFileSync(file, "utf8")) as typeof this.recorded;
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
    const answer = chosen(this.rules, request.url);
    if (answer !== undefined) return whole(typeof answer === "function" ? await answer(request) : answer);
    if (this.recordingTo !== undefined) {
      const response = await carried(request);
      this.recorded.push({ method: request.method, url: request.url, data: request.data ?? null, response });
      this.save();
      return response;
    }
    return this.reached.includes(new URL(request.url).host) ? carried(request) : this.replayed(request);
  }

  private replayed(request: Request): Response {
    const isIt = (one: Recorded | RecordedSocket): one is Recorded =>
      "response" in one &&
      one.method === request.method &&
      one.url === request.url &&
      JSON.stringify(one.data) === JSON.stringify(request.data ?? null);
    const found = this.next(isIt);
    if (!found) throw new NotReached("network", `Nothing answers ${request.method} ${request.url} in this test.`);
    return found.response;
  }

  /** Each of those that fit once, in order, and the last of them from then on. */
  private next<One extends Recorded | RecordedSocket>(
    isIt: (one: Recorded | RecordedSocket) => one is One,
  ): One | undefined {
    const found = this.recorded.find(isIt);
    if (found && this.recorded.findLast(isIt) !== found) this.recorded.splice(this.recorded.indexOf(found), 1);
    return found;
  }

  /** What the page asks or tells of a socket; `tell` reaches the program's end of it. */
  socket(asked: Asked, tell: (told: Told) => void): How {
    if ("url" in asked) return this.begun(asked, tell);
    const { id, ...line } = asked;
    const held = this.open.get(id);
    if (!held || held.socket.closed) return { isReal: false };
    const { socket, lines } = held;
    if ("isOpen" in line) {
      if (this.recordingTo !== undefined) this.recorded.push({ socket: socket.url, lines });
    } else {
      socket.take(line);
      lines.push(line);
    }
    this.save();
    return { isReal: true };
  }

  private begun({ id, ...wanted }: Extract<Asked, { url: string }>, tell: (told: Told) => void): How {
    const { url } = wanted;
    const socket = new Socket(wanted, tell);
    this.sockets.push(socket);
    this.open.set(id, { socket, lines: [] });
    const meets = chosen(this.meetings, url);
    const isReached = this.reached.includes(`wss://${new URL(url).host}`);
    if (!meets && (this.recordingTo !== undefined || isReached)) return { isReal: true };
    const isIt = (one: Recorded | RecordedSocket): one is RecordedSocket => "socket" in one && one.socket === url;
    const found = meets ? undefined : this.next(isIt);
    const meeting = meets ?? (found && replaying(found.lines));
    if (!meeting) return { why: "network", detail: `Nothing answers a socket to ${url} in this test.` };
    meeting(socket);
    return { isReal: false };
  }

  private save(): void {
    if (this.recordingTo !== undefined) writeFileSync(this.recordingTo, `${JSON.stringify(this.recorded, null, 2)}\n`);
  }
}

function whole(answer: Answer): Response {
  if ("failure" in answer) throw answer.failure;
  return { status: 200, headers: {}, data: {}, ...answer };
}

function chosen<Answers>(rules: readonly Rule<Answers>[], url: string): Answers | undefined {
  const rule = rules.find((one) => one.left > 0 && fits(one.pattern, url));
  if (rule) rule.left--;
  return rule?.answer;
}

function fits(pattern: string | RegExp, url: string): boolean {
  if (typeof pattern !== "string") return pattern.test(url);
  const source = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`).test(url);
}

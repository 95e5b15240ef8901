import { failure, type Failure, LIMITS } from "@everywhere/mini-spec";
import type { Carry, Options } from "./calls.ts";
import { base64, fileOf, headersOf, waitsFor, type Why, withQuery } from "./network.ts";

/** A socket that a program wants. */
export interface SocketWish {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocols: readonly string[];
  readonly timeoutMs: number;
}

export type SocketData = string | ArrayBuffer;

/** What an open socket tells. */
export interface SocketEar {
  message(data: SocketData): void;
  /** The last that it tells. */
  closed(code: number, reason: string): void;
}

/** An open socket, as whoever opened it hands it over. */
export interface Line {
  /** Bytes that wait to be sent. */
  readonly waiting: number;
  send(data: SocketData): void;
  close(code: number, reason: string): void;
}

/** Opens a socket, or throws NotOpened. What it tells before it is handed over is kept until then. */
export type SocketWay = (wish: SocketWish, ear: SocketEar) => Promise<Line>;

/** Why a socket did not open: as a call, or `untrusted`: by the host's certificate, `odd`: the host speaks otherwise. */
export type SocketWhy = Why | "untrusted" | "odd";

export class NotOpened extends Error {
  constructor(
    readonly why: SocketWhy,
    detail = "",
  ) {
    super(detail === "" ? why : detail);
  }
}

// The numbers with which programs know these failures.
const NUMBERS: Readonly<Record<SocketWhy, number>> = {
  unlisted: 1,
  network: 1,
  busy: 1,
  stopped: 1,
  timeout: 6,
  untrusted: 7,
  odd: 8,
  insecure: 20,
};
const IS_OPEN = 2;
const NO_URL = 3;
const NO_ADDRESS = 4;
const NO_SOCKET_ADDRESS = 5;
const NOT_OPEN = 10;
const NOT_SENT = 11;
const WAITING_BYTES_MAX = 4_000_000;
const REASON_BYTES_MAX = 123;
const NORMAL = 1000;
/** The socket that has no task. */
const ONLY = 0;

type What = "Open" | "Message" | "Error" | "Close";

/** Tells the program: of one of its tasks by `socket`, of the one socket without a task by the events of old. */
type Tell = (event: string, detail: unknown) => void;

interface Held {
  /** None while it is being opened. */
  line?: Line;
  /** What is told once the program knows that it is open. */
  early: (() => void)[] | undefined;
}

/** `my.connectSocket` and its kin, for a program in its frame. */
export class Sockets {
  private held = new Map<number, Held>();

  constructor(
    private readonly way: SocketWay,
    private readonly tell: Tell,
    private readonly usualMs = 30_000,
  ) {}

  readonly calls: Readonly<Record<string, Carry>> = {
    connectSocket: (o) => this.connect(o),
    sendSocketMessage: (o) => this.send(o),
    closeSocket: (o) => this.close(o),
  };

  /** The program has ended: whatever begins after it hears nothing of these. */
  end(): void {
    const { held } = this;
    this.held = new Map();
    for (const { line } of held.values()) line?.close(NORMAL, "");
    held.clear();
  }

  private async connect(o: Options): Promise<object> {
    const id = idOf(o);
    const wish = this.wishOf(o);
    const all = this.held;
    if (all.has(id)) throw failed(IS_OPEN, "There is a socket already; close it, or ask for several.");
    if (all.size >= LIMITS.sockets) throw failed(NUMBERS.busy, `At most ${LIMITS.sockets} sockets are open at once.`);
    const own: Held = { early: [] };
    all.set(id, own);
    try {
      const line = await this.way(wish, this.earOf(id, own));
      if (all.get(id) !== own) {
        line.close(NORMAL, "");
        throw new NotOpened("stopped", "It was closed before it was open.");
      }
      own.line = line;
    } catch (why) {
      if (all.get(id) === own) all.delete(id);
      const failure = why instanceof NotOpened ? failed(NUMBERS[why.why], why.message) : why;
      soon(() => {
        if (all === this.held) this.say(id, "Error", failure as object);
      });
      throw failure;
    }
    soon(() => {
      this.opened(id, own);
    });
    return id === ONLY ? {} : { socketTaskID: String(id) };
  }

  private opened(id: number, own: Held): void {
    if (this.held.get(id) !== own) return;
    this.say(id, "Open", {});
    const early = own.early ?? [];
    own.early = undefined;
    for (const tell of early) tell();
  }

  private earOf(id: number, own: Held): SocketEar {
    const told = (tell: () => void) => {
      if (own.early) own.early.push(tell);
      else tell();
    };
    return {
      message: (data) => {
        told(() => {
          if (this.held.get(id) === own) this.say(id, "Message", heardAs(data));
        });
      },
      closed: (code, reason) => {
        told(() => {
          if (this.held.get(id) !== own) return;
          this.held.delete(id);
          this.say(id, "Close", { code, reason });
        });
      },
    };
  }

  private send(o: Options): object {
    const line = this.held.get(idOf(o))?.line;
    if (!line) throw failed(NOT_OPEN, "The socket is not open.");
    const data = sentAs(o);
    if (data === undefined) throw failure("bad_options", "data");
    if (line.waiting > WAITING_BYTES_MAX) throw failed(NOT_SENT, "Too much waits to be sent.");
    line.send(data);
    return { success: true };
  }

  private close(o: Options): object {
    const id = idOf(o);
    const all = this.held;
    const own = all.get(id);
    if (!own) throw failed(NOT_OPEN, "The socket is not open.");
    all.delete(id);
    const { code, reason } = closedAs(o);
    if (own.line) {
      own.line.close(code, reason);
      soon(() => {
        if (all === this.held) this.say(id, "Close", { code, reason });
      });
    }
    return { message: "closed" };
  }

  private wishOf(o: Options): SocketWish {
    const { url } = o;
    if (typeof url !== "string" || url === "") throw failed(NO_URL, "There is no url.");
    if (!URL.canParse(url)) throw failed(NO_ADDRESS, url);
    if (!/^wss?:/i.test(url)) throw failed(NO_SOCKET_ADDRESS, "An address begins with wss://.");
    const protocols = Array.isArray(o["protocols"]) ? o["protocols"].map(String) : [];
    return {
      url: withQuery(url, o["data"]),
      headers: headersOf(o),
      protocols,
      timeoutMs: waitsFor(o, this.usualMs),
    };
  }

  /** What is heard of a task lies in `data`, beside the task's number. */
  private say(id: number, what: What, detail: object): void {
    if (id === ONLY) return void this.tell(`onSocket${what}`, detail);
    const data = { socketTaskID: String(id) };
    this.tell("socket", {
      id,
      what,
      detail: what === "Message" ? { data: { ...data, ...detail } } : { ...detail, data },
    });
  }
}

/** A socket of the browser that is open, as a line. */
export function lineOf(socket: WebSocket, ear: SocketEar): Line {
  socket.binaryType = "arraybuffer";
  socket.onmessage = ({ data }: MessageEvent<SocketData>) => {
    ear.message(data);
  };
  socket.onclose = ({ code, reason }) => {
    ear.closed(code, reason);
  };
  return {
    get waiting() {
      return socket.bufferedAmount;
    },
    send: (data) => {
      socket.send(data);
    },
    close: (code, reason) => {
      socket.close(code, reason);
    },
  };
}

/** After the call was answered: a program may begin to listen in its `success`. A timer would stand still with a test's clock. */
function soon(act: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    act();
  };
  port2.postMessage(undefined);
}

function idOf(o: Options): number {
  return typeof o["id"] === "number" && Number.isInteger(o["id"]) && o["id"] > 0 ? o["id"] : ONLY;
}

function heardAs(data: SocketData): object {
  const isBuffer = typeof data !== "string";
  return { data: isBuffer ? base64(new Uint8Array(data)) : data, isBuffer };
}

/** Bytes come as base64 with `isBuffer`, or as they are. */
function sentAs({ data, isBuffer }: Options): SocketData | undefined {
  if (data instanceof ArrayBuffer) return data;
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer;
  if (data === undefined || data === null) return undefined;
  if (typeof data !== "string") return JSON.stringify(data);
  return isBuffer ? fileOf(`data:;base64,${data}`)?.body.slice().buffer : data;
}

/** A browser closes with 1000 or a number of the program's own only. */
function closedAs({ code, reason }: Options): { code: number; reason: string } {
  const isOwn = typeof code === "number" && Number.isInteger(code) && code >= 3000 && code <= 4999;
  const text = typeof reason === "string" ? reason : "";
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(REASON_BYTES_MAX));
  return { code: isOwn ? code : NORMAL, reason: text.slice(0, read) };
}

function failed(error: number, errorMessage: string): Failure {
  return { error, errorMessage };
}

// The hosts' end of a program's sockets, in the test.

/** A message as it travels between the page and the test, and stands in a file. */
export type Packed = { readonly text: string } | { readonly base64: string };

/** What a socket's host says: a message, or good-bye. */
export type Told = { readonly in: Packed } | { readonly closed: readonly [code: number, reason: string] };

/** What the page asks: for a socket; then what the program says, and of a real one that it is open and what came. */
export type Asked = { readonly id: number } & (Wanted | Line | { readonly isOpen: true });

/** Whether a socket opens, and whether really; or why not. */
export type How = { readonly isReal: boolean } | { readonly why: "network"; readonly detail: string };

/** What goes through a socket: what its host says, and what the program sends and hangs up with. */
export type Line = Told | { readonly out: Packed } | { readonly bye: readonly [code: number, reason: string] };

interface Wanted {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocols: readonly string[];
}

export type Message = string | Uint8Array;

/** A socket that a program opened, at its host's end. */
export class Socket {
  readonly url: string;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly protocols: readonly string[];
  /** What the program sent so far. */
  readonly heard: Message[] = [];
  /** How it ended: by which number, with which words. */
  closed: { readonly code: number; readonly reason: string } | undefined;
  private hearing: ((message: Message) => unknown)[] = [];
  private ending: ((code: number, reason: string) => unknown)[] = [];

  constructor(
    { url, headers, protocols }: Wanted,
    private readonly tell: (told: Told) => void,
  ) {
    this.url = url;
    this.headers = headers;
    this.protocols = protocols;
  }

  /** Hears each message of the program from now on. */
  onMessage(heard: (message: Message) => unknown): void {
    this.hearing.push(heard);
  }

  /** Hears how it ends. */
  onClose(heard: (code: number, reason: string) => unknown): void {
    this.ending.push(heard);
  }

  send(message: Message): void {
    if (!this.closed) this.tell({ in: packed(message) });
  }

  close(code = 1000, reason = ""): void {
    if (this.closed) return;
    this.tell({ closed: [code, reason] });
    this.end(code, reason);
  }

  /** What the page tells of it. */
  take(line: Line): void {
    if ("closed" in line) this.end(...line.closed);
    else if ("bye" in line) this.end(...line.bye);
    else if ("out" in line) {
      const message = unpacked(line.out);
      this.heard.push(message);
      for (const heard of this.hearing) heard(message);
    }
  }

  private end(code: number, reason: string): void {
    if (this.closed) return;
    this.closed = { code, reason };
    for (const heard of this.ending) heard(code, reason);
  }
}

export type Meeting = (socket: Socket) => unknown;

/** Says again what came in a recorded socket, each after what the program had sent before it; closes it where the program sends something else. */
export function replaying(lines: readonly Line[]): Meeting {
  return (socket) => {
    const left = [...lines];
    const goOn = () => {
      for (let line = left[0]; line && ("in" in line || "closed" in line); line = left[0]) {
        left.shift();
        if ("in" in line) socket.send(unpacked(line.in));
        else socket.close(...line.closed);
      }
    };
    socket.onMessage((message) => {
      const line = left.shift();
      if (line && "out" in line && JSON.stringify(line.out) === JSON.stringify(packed(message))) goOn();
      else socket.close(1011, "This was not recorded.");
    });
    goOn();
  };
}

export function packed(message: Message): Packed {
  return typeof message === "string" ? { text: message } : { base64: Buffer.from(message).toString("base64") };
}

export function unpacked(message: Packed): Message {
  return "text" in message ? message.text : new Uint8Array(Buffer.from(message.base64, "base64"));
}

// A host of sockets for tests: it says again what it hears, and hangs up when it hears "bye".
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

export interface Echo {
  /** Its address with its port, without a scheme. */
  readonly host: string;
  /** What was asked of it: the path of each socket, in order. */
  readonly asked: string[];
  /** By which number and words each socket ended that the other side closed. */
  readonly ended: [number, string][];
  close(): Promise<void>;
}

// RFC 6455: what is joined with a client's key, and the kinds of frames.
const JOINED = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const [TEXT, BYTES, CLOSE] = [1, 2, 8];

export async function echo(): Promise<Echo> {
  const asked: string[] = [];
  const ended: [number, string][] = [];
  const server = createServer((_, response) => {
    response.writeHead(404).end();
  });
  server.on("upgrade", (request: IncomingMessage, line: Duplex) => {
    asked.push(request.url ?? "");
    answer(request, line, ended);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    ended,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        server.closeAllConnections();
      }),
  };
}

function answer(request: IncomingMessage, line: Duplex, ended: [number, string][]): void {
  const key = createHash("sha1")
    .update(`${request.headers["sec-websocket-key"] ?? ""}${JOINED}`)
    .digest("base64");
  const protocol = request.headers["sec-websocket-protocol"]?.split(",")[0];
  const agreed = protocol === undefined ? "" : `Sec-WebSocket-Protocol: ${protocol}\r\n`;
  const head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
  line.write(`${head}${agreed}Sec-WebSocket-Accept: ${key}\r\n\r\n`);
  let rest = Buffer.alloc(0);
  let isHungUp = false;
  line.on("error", () => line.destroy());
  line.on("data", (part: Buffer) => {
    rest = Buffer.concat([rest, part]);
    for (let frame = read(rest); frame; frame = read(rest)) {
      rest = rest.subarray(frame.end);
      const { kind, data } = frame;
      const said = kind === TEXT ? data.toString() : "";
      if (kind === CLOSE) {
        if (!isHungUp) {
          ended.push([data.length < 2 ? 1005 : data.readUInt16BE(), data.subarray(2).toString()]);
          line.write(framed(CLOSE, data));
        }
        line.end();
      } else if (said === "bye") {
        isHungUp = true;
        line.write(framed(CLOSE, Buffer.concat([Buffer.from([0x0f, 0xa1]), Buffer.from("closing time")])));
      } else if (kind === TEXT) line.write(framed(TEXT, Buffer.from(`again: ${said}`)));
      else if (kind === BYTES) line.write(framed(BYTES, Buffer.from(data).reverse()));
    }
  });
}

/** The first frame of what came; messages here are short and whole. */
function read(from: Buffer): { kind: number; data: Buffer; end: number } | undefined {
  const length = (from[1] ?? 0) & 0x7f;
  const end = 6 + length;
  if (from.length < Math.max(6, end)) return undefined;
  const mask = from.subarray(2, 6);
  const data = Buffer.from(from.subarray(6, end).map((byte, at) => byte ^ (mask[at % 4] ?? 0)));
  return { kind: (from[0] ?? 0) & 0x0f, data, end };
}

function framed(kind: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x80 | kind, data.length]), data]);
}

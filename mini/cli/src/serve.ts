import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { FRAME_PAGE, frameHeaders, holderHeaders, holderPage, hostHeaders } from "@everywhere/mini-host";

export interface Served {
  /** The page that holds the program. */
  readonly host: string;
  readonly frames: string;
  /** Tells open pages to load anew. */
  reload(): void;
  close(): Promise<void>;
}

export interface Serving {
  /** The compiled program's files, as they are now. */
  output(): Readonly<Record<string, string>>;
  /** Our own scripts: `frame.js`, `holder.js` and `web-view.js` of the frames, `host.js` of the page. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Where pictures and fonts are. */
  readonly assets: string;
  readonly imageDomains: readonly string[];
  /** Whose pages a `web-view` may show. */
  readonly webOrigins?: readonly string[];
  /** To which the page opens sockets. */
  readonly socketHosts?: readonly string[];
  readonly page: string;
  /** What the page is told of the program. */
  about(): object;
  /** What the page asks of this machine, by path; JSON in, JSON out. */
  readonly doors?: Readonly<Record<string, (given: unknown) => unknown>>;
  readonly port?: number;
}

const FRAME_SCRIPTS: ReadonlySet<string> = new Set(["frame.js", "holder.js", "web-view.js"]);
const MOST_ASKED_BYTES = 10 * 1024 * 1024;

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".html": "text/html; charset=utf-8",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".svg": "image/svg+xml",
  ".ttf": "font/ttf",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".mp3": "audio/mpeg",
  ".mp4": "video/mp4",
};
/** Endings of what a program may bring beside its scripts. */
export const ASSETS: ReadonlySet<string> = new Set([
  ".png",
  ".jpg",
  ".jpeg",
  ".gif",
  ".webp",
  ".svg",
  ".ttf",
  ".woff",
  ".woff2",
  ".mp3",
  ".mp4",
]);

/** Serves a program on two ports of this machine: the host's page on one, the frame on the other, so that they are two origins. */
export async function serve(serving: Serving): Promise<Served> {
  const listening = new Set<ServerResponse>();
  let around = "";
  const frames = createServer((request, response) => {
    frame(serving, around, request, response);
  });
  const framesAt = await listen(frames, serving.port === undefined ? 0 : serving.port + 1);
  const host = createServer((request, response) => {
    page(serving, framesAt, listening, request, response);
  });
  const hostAt = await listen(host, serving.port ?? 0);
  around = hostAt;
  return {
    host: `${hostAt}/`,
    frames: framesAt,
    reload: () => {
      for (const one of listening) one.write("data: reload\n\n");
    },
    close: async () => {
      for (const one of listening) one.end();
      await Promise.all(
        [host, frames].map(
          (one) =>
            new Promise((done) => {
              one.close(done);
              one.closeAllConnections();
            }),
        ),
      );
    },
  };
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((done, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", done);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function frame(serving: Serving, around: string, request: IncomingMessage, response: ServerResponse): void {
  const headers = frameHeaders(serving.imageDomains);
  const path = pathOf(request);
  const name = path.replace(/^\/program\//, "");
  if (FRAME_SCRIPTS.has(path.slice(1))) send(response, 200, ".js", serving.scripts[path.slice(1)] ?? "", headers);
  else if (path === "/web-view")
    send(response, 200, ".html", holderPage(around), holderHeaders(serving.webOrigins ?? [], around));
  else if (path === "/program/") send(response, 200, ".html", FRAME_PAGE, headers);
  else if (Object.hasOwn(serving.output(), name))
    send(response, 200, extname(name), serving.output()[name] ?? "", headers);
  else if (path.startsWith("/program/") && ASSETS.has(extname(name)))
    asset(join(serving.assets, normalize(`/${name}`)), response, headers);
  else send(response, 404, ".html", "", headers);
}

function page(
  serving: Serving,
  framesAt: string,
  listening: Set<ServerResponse>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const headers = hostHeaders(framesAt, serving.socketHosts);
  const path = pathOf(request);
  const door = request.method === "POST" ? serving.doors?.[path] : undefined;
  if (door) void answer(door, request, response, headers);
  else if (path === "/") send(response, 200, ".html", serving.page, headers);
  else if (path === "/host.js") send(response, 200, ".js", serving.scripts["host.js"] ?? "", headers);
  else if (path === "/about.json")
    send(
      response,
      200,
      ".json",
      JSON.stringify({ ...serving.about(), webOrigins: serving.webOrigins ?? [], frame: `${framesAt}/program/` }),
      headers,
    );
  else if (path === "/changes") {
    response.writeHead(200, { ...headers, "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write(":\n\n");
    listening.add(response);
    request.on("close", () => listening.delete(response));
  } else send(response, 404, ".html", "", headers);
}

/** Only the host's own page may ask: another site's carries its own origin. */
async function answer(
  door: (given: unknown) => unknown,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  try {
    if (request.headers.origin !== `http://${request.headers.host ?? ""}`) throw new Error("another origin");
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of request as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > MOST_ASKED_BYTES) throw new Error("too much");
      parts.push(part);
    }
    const answered = await door(JSON.parse(Buffer.concat(parts).toString("utf8")));
    send(response, 200, ".json", JSON.stringify(answered), headers);
  } catch {
    send(response, 400, ".json", "{}", headers);
  }
}

function pathOf(request: IncomingMessage): string {
  try {
    return decodeURIComponent(new URL(request.url ?? "/", "http://here").pathname);
  } catch {
    return "";
  }
}

function asset(file: string, response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  if (!existsSync(file) || !statSync(file).isFile()) {
    send(response, 404, ".html", "", headers);
    return;
  }
  response.writeHead(200, {
    ...headers,
    "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
    "Cache-Control": "no-store",
  });
  createReadStream(file).pipe(response);
}

function send(
  response: ServerResponse,
  status: number,
  ending: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, {
    ...headers,
    "Content-Type": TYPES[ending] ?? "text/plain",
    "Cache-Control": "no-store",
  });
  response.end(body);
}

// Sockets of programs in the page of `dev` and of `test`: opened by the browser itself, or answered by the test.
import { base64, lineOf, NotOpened, type SocketData, type SocketEar, type SocketWay } from "@everywhere/mini-host";
import type { Asked, How, Line, Packed, Told } from "./driver/sockets.ts";

const BEFORE = "wss://";
/** This machine, where a developer's own host has no certificate. */
const OWN = /^(localhost|127\.[\d.]+|\[::1\])$/;
const HOST = /^[\w.-]+(:\d+)?$/;

/** The hosts that mini.project.json lists for sockets: with `wss://` before them. */
export function socketHosts(domains: readonly string[]): string[] {
  return domains
    .filter((one) => one.startsWith(BEFORE))
    .map((one) => one.slice(BEFORE.length))
    .filter((one) => HOST.test(one));
}

/** Opens sockets of the browser, to these hosts only. Headers are not sent: a browser sends none of a page's own. */
export function browserSockets(hosts: readonly string[]): SocketWay {
  return ({ url, protocols, timeoutMs }, ear) => {
    const { host, hostname, protocol } = new URL(url);
    if (!hosts.includes(host))
      throw new NotOpened("unlisted", `${host}: add wss://${host} to everywhere.domains of mini.project.json.`);
    if (protocol === "ws:" && !OWN.test(hostname)) throw new NotOpened("insecure", "Only wss is opened.");
    const socket = new WebSocket(url, [...protocols]);
    return new Promise((done, failed) => {
      const late = setTimeout(() => {
        failed(new NotOpened("timeout"));
        socket.close();
      }, timeoutMs);
      socket.onclose = () => {
        clearTimeout(late);
        failed(new NotOpened("network", `${host} opens no socket.`));
      };
      socket.onopen = () => {
        clearTimeout(late);
        done(lineOf(socket, ear));
      };
    });
  };
}

export type SocketAsk = (asked: Asked) => Promise<How>;

/** What the test says of a socket comes by this name. */
interface Hearing {
  socketHeard?: (id: number, told: Told) => void;
}

/** Asks the test of each socket: it answers itself, or lets it really be opened and hears what goes through it. */
export function socketsByTest(ask: SocketAsk, direct: SocketWay): SocketWay {
  const ears = new Map<number, SocketEar>();
  let next = 0;
  (globalThis as Hearing).socketHeard = (id, told) => {
    if ("in" in told) ears.get(id)?.message(unpacked(told.in));
    else ears.get(id)?.closed(...told.closed);
  };
  return async ({ url, headers, protocols, ...wish }, ear) => {
    const id = next++;
    const tell = (what: Line | { isOpen: true }) => void ask({ id, ...what });
    ears.set(id, ear);
    const how = await ask({ id, url, headers, protocols });
    if ("why" in how) throw new NotOpened(how.why, how.detail);
    const line = how.isReal && (await direct({ url, headers, protocols, ...wish }, overheard(ear, tell)));
    if (line) tell({ isOpen: true });
    return {
      get waiting() {
        return line ? line.waiting : 0;
      },
      send: (data) => {
        tell({ out: packed(data) });
        if (line) line.send(data);
      },
      close: (code, reason) => {
        tell({ bye: [code, reason] });
        if (line) line.close(code, reason);
      },
    };
  };
}

function overheard(ear: SocketEar, tell: (told: Told) => void): SocketEar {
  return {
    message: (data) => {
      tell({ in: packed(data) });
      ear.message(data);
    },
    closed: (code, reason) => {
      tell({ closed: [code, reason] });
      ear.closed(code, reason);
    },
  };
}

function packed(data: SocketData): Packed {
  return typeof data === "string" ? { text: data } : { base64: base64(new Uint8Array(data)) };
}

function unpacked(data: Packed): SocketData {
  return "text" in data ? data.text : Uint8Array.from(atob(data.base64), (one) => one.charCodeAt(0)).buffer;
}

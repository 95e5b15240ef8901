import {
  lineOf,
  NotOpened,
  type Line,
  type SocketEar,
  type SocketWay,
  type SocketWhy,
  type SocketWish,
} from "@everywhere/mini-host";
import { ENDED, TRAVELS_MS, whyOf, type Opening } from "./opening";

/** What the server says to a wish for a socket: by which protocol it is open, or the code of a refusal. */
interface Answer {
  readonly protocol?: string;
  readonly code?: string;
  readonly facts?: { readonly reason?: string };
}

class Refused extends Error {
  constructor(
    readonly code: string,
    readonly facts: NonNullable<Answer["facts"]>,
  ) {
    super(code);
  }
}

/** The server's way out for `my.connectSocket`; with a fresh token where the opening's has ended. */
export function socketWay(opening: Opening): SocketWay {
  return async (wish, ear) => {
    try {
      return await opened(opening.view.token, wish, ear);
    } catch (why) {
      if (!(why instanceof Refused) || why.code !== ENDED) throw reasonOf(why, wish.url);
    }
    await opening.renew();
    return opened(opening.view.token, wish, ear).catch((why: unknown) => {
      throw reasonOf(why, wish.url);
    });
  };
}

function opened(token: string, { url, headers, protocols, timeoutMs }: SocketWish, ear: SocketEar): Promise<Line> {
  const socket = new WebSocket(new URL("/api/mini/sockets", location.origin.replace(/^http/, "ws")));
  return new Promise((done, failed) => {
    const late = setTimeout(() => {
      failed(new NotOpened("timeout"));
      socket.close();
    }, timeoutMs + TRAVELS_MS);
    socket.onopen = () => {
      socket.send(JSON.stringify({ token, url, headers, protocols, timeout_s: timeoutMs / 1000 }));
    };
    socket.onclose = () => {
      clearTimeout(late);
      failed(new NotOpened("network"));
    };
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      clearTimeout(late);
      const { code, facts = {} } = JSON.parse(data) as Answer;
      if (code === undefined) done(lineOf(socket, ear));
      else failed(new Refused(code, facts));
    };
  });
}

function reasonOf(why: unknown, url: string): unknown {
  return why instanceof Refused ? new NotOpened(socketWhyOf(why.code, url, why.facts), why.code) : why;
}

/** What a refusal of a socket means to a program. */
export function socketWhyOf(code: string, url: string, facts: { readonly reason?: string } = {}): SocketWhy {
  const { reason = "" } = facts;
  if (code === "not_reached" && reason.startsWith("SSL")) return "untrusted";
  if (code === "not_reached" && /^(Invalid|Negotiation)/.test(reason)) return "odd";
  return whyOf(code, url.replace(/^ws/i, "http"), facts);
}

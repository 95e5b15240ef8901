// What a web page loads that is shown in a program's `web-view`: `<script src="https://…/web-view.js"></script>`. It gives the page
// `my`. Where the script came from is the only origin that it talks to, so a page that another site shows is told nothing.
import { type FromWeb, PAGE_READY, type ToWeb, WEB_CALLS } from "./webs.ts";

interface Options {
  success?(result: unknown): void;
  fail?(why: unknown): void;
  complete?(result: unknown): void;
}

/** How long a page in a frame waits for a word before it holds itself for one outside a program. */
const MEETS_WITHIN_MS = 5000;

const home = new URL((document.currentScript as HTMLScriptElement).src).origin;
const waiting: FromWeb[] = [];
const asked = new Map<number, Options>();
const isFramed = window.parent !== window;
let port: MessagePort | undefined;
let last = 0;
let met: (isInProgram: boolean) => void = () => undefined;
const isInProgram = new Promise<boolean>((done) => (met = done));

const my: Record<string, unknown> = {
  ...(window as unknown as { my?: object }).my,
  postMessage: (say: unknown) => {
    send({ say });
  },
  getEnv: (heard: (env: { miniprogram: boolean }) => void) => {
    void isInProgram.then((miniprogram) => {
      heard({ miniprogram });
    });
  },
};
for (const call of WEB_CALLS)
  my[call] = ({ success, fail, complete, ...options }: Options = {}) => {
    asked.set(++last, {
      ...(success && { success }),
      ...(fail && { fail }),
      ...(complete && { complete }),
    });
    send({ i: last, call, options });
  };

function send(message: FromWeb): void {
  if (port) port.postMessage(message);
  else if (isFramed) waiting.push(message);
}

function hear(message: ToWeb): void {
  const { onMessage } = my;
  if ("say" in message) {
    if (typeof onMessage === "function") (onMessage as (said: unknown) => void)(message.say);
    return;
  }
  const options = asked.get(message.i);
  asked.delete(message.i);
  const { failed } = message;
  if (failed === undefined) options?.success?.({});
  else options?.fail?.(failed);
  options?.complete?.(failed ?? {});
}

addEventListener("message", function meet({ source, origin, data, ports }: MessageEvent<unknown>) {
  if (source !== window.parent || origin !== home || data !== PAGE_READY || !ports[0]) return;
  removeEventListener("message", meet);
  port = ports[0];
  port.onmessage = ({ data: message }: MessageEvent<ToWeb>) => {
    hear(message);
  };
  for (const one of waiting.splice(0)) port.postMessage(one);
  met(true);
});
Object.assign(window, { my });
if (isFramed) {
  window.parent.postMessage(PAGE_READY, home);
  setTimeout(() => {
    met(false);
  }, MEETS_WITHIN_MS);
} else met(false);

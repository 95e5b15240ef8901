// The page that holds a program's web page, on an origin of the program's own, whose policy lists what may be shown in it.
// It passes on between the web page and the host, and has nothing to do with the program's frame.
import { type FromHolder, fromWeb, HOLDER_READY, PAGE_READY, type ToHolder, type ToWeb } from "./webs.ts";

/** What the program says before the web page listens. */
const KEPT_AT_MOST = 100;

const around = document.documentElement.dataset["around"] ?? "";
const waiting: ToWeb[] = [];
let host: MessagePort | undefined;
let page: MessagePort | undefined;

function begin({ source, origin, ports, data }: MessageEvent<unknown>): void {
  const [port] = ports;
  if (source !== window.parent || origin !== around || port === undefined) return;
  removeEventListener("message", begin);
  host = port;
  const { src, origins } = data as Extract<ToHolder, { src: string }>;
  show(src, origins);
  port.onmessage = ({ data: message }: MessageEvent<ToHolder>) => {
    if ("web" in message) say(message.web);
  };
}

function show(src: string, origins: readonly string[]): void {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts allow-forms allow-same-origin allow-popups");
  frame.setAttribute("allow", "");
  frame.referrerPolicy = "strict-origin";
  frame.title = document.title;
  frame.src = src;
  frame.addEventListener("load", () => {
    tell({ loaded: src });
  });
  addEventListener("message", ({ source, origin, data }: MessageEvent<unknown>) => {
    if (source === frame.contentWindow && origins.includes(origin) && data === PAGE_READY) meet(frame, origin);
  });
  document.body.append(frame);
}

/** Each document in the frame gets a port of its own; the one before it had another. */
function meet(frame: HTMLIFrameElement, origin: string): void {
  page?.close();
  const { port1, port2 } = new MessageChannel();
  page = port1;
  page.onmessage = ({ data }: MessageEvent<unknown>) => {
    const web = fromWeb(data);
    if (web) tell({ web });
  };
  frame.contentWindow?.postMessage(PAGE_READY, origin, [port2]);
  for (const one of waiting.splice(0)) page.postMessage(one);
}

function say(message: ToWeb): void {
  if (page) page.postMessage(message);
  else if (waiting.length < KEPT_AT_MOST) waiting.push(message);
}

function tell(message: FromHolder): void {
  host?.postMessage(message);
}

addEventListener("message", begin);
addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
  if (effectiveDirective === "frame-src") tell({ refused: blockedURI });
});
window.parent.postMessage(HOLDER_READY, around);

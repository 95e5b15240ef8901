// What runs in the page of `dev` and of `test`: the host around the program, and the panels that show what it does.
import {
  base64,
  type Carry,
  type Embedding,
  Host,
  type Kept,
  keptInBrowser,
  networkCalls,
  type Patience,
  Unreached,
  type Way,
} from "@everywhere/mini-host";
import type { Ordered } from "@everywhere/mini-sdk";
import type { Failure } from "@everywhere/mini-spec";
import { OUTSIDE } from "./driver/names.ts";
import type { Came, Sent } from "./gateway.ts";
import { Panels } from "./panels.ts";
import { browserSockets, type SocketAsk, socketsByTest } from "./sockets.ts";

interface About {
  readonly appId: string;
  readonly name: string;
  readonly app: Readonly<Record<string, unknown>>;
  readonly frame: string;
  readonly webOrigins: readonly string[];
  /** To which the page may open sockets. */
  readonly socketHosts?: readonly string[];
}

type Options = Readonly<Record<string, unknown>>;
type Ended = { readonly r: unknown } | { readonly e: Failure };

/** What a test sets before the page runs. */
interface Driven {
  readonly granted: Readonly<Record<string, boolean>>;
  readonly storage: Readonly<Record<string, string>>;
  readonly orders: readonly Ordered[];
}

interface Page {
  readonly driven?: Driven;
  askTheTest?(method: string, options: Options): Promise<Ended>;
  reachByTest?(sent: Sent): Promise<Came>;
  readonly socketByTest?: SocketAsk;
}

async function begin(): Promise<void> {
  const about = (await (await fetch("/about.json")).json()) as About;
  const { driven, askTheTest, reachByTest, socketByTest } = globalThis as unknown as Page;
  const phone = document.getElementById("phone") as HTMLElement;
  const kept = driven ? keptForTest(about.appId, driven) : keptInBrowser(about.appId);
  const panels = new Panels(kept, { isTested: driven !== undefined });
  const patience = (about.app["networkTimeout"] ?? {}) as Patience;
  const direct = browserSockets(about.socketHosts ?? []);
  const offered = {
    ...networkCalls(wayBy(driven && reachByTest ? (sent) => reachByTest(sent) : reachByGateway), patience),
    ...(driven && askTheTest
      ? Object.fromEntries(OUTSIDE.map((name): [string, Carry] => [name, carrying(name, askTheTest)]))
      : {}),
  };
  const query = new URLSearchParams(location.search);
  const embedding: Embedding = {
    frame: about.frame,
    name: about.name,
    app: about.app,
    kept,
    webOrigins: about.webOrigins,
    heard: (event, detail) => {
      panels.heard(event, detail);
    },
    sockets: panels.tracedSockets(driven && socketByTest ? socketsByTest(socketByTest, direct) : direct),
    more: Object.fromEntries(Object.entries(offered).map(([name, carry]) => [name, panels.traced(name, carry)])),
    boot: {
      appId: about.appId,
      launch: {
        path: query.get("page") ?? "",
        query: Object.fromEntries(new URLSearchParams(query.get("query") ?? "")),
        scene: "1000",
      },
      system: system(phone),
      ext: {},
      network: { networkAvailable: navigator.onLine, networkType: navigator.onLine ? "WIFI" : "NOTREACHABLE" },
      strict: query.get("strict") !== "0",
      ...(driven ? { orders: driven.orders } : {}),
    },
  };
  const host = new Host(phone, embedding);
  Object.assign(globalThis, { host, panels, heardLines: panels.lines });
  // A test looks itself; whatever else spoke would be counted with what the program says.
  if (driven) return;
  panels.look(host);
  new EventSource("/changes").addEventListener("message", () => {
    location.reload();
  });
}

function carrying(name: string, ask: NonNullable<Page["askTheTest"]>): Carry {
  return async (options) => {
    const ended = await ask(name, options);
    if ("e" in ended) throw ended.e as unknown as Error;
    return ended.r;
  };
}

/** The way out of a page whose calls somebody else makes: the test, or the developer's own machine. */
function wayBy(reach: (sent: Sent, stopped: AbortSignal) => Promise<Came>): Way {
  return async ({ url, method, headers, timeoutMs, body, stopped }) => {
    const came = await reach({ url, method, headers, timeoutMs, body: base64(body) }, stopped);
    if ("why" in came) throw new Unreached(came.why, came.detail);
    if ("e" in came) throw came.e as unknown as Error;
    const bytes = Uint8Array.from(atob(came.body), (letter) => letter.charCodeAt(0));
    return { status: came.status, headers: came.headers, cookies: [], body: bytes };
  };
}

/** To the hosts that mini.project.json lists. */
async function reachByGateway(sent: Sent, signal: AbortSignal): Promise<Came> {
  const response = await fetch("/gateway", { method: "POST", body: JSON.stringify(sent), signal });
  return (await response.json()) as Came;
}

/** As in a browser, over reloads too, but begun with what the test gave. */
function keptForTest(appId: string, { storage, granted }: Driven): Kept {
  const name = `mini:${appId}`;
  if (localStorage.getItem(name) === null) localStorage.setItem(name, JSON.stringify({ storage, granted }));
  return keptInBrowser(appId);
}

function system(phone: HTMLElement): Record<string, unknown> {
  const { clientWidth, clientHeight } = phone;
  return {
    app: "alipay",
    platform: "Android",
    system: "14",
    brand: "Everywhere",
    model: "Everywhere",
    version: "10.6.0",
    language: navigator.language,
    pixelRatio: devicePixelRatio,
    screenWidth: clientWidth,
    screenHeight: clientHeight,
    windowWidth: clientWidth,
    windowHeight: clientHeight - 48,
    titleBarHeight: 48,
    statusBarHeight: 0,
    fontSizeSetting: 16,
    isIDE: true,
  };
}

void begin();

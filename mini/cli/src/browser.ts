// What runs in the page of `dev`: the host around the program, and the panels that show what it does.
import { type Embedding, Host, keptInBrowser } from "@everywhere/mini-host";

interface About {
  readonly appId: string;
  readonly name: string;
  readonly app: Readonly<Record<string, unknown>>;
  readonly frame: string;
}

const MOST_LINES = 300;

async function begin(): Promise<void> {
  const about = (await (await fetch("/about.json")).json()) as About;
  const at = (id: string) => document.getElementById(id) as HTMLElement;
  const lines: string[] = [];
  let isAsked = false;
  const show = () => {
    isAsked = false;
    at("log").textContent = lines.slice(-MOST_LINES).toReversed().join("\n");
  };
  const heard = (event: string, detail: unknown) => {
    if (event === "pong") return;
    if (event === "started") Object.assign(globalThis, { startedAt: performance.now() });
    if (event === "looked") {
      at("stack").textContent = JSON.stringify((detail as { stack: unknown }).stack, null, 1);
      return;
    }
    lines.push(`${event} ${JSON.stringify(detail)}`);
    if (!isAsked) setTimeout(show, 250);
    isAsked = true;
  };
  const query = new URLSearchParams(location.search);
  const embedding: Embedding = {
    frame: about.frame,
    name: about.name,
    app: about.app,
    kept: keptInBrowser(about.appId),
    heard,
    boot: {
      appId: about.appId,
      launch: {
        path: query.get("page") ?? "",
        query: Object.fromEntries(new URLSearchParams(query.get("query") ?? "")),
        scene: "1000",
      },
      system: system(at("phone")),
      ext: {},
      network: { networkAvailable: navigator.onLine, networkType: navigator.onLine ? "WIFI" : "NOTREACHABLE" },
      strict: query.get("strict") !== "0",
    },
  };
  const host = new Host(at("phone"), embedding);
  Object.assign(globalThis, { host, heardLines: lines });
  setInterval(() => {
    host.tell("look", 0);
  }, 1000);
  new EventSource("/changes").addEventListener("message", () => {
    location.reload();
  });
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

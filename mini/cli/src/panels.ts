// What a program does, beside its phone: log, pages, components, network, storage, setData.
import type { Carry, Host, Kept, SocketData, SocketWay } from "@everywhere/mini-host";

const MOST_LINES = 300;
const MOST_SHOWN = 1000;
const LOOK_EVERY_MS = 1000;
const SHOWN_AFTER_MS = 250;
const PANELS = ["log", "stack", "components", "network", "storage", "setData"] as const;

type Panel = (typeof PANELS)[number];

interface Looked {
  readonly stack: readonly { readonly path: string; readonly components?: readonly Seen[] }[];
}

interface Seen {
  readonly is: string;
  readonly props: unknown;
  readonly data: unknown;
  readonly components: readonly Seen[];
}

const COUNTED = new Set(["pong", "looked", "setData"]);

export class Panels {
  /** Everything that was heard, as lines of an event and its detail; the oldest first. */
  readonly lines: string[] = [];
  /** How often the program said that it is alive. */
  pongs = 0;
  private readonly network: string[] = [];
  private readonly trace: string[] = [];
  private isAsked = false;
  private seen: Panel = "log";
  private looked: Looked = { stack: [] };

  constructor(
    private readonly kept: Kept,
    private readonly how: { readonly isTested: boolean },
  ) {
    for (const button of document.querySelectorAll<HTMLButtonElement>("#panels nav button")) {
      button.addEventListener("click", () => {
        this.open(button.value as Panel);
      });
    }
    this.open("log");
  }

  heard(event: string, detail: unknown): void {
    if (event === "pong") this.pongs++;
    if (event === "started") Object.assign(globalThis, { startedAt: performance.now() });
    if (event === "looked") this.looked = detail as Looked;
    if (event === "setData") this.trace.push(...(detail as object[]).map((one) => JSON.stringify(one)));
    if (!COUNTED.has(event)) this.lines.push(`${event} ${JSON.stringify(detail)}`);
    if (event === "strict" || event === "error") void this.placed(this.lines.length - 1, event, detail);
    this.soon();
  }

  /** The same call; what it was asked and how it ended stands in the network panel. */
  traced(name: string, carry: Carry): Carry {
    return async (options, ...rest) => {
      const begun = performance.now();
      const line = (end: unknown) =>
        `${name} ${String(options["method"] ?? "GET")} ${String(options["url"] ?? "")} · ${(performance.now() - begun).toFixed(0)} ms · ${JSON.stringify(end)}`;
      try {
        const result = await carry(options, ...rest);
        this.network.push(line(result));
        return result;
      } catch (why) {
        this.network.push(line(why));
        throw why;
      } finally {
        this.soon();
      }
    };
  }

  /** The same way; each socket, what went through it and how it ended stands in the network panel. */
  tracedSockets(way: SocketWay): SocketWay {
    return async (wish, ear) => {
      const begun = performance.now();
      const say = (text: string) => {
        this.network.push(`socket ${wish.url} ${text}`);
        this.soon();
      };
      const message = (data: SocketData) => {
        say(`← ${shortly(data)}`);
        ear.message(data);
      };
      const closed = (code: number, reason: string) => {
        say(`closed ${code} ${reason}`);
        ear.closed(code, reason);
      };
      try {
        const line = await way(wish, { message, closed });
        say(`open · ${(performance.now() - begun).toFixed(0)} ms`);
        return {
          get waiting() {
            return line.waiting;
          },
          send: (data) => {
            say(`→ ${shortly(data)}`);
            line.send(data);
          },
          close: (code, reason) => {
            say(`hung up ${code} ${reason}`);
            line.close(code, reason);
          },
        };
      } catch (why) {
        say(`not opened · ${(performance.now() - begun).toFixed(0)} ms · ${String(why)}`);
        throw why;
      }
    };
  }

  /** Asks the program every second what is there. */
  look(host: Host): void {
    setInterval(() => {
      host.tell("look", 0);
    }, LOOK_EVERY_MS);
  }

  /** The dev server knows the source maps: a place in the compiled script becomes one in the source. */
  private async placed(index: number, event: string, detail: unknown): Promise<void> {
    if (this.how.isTested) return;
    const response = await fetch("/warned", { method: "POST", body: JSON.stringify({ event, detail }) });
    const { line } = (await response.json()) as { line: string };
    this.lines[index] = line;
    this.soon();
  }

  private open(panel: Panel): void {
    this.seen = panel;
    for (const name of PANELS) at(name).hidden = name !== panel;
    for (const button of document.querySelectorAll<HTMLButtonElement>("#panels nav button"))
      button.setAttribute("aria-current", String(button.value === panel));
    this.show();
  }

  private soon(): void {
    if (this.isAsked) return;
    this.isAsked = true;
    setTimeout(() => {
      this.isAsked = false;
      this.show();
    }, SHOWN_AFTER_MS);
  }

  /** Writes the panel that is seen; a test sees none. */
  private show(): void {
    if (!this.how.isTested) at(this.seen).textContent = this.textOf(this.seen);
  }

  private textOf(panel: Panel): string {
    const latest = (lines: readonly string[]) => lines.slice(-MOST_LINES).toReversed().join("\n");
    switch (panel) {
      case "log":
        return latest(this.lines);
      case "network":
        return latest(this.network);
      case "setData":
        return latest(this.trace);
      case "stack":
        return JSON.stringify(
          this.looked.stack.map((page) => ({ ...page, components: undefined })),
          null,
          1,
        );
      case "components":
        return this.looked.stack
          .map(({ path, components = [] }) => [path, ...tree(components, 1)].join("\n"))
          .join("\n");
      case "storage":
        return Object.entries(this.kept.read().storage)
          .map(([key, value]) => `${key} = ${value}`)
          .join("\n");
    }
  }
}

function shortly(data: SocketData): string {
  return typeof data === "string" ? data.slice(0, MOST_SHOWN) : `${data.byteLength} bytes`;
}

function tree(components: readonly Seen[], depth: number): string[] {
  return components.flatMap(({ is, props, data, components: below }) => [
    `${"  ".repeat(depth)}${is} ${JSON.stringify({ props, data })}`,
    ...tree(below, depth + 1),
  ]);
}

function at(panel: Panel): HTMLElement {
  return document.getElementById(panel) as HTMLElement;
}

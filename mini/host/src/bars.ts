import { element } from "./dialogs.ts";

export interface PageOnStack {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly isTab: boolean;
}

interface TabItem {
  readonly pagePath: string;
  readonly name: string;
  readonly icon?: string;
  readonly activeIcon?: string;
}

interface Heard {
  back(): void;
  tab(path: string): void;
  close(): void;
  menu(): void;
  title(): void;
}

/** The title bar with its capsule, and the tab bar: the host's own, filled from the program's configuration. */
export class Bars {
  readonly title = element("header", "title");
  readonly tabs = element("nav", "tabs");
  private readonly back = element("button", "back", "‹");
  private readonly name = element("h1", "name");
  private readonly items: readonly TabItem[];

  constructor(
    private readonly app: Readonly<Record<string, unknown>>,
    private readonly root: string,
    heard: Heard,
  ) {
    this.items = (app["tabBar"] as { items?: TabItem[] } | undefined)?.items ?? [];
    const capsule = element("div", "capsule");
    const menu = element("button", "menu", "•••");
    const close = element("button", "close", "×");
    this.back.setAttribute("aria-label", "back");
    menu.setAttribute("aria-label", "menu");
    close.setAttribute("aria-label", "close");
    for (const [button, act] of [
      [this.back, heard.back],
      [menu, heard.menu],
      [close, heard.close],
      [this.name, heard.title],
    ] as const) {
      button.addEventListener("click", () => {
        act();
      });
    }
    capsule.append(menu, close);
    this.title.append(this.back, this.name, capsule);
    this.items.forEach((item, index) => {
      const button = element("button", "tab", item.name);
      button.dataset["path"] = `/${item.pagePath.replace(/^\//, "")}`;
      button.dataset["index"] = String(index);
      button.addEventListener("click", () => {
        heard.tab(item.pagePath);
      });
      this.tabs.append(button);
    });
  }

  show(stack: readonly PageOnStack[]): void {
    const top = stack.at(-1);
    if (!top) return;
    const window = { ...(this.app["window"] as object | undefined), ...top.config } as Record<string, unknown>;
    this.back.hidden = stack.length < 2;
    this.set({ title: String(window["defaultTitle"] ?? ""), backgroundColor: window["titleBarColor"] });
    this.tabs.hidden = !top.isTab;
    for (const tab of this.tabs.children)
      tab.setAttribute("aria-current", String((tab as HTMLElement).dataset["path"] === top.path));
    this.icons(top.path);
  }

  /** `my.setNavigationBar` and its neighbours. */
  set({
    title,
    backgroundColor,
    isLoading,
  }: {
    title?: unknown;
    backgroundColor?: unknown;
    isLoading?: unknown;
  }): void {
    if (typeof title === "string") this.name.textContent = title;
    if (typeof backgroundColor === "string") this.title.style.backgroundColor = backgroundColor;
    if (typeof isLoading === "boolean") this.title.classList.toggle("loading", isLoading);
  }

  badge({ index, text }: { index?: unknown; text?: unknown }): void {
    const tab = this.tabs.children[Number(index)];
    if (tab instanceof HTMLElement) tab.dataset["badge"] = String(text ?? "");
  }

  item({ index, text }: { index?: unknown; text?: unknown }): void {
    const tab = this.tabs.children[Number(index)];
    if (tab && typeof text === "string") tab.textContent = text;
  }

  private icons(path: string): void {
    this.items.forEach((item, index) => {
      const tab = this.tabs.children[index];
      const icon = `/${item.pagePath.replace(/^\//, "")}` === path ? (item.activeIcon ?? item.icon) : item.icon;
      if (tab instanceof HTMLElement && icon)
        tab.style.backgroundImage = `url("${this.root}${icon.replace(/^\//, "")}")`;
    });
  }
}

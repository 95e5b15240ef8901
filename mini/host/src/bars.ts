import { element } from "./dialogs.ts";
import type { Words } from "./words.ts";

export interface PageOnStack {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly isTab: boolean;
  /** Whether the program lets its menu share it; true where nothing is said. */
  readonly canShare?: boolean;
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
  titleTwice(): void;
}

type TabStyle = Readonly<Partial<Record<"isHidden" | "color" | "selectedColor" | "backgroundColor", unknown>>>;

const COLOUR = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i;

/** The title bar with its capsule, and the tab bar: the host's own, filled from the program's configuration. */
export class Bars {
  readonly title = element("header", "title");
  readonly tabs = element("nav", "tabs");
  private readonly back = element("button", "back", "‹");
  private readonly name = element("h1", "name");
  private readonly items: TabItem[];
  private readonly isCustom: boolean;
  private isHidden = false;
  private isOnTab = false;
  private isLoading = false;
  /** How many parts of the program are awaited. */
  private fetched = 0;
  private path = "";

  constructor(
    private readonly app: Readonly<Record<string, unknown>>,
    private readonly root: string,
    heard: Heard,
    words: Words,
  ) {
    const bar = (app["tabBar"] ?? {}) as { items?: TabItem[]; customize?: unknown; textColor?: unknown };
    this.items = [...(bar.items ?? [])];
    this.isCustom = bar.customize === true;
    this.style({ ...bar, color: bar.textColor });
    const capsule = element("div", "capsule");
    const menu = element("button", "menu", "•••");
    const close = element("button", "close", "×");
    this.back.setAttribute("aria-label", words.back);
    menu.setAttribute("aria-label", words.menu);
    close.setAttribute("aria-label", words.close);
    this.tabs.setAttribute("aria-label", words.tabs);
    this.tabs.hidden = true;
    this.back.hidden = true;
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
    this.name.addEventListener("dblclick", () => {
      heard.titleTwice();
    });
    capsule.append(menu, close);
    this.tabs.classList.toggle(
      "pictured",
      this.items.some(({ icon }) => icon !== undefined),
    );
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
    this.isOnTab = top.isTab;
    this.showTabs();
    for (const tab of this.tabs.children)
      tab.setAttribute("aria-current", (tab as HTMLElement).dataset["path"] === top.path ? "page" : "false");
    this.path = top.path;
    this.icons();
  }

  /** `my.setTabBarStyle`, `hideTabBar` and `showTabBar`; a program's own bar is not the host's to change. */
  style({ isHidden, color, selectedColor, backgroundColor }: TabStyle): void {
    if (typeof isHidden === "boolean") this.isHidden = isHidden;
    this.showTabs();
    if (typeof color === "string" && COLOUR.test(color)) this.tabs.style.setProperty("--tab", color);
    if (typeof selectedColor === "string" && COLOUR.test(selectedColor))
      this.tabs.style.setProperty("--tab-selected", selectedColor);
    if (typeof backgroundColor === "string" && COLOUR.test(backgroundColor))
      this.tabs.style.backgroundColor = backgroundColor;
  }

  private showTabs(): void {
    this.tabs.hidden = this.isCustom || this.isHidden || !this.isOnTab;
  }

  /** A part of the program is fetched; beside what the program itself says of its loading. */
  fetching(isBegun: boolean): void {
    this.fetched = Math.max(0, this.fetched + (isBegun ? 1 : -1));
    this.showLoading();
  }

  /** The program is gone, and nothing of it is awaited. */
  rest(): void {
    this.isLoading = false;
    this.fetched = 0;
    this.showLoading();
  }

  private showLoading(): void {
    const isBusy = this.isLoading || this.fetched > 0;
    this.title.classList.toggle("loading", isBusy);
    this.title.setAttribute("aria-busy", String(isBusy));
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
    if (typeof backgroundColor === "string") paint(this.title, backgroundColor);
    if (typeof isLoading === "boolean") this.isLoading = isLoading;
    this.showLoading();
  }

  badge({ index, text }: { index?: unknown; text?: unknown }): void {
    const tab = this.tabs.children[Number(index)];
    if (tab instanceof HTMLElement) tab.dataset["badge"] = String(text ?? "");
  }

  item({ index, text, iconPath, selectedIconPath }: Readonly<Record<string, unknown>>): void {
    const [tab, item] = [this.tabs.children[Number(index)], this.items[Number(index)]];
    if (!tab || !item) return;
    if (typeof text === "string") tab.textContent = text;
    this.items[Number(index)] = {
      ...item,
      ...(typeof iconPath === "string" && { icon: iconPath }),
      ...(typeof selectedIconPath === "string" && { activeIcon: selectedIconPath }),
    };
    this.icons();
  }

  private icons(): void {
    this.items.forEach((item, index) => {
      const tab = this.tabs.children[index];
      const icon = `/${item.pagePath.replace(/^\//, "")}` === this.path ? (item.activeIcon ?? item.icon) : item.icon;
      if (tab instanceof HTMLElement && icon)
        tab.style.backgroundImage = `url("${this.root}${icon.replace(/^\//, "")}")`;
    });
  }
}

/** A colour of the program's, with ink that can be read on it; what is no plain colour changes nothing. */
function paint(bar: HTMLElement, colour: string): void {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(colour);
  const found = short
    ? short.slice(1).map((one) => one + one)
    : /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour)?.slice(1);
  if (!found) return;
  // Relative luminance (WCAG 2.2): from 0.179 on, black is read better than white.
  const [red = 0, green = 0, blue = 0] = found.map((one) => {
    const part = parseInt(one, 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  bar.style.backgroundColor = colour;
  bar.style.color = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";
}

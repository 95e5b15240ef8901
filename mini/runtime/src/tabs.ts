import type { Router } from "./router.ts";

export interface TabItem {
  readonly pagePath: string;
  readonly name?: string;
}

/** Tabs of app.json. */
export function tabsOf(app: Readonly<Record<string, unknown>>): readonly TabItem[] {
  const { items } = (app["tabBar"] ?? {}) as { items?: readonly TabItem[] };
  return Array.isArray(items) ? items : [];
}

export function pathOf({ pagePath }: TabItem): string {
  return `/${pagePath.replace(/^\//, "")}`;
}

/** The person tapped a tab of the host's bar. */
export function tapped(router: Router, tabs: readonly TabItem[], path: string): unknown {
  const index = tabs.findIndex((one) => pathOf(one) === `/${path.replace(/^\//, "")}`);
  const tab = tabs[index];
  if (!tab) return undefined;
  const told = { from: "user", pagePath: tab.pagePath, text: tab.name ?? "", index };
  if (router.top?.path === pathOf(tab)) {
    router.top.instance.life("onSelectedTabItemTap", told);
    return undefined;
  }
  router.top?.instance.life("beforeTabItemTap");
  const shown = () => {
    router.top?.instance.life("onTabItemTap", told);
  };
  const going = router.switchTab({ url: pathOf(tab) });
  if (going instanceof Promise) return going.then(shown);
  shown();
  return undefined;
}

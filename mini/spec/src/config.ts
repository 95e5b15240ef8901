// The keys of the JSON files, each with what it takes. What is not here is reported, not refused.
import type { Value } from "./kinds.ts";

type Keys = Readonly<Record<string, Value>>;

const YES_NO = ["YES", "NO"] as const;

export const WINDOW_KEYS: Keys = {
  defaultTitle: "text",
  titleBarColor: "colour",
  navigationBarFrontColor: ["black", "white"],
  titleImage: "text",
  transparentTitle: ["always", "auto", "none"],
  titlePenetrate: YES_NO,
  showTitleLoading: "any",
  backgroundColor: "colour",
  backgroundImageUrl: "text",
  backgroundImageColor: "colour",
  allowsBounceVertical: "any",
  pullRefresh: "any",
  onReachBottomDistance: "any",
  enableScrollBar: "any",
  gestureBack: "any",
  responsive: "boolean",
};

export const PAGE_KEYS: Keys = {
  ...WINDOW_KEYS,
  optionMenu: "object",
  barButtonTheme: "text",
  styleIsolation: ["shared", "apply-shared", "isolated"],
  usingComponents: "object",
  componentPlaceholder: "object",
  componentGenerics: "object",
  component: "boolean",
};

export const COMPONENT_KEYS: Keys = {
  component: "boolean",
  usingComponents: "object",
  styleIsolation: ["shared", "apply-shared", "isolated"],
  virtualHost: "boolean",
  componentGenerics: "object",
  componentPlaceholder: "object",
};

export const APP_KEYS: Keys = {
  entryPagePath: "text",
  pages: "object",
  window: "object",
  tabBar: "object",
  networkTimeout: "object",
  subPackages: "object",
  subpackages: "object",
  preloadRule: "object",
  plugins: "object",
  useDynamicPlugins: "boolean",
  usingComponents: "object",
  lazyCodeLoading: "text",
  permission: "object",
  behavior: "object",
  workers: "any",
  loadingPages: "object",
  requirePolyfill: "boolean",
  debug: "boolean",
};

export const TAB_BAR_KEYS: Keys = {
  textColor: "colour",
  selectedColor: "colour",
  backgroundColor: "colour",
  items: "object",
  customize: "boolean",
};

/** The component that is a program's own tab bar, in a folder of this name; and its tag in tab pages. */
export const CUSTOM_TAB_BAR = "customize-tab-bar";

/** Order in which a component of `component2` is told of its life. */
export const COMPONENT_LIFE = [
  "onInit",
  "deriveDataFromProps",
  "didMount",
  "didUpdate",
  "didUnmount",
  "onError",
] as const;

export const PAGE_LIFE = [
  "onLoad",
  "onShow",
  "onReady",
  "onHide",
  "onUnload",
  "onShareAppMessage",
  "onTitleClick",
  "onOptionMenuClick",
  "onPullDownRefresh",
  "onTabItemTap",
  "onPageScroll",
  "onReachBottom",
] as const;

export const APP_LIFE = [
  "onLaunch",
  "onShow",
  "onHide",
  "onError",
  "onShareAppMessage",
  "onUnhandledRejection",
  "onPageNotFound",
] as const;

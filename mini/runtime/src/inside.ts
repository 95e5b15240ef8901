import { type Bridge, type Inside, refusal } from "@everywhere/mini-sdk";
import { createAnimation } from "./animation.ts";
import { createCanvasContext, pictureOf } from "./canvas.ts";
import { addressOf } from "./element.ts";
import { createIntersectionObserver } from "./intersection.ts";
import { createMapContext } from "./map-context.ts";
import type { Pull } from "./pull.ts";
import type { Router } from "./router.ts";
import type { Sharing } from "./sharing.ts";
import type { Webs } from "./webs.ts";
import { allOf, SelectorQuery } from "./query.ts";

/** The calls of `my` that need the pages: carried out here, told to the host where it draws. */
export function insideCalls(router: Router, bridge: Bridge, sharing: Sharing, webs: Webs): Inside {
  const root = () => router.top?.instance.root;
  const draws = (event: string) => (options: object) => {
    bridge.tell(event, options);
    return {};
  };
  const pulls = (does: (pull: Pull) => void) => {
    if (router.top) does(router.top.pull);
    return {};
  };
  return {
    navigateTo: (to: object) => router.navigateTo(to),
    redirectTo: (to: object) => router.redirectTo(to),
    reLaunch: (to: object) => router.reLaunch(to),
    switchTab: (to: object) => router.switchTab(to),
    navigateBack: (to: object) => router.navigateBack(to),
    createCanvasContext: (id: string) => createCanvasContext(root, String(id)),
    createMapContext: (id: string) => createMapContext(root, String(id)),
    createWebViewContext: (id: string) => webs.context(String(id)),
    createAnimation: (timing?: object) => createAnimation(timing),
    createSelectorQuery: () => new SelectorQuery(root),
    createIntersectionObserver: (options: object) => createIntersectionObserver(root, options),
    setNavigationBar: draws("navigationBar"),
    setNavigationBarTitle: draws("navigationBar"),
    setNavigationBarColor: draws("navigationBar"),
    canvasToTempFilePath: (of: Parameters<typeof pictureOf>[1]) => pictureOf(root(), of),
    showNavigationBarLoading: () => draws("navigationBar")({ isLoading: true }),
    hideNavigationBarLoading: () => draws("navigationBar")({ isLoading: false }),
    startPullDownRefresh: () =>
      pulls((pull) => {
        pull.begin("code");
      }),
    stopPullDownRefresh: () =>
      pulls((pull) => {
        pull.stop();
      }),
    setTabBarItem: draws("tabBarItem"),
    setTabBarBadge: draws("tabBarBadge"),
    removeTabBarBadge: ({ index }: { index: number }) => draws("tabBarBadge")({ index, text: "" }),
    setTabBarStyle: draws("tabBarStyle"),
    hideTabBar: () => draws("tabBarStyle")({ isHidden: true }),
    showTabBar: () => draws("tabBarStyle")({ isHidden: false }),
    showSharePanel: () => sharing.share("code"),
    hideShareMenu: () => router.letShare(false),
    showShareMenu: () => router.letShare(true),
    hideKeyboard: () => {
      (root()?.activeElement as HTMLElement | null)?.blur();
      return {};
    },
    pageScrollTo: (to: { scrollTop?: number; selector?: string; duration?: number }) => scrollPage(router, to),
    loadFontFace: ({ family, source }: { family: string; source: string }) => loadFont(family, source),
    getImageInfo: ({ src }: { src: string }) => imageInfo(src),
  };
}

function scrollPage(
  router: Router,
  { scrollTop, selector, duration }: { scrollTop?: number; selector?: string; duration?: number },
): object {
  const screen = router.top;
  const behavior = duration === 0 ? "instant" : "smooth";
  if (selector !== undefined && screen)
    allOf(screen.instance.root ?? document, selector)[0]?.scrollIntoView({ behavior });
  else screen?.page.scrollTo({ top: Number(scrollTop ?? 0), behavior });
  return {};
}

async function loadFont(family: string, source: string): Promise<object> {
  const face = new FontFace(family, source);
  document.fonts.add(await face.load());
  return { status: "loaded" };
}

async function imageInfo(src: string): Promise<object> {
  const image = new Image();
  image.src = addressOf(src);
  try {
    await image.decode();
  } catch {
    throw refusal("unknown", src);
  }
  return {
    width: image.naturalWidth,
    height: image.naturalHeight,
    path: src,
    orientation: "up",
    type: /\.(\w+)$/.exec(src)?.[1] ?? "",
  };
}

import type { Language } from "@/app/i18n";

const TITLE_BAR_PX = 48;

/** What `my.getSystemInfo` tells: a phone as large as the place in which the program is shown. */
export function systemOf(place: HTMLElement, language: Language): Record<string, unknown> {
  const { clientWidth, clientHeight } = place;
  return {
    app: "alipay",
    brand: "Everywhere",
    model: "Everywhere",
    platform: /iPhone|iPad/.test(navigator.userAgent) ? "iOS" : "Android",
    system: "14",
    version: "10.6.0",
    language,
    pixelRatio: devicePixelRatio,
    screenWidth: clientWidth,
    screenHeight: clientHeight,
    windowWidth: clientWidth,
    windowHeight: clientHeight - TITLE_BAR_PX,
    titleBarHeight: TITLE_BAR_PX,
    statusBarHeight: 0,
    fontSizeSetting: 16,
  };
}

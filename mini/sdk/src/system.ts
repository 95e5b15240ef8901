import type { Boot } from "./boot.ts";
import type { Inside } from "./my.ts";

/** The capsule as hosts draw it, in pixels of the screen. */
const CAPSULE = { width: 87, height: 32, toEdge: 8 };

/** What a program is told of its screen, its app and itself, from what the host said at the start. */
export function systemCalls({ system, appId, ext, launch }: Boot): Inside {
  const all = () => ({ ...system });
  return {
    getSystemInfoSync: all,
    getSystemInfo: all,
    getWindowInfo: all,
    getAppBaseInfo: all,
    getDeviceBaseInfo: all,
    getMenuButtonBoundingClientRect: () => capsuleOf(system),
    getAppIdSync: () => ({ appId }),
    getAccountInfoSync: () => ({ miniProgram: { appId, envVersion: "release", version: "" } }),
    getExtConfigSync: () => ({ extConfig: ext }),
    getExtConfig: () => ({ data: ext, extConfig: ext }),
    getLaunchOptionsSync: () => launch,
    getEnterOptionsSync: () => launch,
    arrayBufferToBase64: (bytes: ArrayBuffer) =>
      btoa(Array.from(new Uint8Array(bytes), (one) => String.fromCharCode(one)).join("")),
    base64ToArrayBuffer: (text: string) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)).buffer,
  };
}

function capsuleOf({ windowWidth, titleBarHeight, statusBarHeight }: Boot["system"]): object {
  const { width, height, toEdge } = CAPSULE;
  const right = Number(windowWidth) - toEdge;
  const top = Number(statusBarHeight ?? 0) + (Number(titleBarHeight ?? 0) - height) / 2;
  return { left: right - width, top, right, bottom: top + height, width, height };
}

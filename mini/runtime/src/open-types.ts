import type { Bridge } from "@everywhere/mini-sdk";
import type { MiniElement } from "./element.ts";
import { tellOnly, told } from "./events.ts";
import type { Sharing } from "./sharing.ts";

/** What a button says of its `open-type` when it was tapped. */
interface Opens {
  readonly openType: string;
  readonly element: MiniElement;
  readonly scope: unknown;
}

type Told = Readonly<Record<string, unknown>>;

/** Does what the `open-type` of a tapped button says. What a browser has nothing for is counted like a call that nobody knows. */
export function hearOpenTypes(into: HTMLElement, bridge: Bridge, sharing: Sharing): void {
  into.addEventListener("mini-open", (event) => {
    const { openType, element, scope } = (event as CustomEvent<Opens>).detail;
    const ended = (name: string) =>
      [
        (result: unknown) => {
          tellOnly(element, name, result as Told);
        },
        (why: unknown) => {
          tellOnly(element, "error", why as Told);
        },
      ] as const;
    switch (openType) {
      case "share":
        sharing.share("button", told(element)).catch(() => undefined);
        break;
      case "getAuthorize":
        void bridge.call("authorize", { scopes: `scope.${String(scope)}` }).then(...ended("getAuthorize"));
        break;
      case "openSetting":
        void bridge.call("openSetting", {}).then(...ended("openSetting"));
        break;
      default:
        bridge.tell("missing", { name: `button.open-type.${openType}` });
    }
  });
}

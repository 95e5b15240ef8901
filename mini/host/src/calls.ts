import { apiNamed, failure, type Failure, type Scope } from "@everywhere/mini-spec";
import type { Dialogs } from "./dialogs.ts";

export type Options = Readonly<Record<string, unknown>>;
export type Carry = (options: Options) => unknown;

/** What the host keeps of a program between its runs. */
export interface Kept {
  read(): { storage: Record<string, string>; granted: Record<string, boolean> };
  store(key: string, value: string | null): void;
  grant(scope: string, isGranted: boolean): void;
}

const words = (value: unknown, otherwise: string) => (typeof value === "string" && value !== "" ? value : otherwise);

/**
 * Carries out what a program asks of the host. What needs a grant asks the person first, once; what nobody carries out
 * fails as not permitted. `more` is what the embedder offers: network, sign-in, payment, place, camera.
 */
export class HostCalls {
  private readonly table: Readonly<Record<string, Carry>>;

  constructor(
    private readonly dialogs: Dialogs,
    private readonly kept: Kept,
    private readonly appName: string,
    more: Readonly<Record<string, Carry>>,
  ) {
    this.table = { ...this.own(), ...more };
  }

  /** Resolves with the answer, rejects with a Failure. */
  async run(method: string, given: unknown): Promise<unknown> {
    const spec = apiNamed(method);
    if (!spec && method !== "showSharePanel") throw failure("unknown_call", method);
    const carry = Object.hasOwn(this.table, method) ? this.table[method] : undefined;
    if (!carry) throw failure("not_permitted", `${method} is not offered here.`);
    if (spec?.scope && !(await this.mayUse(spec.scope))) throw failure("denied");
    return carry(typeof given === "object" && given !== null ? (given as Options) : {});
  }

  private async mayUse(scope: Scope): Promise<boolean> {
    const known = this.kept.read().granted[scope];
    if (known !== undefined) return known;
    const { index } = await this.dialogs.ask({
      kind: "permission",
      title: this.appName,
      content: ASKED[scope],
      buttons: ["Refuse", "Allow"],
    });
    this.kept.grant(scope, index === 1);
    return index === 1;
  }

  private own(): Record<string, Carry> {
    const { dialogs } = this;
    const settings = () => ({ authSetting: this.kept.read().granted });
    return {
      alert: async (o) => {
        await dialogs.ask({
          title: words(o["title"], ""),
          content: words(o["content"], ""),
          buttons: [words(o["buttonText"], "OK")],
        });
        return {};
      },
      confirm: async (o) => {
        const { index } = await dialogs.ask({
          title: words(o["title"], ""),
          content: words(o["content"], ""),
          buttons: [words(o["cancelButtonText"], "Cancel"), words(o["confirmButtonText"], "OK")],
        });
        return { confirm: index === 1 };
      },
      showModal: async (o) => {
        const cancel = o["showCancel"] === false ? [] : [words(o["cancelText"], "Cancel")];
        const { index } = await dialogs.ask({
          title: words(o["title"], ""),
          content: words(o["content"], ""),
          buttons: [...cancel, words(o["confirmText"], "OK")],
        });
        return { confirm: index === cancel.length, cancel: index < cancel.length };
      },
      prompt: async (o) => {
        const { index, text } = await dialogs.ask({
          title: words(o["title"], ""),
          content: words(o["message"], ""),
          placeholder: words(o["placeholder"], ""),
          buttons: [words(o["cancelButtonText"], "Cancel"), words(o["okButtonText"], "OK")],
        });
        return { ok: index === 1, inputValue: index === 1 ? text : "" };
      },
      showActionSheet: async (o) => {
        const items = Array.isArray(o["items"]) ? o["items"].map(String) : [];
        const { index } = await dialogs.ask({
          kind: "sheet",
          title: words(o["title"], ""),
          buttons: [...items, words(o["cancelButtonText"], "Cancel")],
        });
        return { index: index === items.length ? -1 : index };
      },
      showToast: (o) => {
        dialogs.showToast(
          words(o["content"], ""),
          typeof o["duration"] === "number" ? Math.min(o["duration"], 10_000) : 2000,
        );
        return {};
      },
      hideToast: () => {
        dialogs.hideToast();
        return {};
      },
      showLoading: (o) => {
        dialogs.showToast(words(o["content"], "…"), 0, true);
        return {};
      },
      hideLoading: () => {
        dialogs.hideToast();
        return {};
      },
      getSetting: settings,
      authorize: async (o) => {
        const scope = String(o["scopes"]).replace(/^scope\./, "") as Scope;
        if (!Object.hasOwn(ASKED, scope)) throw failure("bad_options", "scopes");
        if (!(await this.mayUse(scope))) throw failure("denied");
        return { success: true };
      },
      getServerTime: () => ({ time: Date.now() }),
      vibrateShort: () => ({ vibrated: navigator.vibrate?.(15) ?? false }),
      vibrate: () => ({ vibrated: navigator.vibrate?.(400) ?? false }),
      setClipboard: async (o) => {
        await navigator.clipboard.writeText(words(o["text"], ""));
        return { success: true };
      },
      reportAnalytics: () => ({}),
    };
  }
}

const ASKED: Readonly<Record<Scope, string>> = {
  userInfo: "asks for your name and picture.",
  userLocation: "asks where you are.",
  camera: "asks to use the camera.",
  album: "asks to see pictures that you choose.",
  writePhotosAlbum: "asks to put pictures into your album.",
  record: "asks to use the microphone.",
  phoneNumber: "asks for your phone number.",
};

export function asFailure(why: unknown): Failure {
  if (typeof why === "object" && why !== null && "error" in why && "errorMessage" in why)
    return { error: Number(why.error), errorMessage: String(why.errorMessage) };
  return failure("unknown", why instanceof Error ? why.message : String(why));
}

import { apiNamed, failure, type Failure, type Scope } from "@everywhere/mini-spec";
import type { Dialogs } from "./dialogs.ts";
import type { Words } from "./words.ts";

export type Options = Readonly<Record<string, unknown>>;
/** Carries a call out. `stopped` is told when the program no longer wants the answer of a task; `moved` tells it of the way. */
export type Carry = (options: Options, stopped: AbortSignal, moved: (how: Progress) => void) => unknown;

/** How far a file has come, as programs are told: in percent, and in bytes. */
export interface Progress {
  readonly progress: number;
  readonly totalBytesWritten: number;
  readonly totalBytesExpectedToWrite: number;
}

/** What the host keeps of a program between its runs. */
export interface Kept {
  read(): { storage: Record<string, string>; granted: Record<string, boolean> };
  store(key: string, value: string | null): void;
  grant(scope: string, isGranted: boolean): void;
}

const said = (value: unknown, otherwise: string) => (typeof value === "string" && value !== "" ? value : otherwise);

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
    private readonly words: Words,
  ) {
    this.table = { ...this.own(), ...more };
  }

  /** Resolves with the answer, rejects with a Failure. */
  async run(
    method: string,
    given: unknown,
    stopped: AbortSignal,
    moved: (how: Progress) => void = () => undefined,
  ): Promise<unknown> {
    const spec = apiNamed(method);
    if (!spec) throw failure("unknown_call", method);
    const carry = Object.hasOwn(this.table, method) ? this.table[method] : undefined;
    if (!carry) throw failure("not_permitted", `${method} is not offered here.`);
    if (spec.scope && !(await this.mayUse(spec.scope))) throw failure("denied");
    return carry(typeof given === "object" && given !== null ? (given as Options) : {}, stopped, moved);
  }

  private async mayUse(scope: Scope): Promise<boolean> {
    const known = this.kept.read().granted[scope];
    if (known !== undefined) return known;
    const { index } = await this.dialogs.ask({
      kind: "permission",
      title: this.appName,
      content: this.words.asks[scope],
      buttons: [this.words.refuse, this.words.allow],
    });
    this.kept.grant(scope, index === 1);
    return index === 1;
  }

  /** Lets the person take back what they allowed, and allow what they refused. */
  async changeGrants(): Promise<void> {
    const { words } = this;
    const asked = Object.entries(this.kept.read().granted) as [Scope, boolean][];
    const { index, switches } = await this.dialogs.ask({
      title: words.settings,
      content: asked.length === 0 ? words.noSettings : "",
      switches: asked.map(([scope, isOn]) => ({ text: words.scopes[scope], isOn })),
      buttons: asked.length === 0 ? [words.ok] : [words.cancel, words.ok],
    });
    if (index !== 1) return;
    asked.forEach(([scope], at) => {
      this.kept.grant(scope, switches[at] === true);
    });
  }

  /** What a dialog answers. */
  private questions(): Record<string, Carry> {
    const { dialogs, words } = this;
    return {
      alert: async (o) => {
        await dialogs.ask({
          title: said(o["title"], ""),
          content: said(o["content"], ""),
          buttons: [said(o["buttonText"], words.ok)],
        });
        return {};
      },
      confirm: async (o) => {
        const { index } = await dialogs.ask({
          title: said(o["title"], ""),
          content: said(o["content"], ""),
          buttons: [said(o["cancelButtonText"], words.cancel), said(o["confirmButtonText"], words.ok)],
        });
        return { confirm: index === 1 };
      },
      showModal: async (o) => {
        const cancel = o["showCancel"] === false ? [] : [said(o["cancelText"], words.cancel)];
        const { index } = await dialogs.ask({
          title: said(o["title"], ""),
          content: said(o["content"], ""),
          buttons: [...cancel, said(o["confirmText"], words.ok)],
        });
        return { confirm: index === cancel.length, cancel: index < cancel.length };
      },
      prompt: async (o) => {
        const { index, text } = await dialogs.ask({
          title: said(o["title"], ""),
          content: said(o["message"], ""),
          placeholder: said(o["placeholder"], ""),
          label: said(o["message"], words.typed),
          buttons: [said(o["cancelButtonText"], words.cancel), said(o["okButtonText"], words.ok)],
        });
        return { ok: index === 1, inputValue: index === 1 ? text : "" };
      },
      showActionSheet: async (o) => {
        const items = Array.isArray(o["items"]) ? o["items"].map(String) : [];
        const { index } = await dialogs.ask({
          kind: "sheet",
          title: said(o["title"], ""),
          buttons: [...items, said(o["cancelButtonText"], words.cancel)],
        });
        return { index: index === items.length ? -1 : index };
      },
    };
  }

  private own(): Record<string, Carry> {
    const { dialogs, words } = this;
    const settings = () => ({ authSetting: this.kept.read().granted });
    return {
      ...this.questions(),
      showToast: (o) => {
        dialogs.showToast(
          said(o["content"], ""),
          typeof o["duration"] === "number" ? Math.min(o["duration"], 10_000) : 2000,
        );
        return {};
      },
      hideToast: () => {
        dialogs.hideToast();
        return {};
      },
      showLoading: (o) => {
        dialogs.showToast(said(o["content"], "…"), 0, true);
        return {};
      },
      hideLoading: () => {
        dialogs.hideToast();
        return {};
      },
      getSetting: settings,
      openSetting: async () => {
        await this.changeGrants();
        return settings();
      },
      showAuthGuide: async () => {
        await this.changeGrants();
        return { shown: true };
      },
      authorize: async (o) => {
        const scope = String(o["scopes"]).replace(/^scope\./, "") as Scope;
        if (!Object.hasOwn(words.asks, scope)) throw failure("bad_options", "scopes");
        if (!(await this.mayUse(scope))) throw failure("denied");
        return { success: true };
      },
      getServerTime: () => ({ time: Date.now() }),
      vibrateShort: () => ({ vibrated: navigator.vibrate?.(15) ?? false }),
      vibrate: () => ({ vibrated: navigator.vibrate?.(400) ?? false }),
      setClipboard: async (o) => {
        await navigator.clipboard.writeText(said(o["text"], ""));
        return { success: true };
      },
      getClipboard: async () => {
        // The browser asks once for every program together, so each time is asked here.
        const buttons = [words.refuse, words.allow];
        const { index } = await dialogs.ask({ title: this.appName, content: words.clipboard, buttons });
        if (index !== 1) throw failure("denied");
        return { text: await navigator.clipboard.readText() };
      },
      reportAnalytics: () => ({}),
      showSharePanel: async (o) => {
        const content = ["title", "desc", "path"]
          .map((name) => said(o[name], ""))
          .filter(Boolean)
          .join("\n");
        await dialogs.ask({ title: words.share, content, buttons: [words.ok] });
        return {};
      },
    };
  }
}

export function asFailure(why: unknown): Failure {
  if (typeof why === "object" && why !== null && "error" in why && "errorMessage" in why)
    return { ...why, error: Number(why.error), errorMessage: String(why.errorMessage) };
  return failure("unknown", why instanceof Error ? why.message : String(why));
}

import type { Words } from "@everywhere/mini-host";
import type { Speech } from "@/app/i18n";

const SCOPES = [
  "userInfo",
  "userLocation",
  "camera",
  "album",
  "writePhotosAlbum",
  "record",
  "phoneNumber",
] as const satisfies (keyof Words["asks"])[];

/** What the host says, in the reader's language. */
export function wordsOf(t: Speech["t"]): Words {
  return {
    back: t("mini.back"),
    menu: t("mini.menu"),
    close: t("mini.close"),
    tabs: t("mini.tabs"),
    ok: t("mini.ok"),
    cancel: t("mini.cancel"),
    refuse: t("mini.refuse"),
    allow: t("mini.allow"),
    restart: t("mini.restart"),
    flood: t("mini.flood"),
    frozen: t("mini.frozen"),
    webFlood: t("mini.webFlood"),
    webRefused: t("mini.webRefused", { address: "{address}" }),
    unfetched: t("mini.unfetched"),
    settings: t("mini.settings"),
    noSettings: t("mini.noSettings"),
    typed: t("mini.typed"),
    call: t("mini.call", { number: "{number}" }),
    clipboard: t("mini.clipboard"),
    share: t("mini.share"),
    asks: Object.fromEntries(SCOPES.map((scope) => [scope, t(`mini.asks.${scope}`)])) as Words["asks"],
    scopes: Object.fromEntries(SCOPES.map((scope) => [scope, t(`mini.scopes.${scope}`)])) as Words["scopes"],
  };
}

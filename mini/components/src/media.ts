import { addressOf, builtIn, common, type Given, isOn, textOf } from "@everywhere/mini-runtime";
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type At, say } from "./control.ts";
import { useHover } from "./hover.ts";
import { make } from "./make.ts";

const FITS: Readonly<Record<string, string>> = {
  scaleToFill: "fill",
  aspectFit: "contain",
  aspectFill: "cover",
  widthFix: "fill",
  heightFix: "fill",
};

/** The address that is shown now: `default-source` until the picture itself is here. */
function useSource(at: At, { attributes }: Given): { src: string; isOwn: boolean; began: () => void } {
  const own = addressOf(attributes["src"]);
  const first = addressOf(attributes["defaultSource"]);
  const isLazy = isOn(attributes["lazyLoad"]);
  const [come, setCome] = useState("");
  const [begun, setBegun] = useState("");
  useEffect(() => {
    if (first === "" || own === "" || come === own || (isLazy && begun !== own)) return undefined;
    const probe = document.createElement("img");
    probe.onload = () => {
      setCome(own);
    };
    probe.onerror = () => {
      say(at, "error", { errMsg: `cannot load ${own}` });
    };
    probe.src = own;
    return () => {
      probe.onload = probe.onerror = null;
    };
  }, [first, own, come, begun]);
  const isOwn = first === "" || (own !== "" && come === own);
  // The browser loads a lazy picture when it comes near; then it is time for the one behind it.
  return { src: isOwn ? own : first, isOwn, began: () => !isOwn && setBegun(own) };
}

function Image(given: Given): VNode {
  const at: At = useRef(null);
  const { attributes } = given;
  const mode = textOf(attributes["mode"] ?? "scaleToFill");
  const { src, isOwn, began } = useSource(at, given);
  // Modes that are a place ("top left") show the picture in its own size there.
  const fit = FITS[mode];
  const inner = make("img", {
    src: src || undefined,
    alt: textOf(attributes["aria-label"]),
    loading: isOn(attributes["lazyLoad"]) ? "lazy" : "eager",
    draggable: false,
    style: fit === undefined ? `object-fit:none;object-position:${mode}` : `object-fit:${fit}`,
    onLoad: ({ currentTarget }: { currentTarget: HTMLImageElement }) => {
      if (isOwn) say(at, "load", { width: currentTarget.naturalWidth, height: currentTarget.naturalHeight });
      else began();
    },
    onError: () => {
      if (isOwn) say(at, "error", { errMsg: `cannot load ${textOf(attributes["src"])}` });
      else began();
    },
  });
  return make("mp-image", { ...common(given), ref: at, "data-mode": mode }, inner);
}

// For how long a finger is on a button before it looks pressed, and after, in ms: as Alipay documents it.
const BUTTON_HOVER = [20, 70] as const;

function Button(given: Given): VNode {
  const at: At = useRef(null);
  const { attributes } = given;
  const hover = useHover({ ...given, attributes: { hoverClass: "mp-pressed", ...attributes } }, BUTTON_HOVER);
  const isOff = isOn(attributes["disabled"]);
  const tapped = (event: Event) => {
    if (isOff) {
      event.stopPropagation();
      return;
    }
    const formType = textOf(attributes["formType"]);
    if (formType !== "")
      at.current
        ?.closest("mp-form")
        ?.dispatchEvent(new CustomEvent("mini-form", { detail: { type: formType, target: at.current } }));
    const openType = textOf(attributes["openType"]);
    if (openType !== "")
      at.current?.dispatchEvent(
        new CustomEvent("mini-open", {
          bubbles: true,
          composed: true,
          detail: { openType, element: at.current, scope: attributes["scope"] },
        }),
      );
  };
  return make(
    "mp-button",
    {
      ...common(given),
      class: hover.class,
      ...(isOff ? {} : hover.listeners),
      ref: at,
      role: "button",
      "aria-disabled": isOff,
      "data-type": textOf(attributes["type"] ?? "default"),
      "data-size": textOf(attributes["size"] ?? "default"),
      "data-plain": isOn(attributes["plain"]) ? "" : undefined,
      onClick: tapped,
    },
    isOn(attributes["loading"]) ? make("i", { class: "mp-spinner" }) : null,
    given.children,
  );
}

function Navigator(given: Given): VNode {
  const { attributes } = given;
  const hover = useHover({ ...given, attributes: { hoverClass: "mp-pressed", ...attributes } });
  const go = () => {
    const type = textOf(attributes["openType"] ?? "navigate");
    const call = {
      navigate: "navigateTo",
      redirect: "redirectTo",
      switchTab: "switchTab",
      navigateBack: "navigateBack",
      reLaunch: "reLaunch",
    }[type];
    const my = (globalThis as { my?: Record<string, (options: object) => Promise<unknown>> }).my;
    const options = { url: textOf(attributes["url"]), delta: attributes["delta"], fail: () => undefined };
    if (call !== undefined) void my?.[call]?.(options);
  };
  return make(
    "mp-navigator",
    { ...common(given), class: hover.class, ...hover.listeners, role: "link", onClick: go },
    given.children,
  );
}

export function defineMedia(): void {
  builtIn("image", Image);
  builtIn("button", Button);
  builtIn("navigator", Navigator);
}

import { builtIn, common, type Given, isOn, MiniElement, textOf } from "@everywhere/mini-runtime";
import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type At, say } from "./control.ts";
import { View } from "./hover.ts";
import { make } from "./make.ts";

function Text(given: Given): VNode {
  const { attributes } = given;
  const lines = Number(attributes["numberOfLines"] ?? 0);
  const style = textOf(common(given)["style"]);
  return make(
    "mp-text",
    {
      ...common(given),
      "data-selectable": isOn(attributes["selectable"]) ? "" : undefined,
      style:
        lines > 0
          ? `${style};display:-webkit-box;-webkit-box-orient:vertical;overflow:hidden;-webkit-line-clamp:${lines}`
          : style,
    },
    given.children,
  );
}

/** A tap on it goes on to its control: the one named in `for`, else the first inside. */
function Label(given: Given): VNode {
  const activate = ({ currentTarget, target }: { currentTarget: unknown; target: unknown }) => {
    const element = currentTarget as MiniElement;
    const within = fieldsIn(element);
    // The control hears its own taps.
    if (within.some((one) => one.contains(target as Node))) return;
    const named = textOf(given.attributes["for"]);
    const root = element.getRootNode() as ShadowRoot;
    const control = named === "" ? within[0] : root.getElementById(named);
    (control as MiniElement | null | undefined)?.field?.activate?.();
  };
  return make("mp-label", { ...common(given), onClick: activate }, given.children);
}

/** Every control below, in the order of the page. */
export function fieldsIn(element: Element): MiniElement[] {
  return [...element.querySelectorAll("*")].filter(
    (one) => one instanceof MiniElement && one.field !== undefined,
  ) as MiniElement[];
}

const ICONS: Readonly<Record<string, string>> = {
  success: "✓",
  success_no_circle: "✓",
  info: "i",
  warn: "!",
  waiting: "…",
  cancel: "×",
  clear: "×",
  download: "↓",
  search: "⌕",
};

function Icon(given: Given): VNode {
  const { type, size, color } = given.attributes;
  const pixels = Number(size ?? 23);
  const style = `${textOf(common(given)["style"])};font-size:${pixels}px;color:${textOf(color ?? "#1677ff")}`;
  return make(
    "mp-icon",
    { ...common(given), style, role: "img", "aria-label": textOf(type) },
    ICONS[textOf(type)] ?? "",
  );
}

const FILLED_MS_A_PERCENT = 20;

/** With `active` the bar fills from where it was, from the left at first, and tells of it when it is there. */
function Progress(given: Given): VNode {
  const { percent, showInfo, strokeWidth, activeColor, backgroundColor, active } = given.attributes;
  const at: At = useRef(null);
  const share = Math.min(100, Math.max(0, Number(percent ?? 0)));
  const [shown, setShown] = useState(isOn(active) ? 0 : share);
  const before = useRef(shown);
  useLayoutEffect(() => {
    if (share === shown) return;
    before.current = shown;
    // What it fills from must have been laid out once, or there is nothing to move from.
    void at.current?.offsetWidth;
    setShown(share);
  }, [share]);
  const fills = isOn(active) ? Math.abs(shown - before.current) * FILLED_MS_A_PERCENT : 0;
  const bar = make("i", {
    style: `width:${shown}%;background:${textOf(activeColor ?? "#1677ff")};transition:width ${fills}ms linear`,
    onTransitionEnd: (event: Event) => {
      event.stopPropagation();
      say(at, "activeEnd", {});
    },
  });
  const track = make(
    "b",
    { style: `height:${Number(strokeWidth ?? 6)}px;background:${textOf(backgroundColor ?? "#eee")}` },
    bar,
  );
  return make(
    "mp-progress",
    { ...common(given), ref: at, role: "progressbar", "aria-valuenow": share },
    track,
    isOn(showInfo) ? `${share}%` : null,
  );
}

/** Tier C: says its name where it would stand. */
function placeholder(tag: string): (given: Given) => VNode {
  return (given) => make(`mp-${tag}`, { ...common(given), "data-placeholder": tag }, given.children ?? null);
}

export function definePlain(tierC: readonly string[]): void {
  builtIn("view", View, ["hoverClass", "hoverStopPropagation", "disableScroll"]);
  builtIn("text", Text);
  builtIn("label", Label);
  builtIn("icon", Icon);
  builtIn("progress", Progress);
  for (const tag of tierC) builtIn(tag, placeholder(tag));
}

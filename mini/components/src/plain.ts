import { builtIn, common, type Given, isOn, MiniElement, textOf } from "@everywhere/mini-runtime";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { make } from "./make.ts";

/** What an element looks like while a finger is on it. */
export function useHover({ attributes }: Given): { class: string; listeners: object } {
  const [isHeld, setHeld] = useState(false);
  const hover = textOf(attributes["hoverClass"]);
  const own = textOf(attributes["class"]);
  if (hover === "" || hover === "none") return { class: own, listeners: {} };
  const release = () => {
    setHeld(false);
  };
  return {
    class: isHeld ? `${own} ${hover}` : own,
    listeners: {
      onPointerDown: () => {
        setHeld(true);
      },
      onPointerUp: release,
      onPointerCancel: release,
      onPointerLeave: release,
    },
  };
}

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

function Progress(given: Given): VNode {
  const { percent, showInfo, strokeWidth, activeColor, backgroundColor } = given.attributes;
  const share = Math.min(100, Math.max(0, Number(percent ?? 0)));
  const bar = make("i", { style: `width:${share}%;background:${textOf(activeColor ?? "#1677ff")}` });
  const track = make(
    "b",
    { style: `height:${Number(strokeWidth ?? 6)}px;background:${textOf(backgroundColor ?? "#eee")}` },
    bar,
  );
  return make(
    "mp-progress",
    { ...common(given), role: "progressbar", "aria-valuenow": share },
    track,
    isOn(showInfo) ? `${share}%` : null,
  );
}

/** Tier C: says its name where it would stand. */
function placeholder(tag: string): (given: Given) => VNode {
  return (given) => make(`mp-${tag}`, { ...common(given), "data-placeholder": tag }, given.children ?? null);
}

export function definePlain(tierC: readonly string[]): void {
  builtIn("text", Text);
  builtIn("label", Label);
  builtIn("icon", Icon);
  builtIn("progress", Progress);
  for (const tag of tierC) builtIn(tag, placeholder(tag));
}

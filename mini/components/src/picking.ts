import { builtIn, common, type Given, isOn, numberOf, textOf } from "@everywhere/mini-runtime";
import { createElement, type VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import { say, useAsked, useField } from "./control.ts";
import { make } from "./make.ts";
import { PickerColumn, PickerView } from "./wheels.ts";

const WORDS = { en: ["Cancel", "OK"], zh: ["取消", "确定"] } as const;
/** A built-in within ours: the program does not hear of it. */
const inner = (tag: string) => ({ tag, owner: { handle: () => undefined }, data: {}, events: null });
const quiet = (event: Event) => {
  event.stopPropagation();
};
/** What happens in the sheet is ours: the elements below it are not tapped by it. */
const APART = Object.fromEntries(
  ["Click", "MouseDown", "PointerDown", "PointerMove", "PointerUp", "TouchStart", "TouchMove", "TouchEnd"].map(
    (name) => [`on${name}`, quiet],
  ),
);

/** One of a list, turned to in a sheet from below: `change` where the person agrees, `cancel` where they leave it. */
function Picker(given: Given): VNode {
  const { attributes } = given;
  const range = Array.isArray(attributes["range"]) ? (attributes["range"] as unknown[]) : [];
  const key = textOf(attributes["rangeKey"]);
  const [value, set] = useAsked(numberOf(attributes["value"], 0));
  const sheet = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const open = () => {
    if (isOn(attributes["disabled"]) || isOpen) return;
    // Shown before the wheel is drawn in it, which then has its height at once.
    sheet.current?.showModal();
    setOpen(true);
  };
  const close = () => {
    sheet.current?.close();
    setOpen(false);
  };
  const at = useField({
    name: textOf(attributes["name"]),
    value: () => value,
    reset: () => {
      set(numberOf(attributes["value"], 0));
    },
    activate: open,
  });
  const leave = () => {
    close();
    say(at, "cancel", {});
  };
  const agree = () => {
    const wheel = sheet.current?.querySelector(".mp-wheel");
    const turnedTo = Math.round((wheel?.scrollTop ?? 0) / (wheel?.firstElementChild?.clientHeight || 1));
    close();
    set(turnedTo);
    say(at, "change", { value: turnedTo });
  };
  const label = (one: unknown) =>
    textOf(key !== "" && typeof one === "object" && one !== null ? (one as Record<string, unknown>)[key] : one);
  const rows = range.map((one, index) => make("div", { key: index }, label(one)));
  const column = createElement(PickerColumn, { attributes: {}, mini: inner("picker-view-column") }, rows);
  const wheel = createElement(PickerView, { attributes: { value: [value] }, mini: inner("picker-view") }, column);
  const [no, yes] = WORDS[navigator.language.startsWith("zh") ? "zh" : "en"];
  const bar = make(
    "div",
    { class: "mp-sheet-bar" },
    make("button", { type: "button", onClick: leave }, no),
    make("b", null, textOf(attributes["title"])),
    make("button", { type: "button", onClick: agree }, yes),
  );
  const byKey = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    open();
  };
  const cancelled = (event: Event) => {
    event.preventDefault();
    leave();
  };
  // A tap beside the sheet is one on the dialog itself.
  const beside = (event: Event) => {
    event.stopPropagation();
    if (event.target === event.currentTarget) leave();
  };
  return make(
    "mp-picker",
    {
      ...common(given),
      ref: at,
      role: "button",
      tabIndex: 0,
      "aria-haspopup": "dialog",
      onClick: open,
      onKeyDown: byKey,
    },
    given.children,
    make(
      "dialog",
      {
        ref: sheet,
        class: "mp-sheet",
        "aria-label": textOf(attributes["title"]),
        ...APART,
        onClick: beside,
        onCancel: cancelled,
      },
      isOpen ? [bar, wheel] : null,
    ),
  );
}

export function definePicking(): void {
  builtIn("picker", Picker);
}

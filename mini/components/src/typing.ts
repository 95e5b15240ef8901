import { afterDrawing, builtIn, common, type Given, isOn, numberOf, styleOf, textOf } from "@everywhere/mini-runtime";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type At, say, useField } from "./control.ts";
import { make } from "./make.ts";

type Box = HTMLInputElement | HTMLTextAreaElement;

const MODES: Readonly<Record<string, string>> = {
  number: "numeric",
  numberpad: "numeric",
  digit: "decimal",
  digitpad: "decimal",
  idcard: "text",
  idcardpad: "text",
};

/** `input` and `textarea`: a native box inside our element; the program hears of what is typed and may set it. */
function typing(tag: "input" | "textarea"): (given: Given) => VNode {
  return (given) => {
    const { attributes } = given;
    const box = useRef<Box>(null);
    const asked = textOf(attributes["value"]);
    const [text, setText] = useState(asked);
    const last = useRef(asked);
    if (last.current !== asked) {
      last.current = asked;
      if (text !== asked) setText(asked);
    }
    const isControlled = isOn(attributes["controlled"]);
    const at = useField({
      name: textOf(attributes["name"]),
      value: () => box.current?.value ?? "",
      reset: () => {
        setText(asked);
      },
      activate: () => box.current?.focus(),
    });
    const isFocused = isOn(attributes["focus"]);
    useEffect(() => {
      if (isFocused) focus(box.current, attributes);
    }, [isFocused]);
    useLines(tag === "textarea", at, box, given, text);
    const detail = () => ({ value: box.current?.value ?? "", cursor: box.current?.selectionStart ?? 0 });
    const typed = () => {
      const now = detail();
      if (!isControlled) setText(now.value);
      say(at, "input", now);
      // A controlled box shows only what the program sets; where that is what was typed, the cursor stays where it is.
      if (isControlled)
        afterDrawing(() => {
          if (box.current && box.current.value !== last.current) box.current.value = last.current;
        });
    };
    const native = make(tag, {
      ref: box,
      value: text,
      disabled: isOn(attributes["disabled"]),
      placeholder: textOf(attributes["placeholder"]),
      maxLength: numberOf(attributes["maxlength"], 140) < 0 ? undefined : numberOf(attributes["maxlength"], 140),
      "aria-label": textOf(attributes["aria-label"] ?? attributes["placeholder"]),
      ...(tag === "input"
        ? {
            type: isOn(attributes["password"]) ? "password" : "text",
            inputMode: MODES[textOf(attributes["type"])] ?? "text",
            enterKeyHint: attributes["confirmType"],
          }
        : { enterKeyHint: attributes["confirmType"] }),
      onInput: typed,
      onFocus: () => {
        say(at, "focus", detail());
      },
      onBlur: () => {
        say(at, "blur", detail());
      },
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key !== "Enter" || event.isComposing || !confirms(tag, attributes)) return;
        if (tag === "textarea") event.preventDefault();
        say(at, "confirm", detail());
      },
    });
    const count =
      tag === "textarea" && isOn(attributes["showCount"] ?? true) && attributes["maxlength"] !== undefined
        ? make("small", null, `${text.length}/${textOf(attributes["maxlength"])}`)
        : null;
    const typing = make("span", { class: "mp-typing" }, native, placeholder(attributes));
    return make(`mp-${tag}`, { ...common(given), ref: at }, typing, count);
  };
}

/** Where the program says how it looks, the hint is an element of ours: the browser's own takes no class. */
function placeholder(attributes: Given["attributes"]): VNode | null {
  const names = textOf(attributes["placeholderClass"]);
  const style = styleOf(attributes["placeholderStyle"]);
  if (names === "" && style === undefined) return null;
  return make(
    "span",
    { class: `mp-placeholder ${names}`, style, "aria-hidden": true },
    textOf(attributes["placeholder"]),
  );
}

/** Enter ends a line in a textarea, unless its key says something else. */
function confirms(tag: "input" | "textarea", attributes: Given["attributes"]): boolean {
  return tag === "input" || !["", "return"].includes(textOf(attributes["confirmType"]));
}

/** With the cursor, or what is marked, where the program says. */
function focus(box: Box | null, attributes: Given["attributes"]): void {
  box?.focus();
  const cursor = numberOf(attributes["cursor"], -1);
  const start = numberOf(attributes["selectionStart"], -1);
  const end = numberOf(attributes["selectionEnd"], -1);
  if (start >= 0 && end >= 0) box?.setSelectionRange(start, end);
  else if (cursor >= 0) box?.setSelectionRange(cursor, cursor);
}

/** Tells when the text takes more lines than before, or fewer, and is as high as they are where `auto-height` says so. */
function useLines(isLong: boolean, at: At, box: { current: Box | null }, given: Given, text: string): void {
  const lines = useRef<number | undefined>(undefined);
  const isAuto = isOn(given.attributes["autoHeight"]);
  useLayoutEffect(() => {
    const native = box.current;
    if (!isLong || !native) return;
    native.style.height = "0";
    const height = native.scrollHeight;
    native.style.height = isAuto ? `${height}px` : "";
    const { lineHeight, fontSize } = getComputedStyle(native);
    const lineCount = Math.max(
      1,
      Math.round(height / (Number.parseFloat(lineHeight) || 1.2 * Number.parseFloat(fontSize))),
    );
    const before = lines.current;
    if (height > 0) lines.current = lineCount;
    if (height > 0 && before !== undefined && before !== lineCount)
      say(at, "lineChange", { lineCount, height, heightRpx: (height * 750) / innerWidth });
  }, [text, isAuto]);
}

export function defineTyping(): void {
  builtIn("input", typing("input"));
  builtIn("textarea", typing("textarea"));
}

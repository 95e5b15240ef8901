import { afterDrawing, builtIn, common, type Given, isOn, numberOf, styleOf, textOf } from "@everywhere/mini-runtime";
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { say, useField } from "./control.ts";
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
      if (isFocused) box.current?.focus();
    }, [isFocused]);
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
      style:
        styleOf(attributes["placeholderStyle"]) === undefined
          ? undefined
          : `--placeholder:${colourIn(textOf(attributes["placeholderStyle"]))}`,
      ...(tag === "input"
        ? {
            type: isOn(attributes["password"]) ? "password" : "text",
            inputMode: MODES[textOf(attributes["type"])] ?? "text",
            enterKeyHint: attributes["confirmType"],
          }
        : { rows: isOn(attributes["autoHeight"]) ? Math.max(1, text.split("\n").length) : undefined }),
      onInput: typed,
      onFocus: () => {
        say(at, "focus", detail());
      },
      onBlur: () => {
        say(at, "blur", detail());
      },
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key === "Enter" && tag === "input") say(at, "confirm", detail());
      },
    });
    const count =
      tag === "textarea" && isOn(attributes["showCount"] ?? true) && attributes["maxlength"] !== undefined
        ? make("small", null, `${text.length}/${textOf(attributes["maxlength"])}`)
        : null;
    return make(`mp-${tag}`, { ...common(given), ref: at }, native, count);
  };
}

function colourIn(style: string): string {
  return /color\s*:\s*([^;]+)/.exec(style)?.[1] ?? "inherit";
}

export function defineTyping(): void {
  builtIn("input", typing("input"));
  builtIn("textarea", typing("textarea"));
}

import { builtIn, common, type Given, isOn, numberOf, textOf } from "@everywhere/mini-runtime";
import type { VNode } from "preact";
import { say, useAsked, useField } from "./control.ts";
import { make } from "./make.ts";

/** A rail and a handle as the program wants them, and over them a native slider that is not seen. */
function Slider(given: Given): VNode {
  const { attributes } = given;
  const min = numberOf(attributes["min"], 0);
  const max = numberOf(attributes["max"], 100);
  const [value, set] = useAsked(numberOf(attributes["value"], min));
  const at = useField({
    name: textOf(attributes["name"]),
    value: () => value,
    reset: () => {
      set(numberOf(attributes["value"], min));
    },
  });
  const moved = (type: string) => (event: Event) => {
    const next = Number((event.currentTarget as HTMLInputElement).value);
    set(next);
    say(at, type, { value: next });
  };
  const native = make("input", {
    type: "range",
    min,
    max,
    step: numberOf(attributes["step"], 1),
    value,
    disabled: isOn(attributes["disabled"]),
    "aria-label": attributes["aria-label"],
    onInput: moved("changing"),
    onChange: moved("change"),
  });
  const share = max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0;
  const colour = (name: string, usual: string) => textOf(attributes[name] ?? usual);
  const look = [
    `--track:${numberOf(attributes["trackSize"], 4)}px`,
    `--handle:${numberOf(attributes["handleSize"], 22)}px`,
    `--handle-colour:${colour("handleColor", "#fff")}`,
    `--colour:${colour("activeColor", "#1677ff")}`,
    `--ground:${colour("backgroundColor", "#ddd")}`,
    `--share:${share}`,
  ].join(";");
  const drawn = [
    make("i", { class: "mp-rail" }),
    make("i", { class: "mp-rail mp-done" }),
    make("i", { class: "mp-handle" }),
  ];
  return make(
    "mp-slider",
    { ...common(given), ref: at, "aria-disabled": isOn(attributes["disabled"]) },
    make("span", { class: "mp-sliding", style: look }, drawn, native),
    isOn(attributes["showValue"]) ? make("span", null, value) : null,
  );
}

export function defineSliding(): void {
  builtIn("slider", Slider);
}

import { builtIn, common, type Given, isOn, numberOf, textOf } from "@everywhere/mini-runtime";
import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import { above, say, useField } from "./control.ts";
import { fieldsIn } from "./plain.ts";
import { make } from "./make.ts";

/** A state that the program may set anew at any drawing, and the person may change between. */
function useAsked<T>(asked: T): [T, (next: T) => void] {
  const [now, setNow] = useState(asked);
  const last = useRef(asked);
  if (last.current !== asked) {
    last.current = asked;
    if (now !== asked) setNow(asked);
  }
  return [last.current === asked ? now : asked, setNow];
}

function mark(tag: "radio" | "checkbox"): (given: Given) => VNode {
  return (given) => {
    const { attributes } = given;
    const [isOnNow, set] = useAsked(isOn(attributes["checked"]));
    const value = textOf(attributes["value"]);
    const toggle = () => {
      if (isOn(attributes["disabled"])) return;
      const next = tag === "radio" ? true : !isOnNow;
      if (next === isOnNow) return;
      set(next);
      say(at, "change", { value: next });
      const group = above(at.current, `${tag}-group`);
      group?.dispatchEvent(new CustomEvent("mini-chosen", { detail: { element: at.current, value, isOn: next } }));
    };
    const at = useField({
      name: "",
      value: () => (isOnNow ? value : undefined),
      reset: () => {
        set(isOn(attributes["checked"]));
      },
      activate: toggle,
    });
    return make(
      `mp-${tag}`,
      {
        ...common(given),
        ref: at,
        role: tag,
        "aria-checked": isOnNow,
        "aria-disabled": isOn(attributes["disabled"]),
        style: `${textOf(common(given)["style"])};--colour:${textOf(attributes["color"] ?? "#1677ff")}`,
        onClick: toggle,
        "onmini-off": () => {
          set(false);
        },
      },
      given.children,
    );
  };
}

function group(tag: "radio" | "checkbox"): (given: Given) => VNode {
  return (given) => {
    const marks = () => fieldsIn(at.current as Element).filter((one) => one.localName === `mp-${tag}`);
    const values = () =>
      marks()
        .map((one) => one.field?.value())
        .filter((value) => value !== undefined);
    const at = useField({
      name: textOf(given.attributes["name"]),
      value: () => (tag === "radio" ? (values()[0] ?? "") : values()),
      reset: () => {
        for (const one of marks()) one.field?.reset();
      },
    });
    const chosen = (event: CustomEvent<{ element: Element; value: string; isOn: boolean }>) => {
      const { element, value, isOn: is } = event.detail;
      if (tag === "radio") {
        for (const one of marks()) if (one !== element) one.dispatchEvent(new CustomEvent("mini-off"));
        say(at, "change", { value });
        return;
      }
      const others = marks()
        .filter((one) => one !== element)
        .map((one) => one.field?.value())
        .filter((one) => one !== undefined);
      say(at, "change", { value: is ? [...others, value] : others });
    };
    return make(
      `mp-${tag}-group`,
      { ...common(given), ref: at, role: tag === "radio" ? "radiogroup" : "group", "onmini-chosen": chosen },
      given.children,
    );
  };
}

function Switch(given: Given): VNode {
  const { attributes } = given;
  const [isOnNow, set] = useAsked(isOn(attributes["checked"]));
  const toggle = () => {
    if (isOn(attributes["disabled"])) return;
    if (!isOn(attributes["controlled"])) set(!isOnNow);
    say(at, "change", { value: !isOnNow });
  };
  const at = useField({
    name: textOf(attributes["name"]),
    value: () => isOnNow,
    reset: () => {
      set(isOn(attributes["checked"]));
    },
    activate: toggle,
  });
  return make(
    "mp-switch",
    {
      ...common(given),
      ref: at,
      role: "switch",
      "aria-checked": isOnNow,
      "aria-disabled": isOn(attributes["disabled"]),
      style: `${textOf(common(given)["style"])};--colour:${textOf(attributes["color"] ?? "#1677ff")}`,
      onClick: toggle,
    },
    make("i", null),
  );
}

function Slider(given: Given): VNode {
  const { attributes } = given;
  const min = numberOf(attributes["min"], 0);
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
    max: numberOf(attributes["max"], 100),
    step: numberOf(attributes["step"], 1),
    value,
    disabled: isOn(attributes["disabled"]),
    onInput: moved("changing"),
    onChange: moved("change"),
  });
  return make(
    "mp-slider",
    { ...common(given), ref: at },
    native,
    isOn(attributes["showValue"]) ? make("span", null, value) : null,
  );
}

interface Submitted {
  readonly type: string;
  readonly target: Element;
}

function Form(given: Given): VNode {
  const at = useRef<HTMLElement>(null);
  const asked = ({ detail: { type } }: CustomEvent<Submitted>) => {
    const fields = at.current ? fieldsIn(at.current).flatMap((one) => (one.field ? [one.field] : [])) : [];
    if (type === "reset") {
      for (const field of fields) field.reset();
      say(at as never, "reset", {});
      return;
    }
    const value = Object.fromEntries(
      fields.filter((field) => field.name !== "").map((field) => [field.name, field.value()]),
    );
    say(at as never, "submit", { value, buttonTarget: {} });
  };
  return make("mp-form", { ...common(given), ref: at, "onmini-form": asked }, given.children);
}

/** One of a list: the choice is a native one laid over what the program shows. */
function Picker(given: Given): VNode {
  const { attributes } = given;
  const range = Array.isArray(attributes["range"]) ? (attributes["range"] as unknown[]) : [];
  const key = textOf(attributes["rangeKey"]);
  const [value, set] = useAsked(numberOf(attributes["value"], 0));
  const at = useField({
    name: textOf(attributes["name"]),
    value: () => value,
    reset: () => {
      set(numberOf(attributes["value"], 0));
    },
  });
  const label = (one: unknown) =>
    textOf(key !== "" && typeof one === "object" && one !== null ? (one as Record<string, unknown>)[key] : one);
  const changed = (event: Event) => {
    const next = (event.currentTarget as HTMLSelectElement).selectedIndex;
    set(next);
    say(at, "change", { value: next });
  };
  const options = range.map((one, index) => make("option", { key: index, selected: index === value }, label(one)));
  const native = make(
    "select",
    {
      disabled: isOn(attributes["disabled"]),
      "aria-label": textOf(attributes["title"] ?? "picker"),
      onChange: changed,
    },
    options,
  );
  return make("mp-picker", { ...common(given), ref: at }, given.children, native);
}

export function defineChoosing(): void {
  for (const tag of ["radio", "checkbox"] as const) {
    builtIn(tag, mark(tag));
    builtIn(`${tag}-group`, group(tag));
  }
  builtIn("switch", Switch);
  builtIn("slider", Slider);
  builtIn("form", Form);
  builtIn("picker", Picker);
}

import { builtIn, common, type Given, isOn, textOf } from "@everywhere/mini-runtime";
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { above, say, useAsked, useField } from "./control.ts";
import { fieldsIn } from "./plain.ts";
import { make } from "./make.ts";

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

export function defineChoosing(): void {
  for (const tag of ["radio", "checkbox"] as const) {
    builtIn(tag, mark(tag));
    builtIn(`${tag}-group`, group(tag));
  }
  builtIn("switch", Switch);
  builtIn("form", Form);
}

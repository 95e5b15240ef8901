import { builtIn, common, type Given, numberOf, styleOf, textOf } from "@everywhere/mini-runtime";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { type At, say } from "./control.ts";
import { make } from "./make.ts";

/** Columns that are turned, each of which stops at one of its rows. `value` lists the rows; `change` tells of them. */
export function PickerView(given: Given): VNode {
  const { attributes } = given;
  const at: At = useRef(null);
  const line = useRef<HTMLElement>(null);
  const asked = Array.isArray(attributes["value"])
    ? (attributes["value"] as unknown[]).map((one) => numberOf(one, 0))
    : [];
  const now = useRef<number[]>([]);
  const isPicking = useRef(false);
  const wheels = () => [...(at.current?.querySelectorAll<HTMLElement>(".mp-wheel") ?? [])];

  /** Rows are as high as the line in the middle; each wheel stands where it is asked to, or stays at its last row. */
  const place = () => {
    const row = line.current?.offsetHeight ?? 0;
    const height = at.current?.clientHeight ?? 0;
    if (row === 0 || height === 0) return;
    at.current?.style.setProperty("--mp-row", `${row}px`);
    at.current?.style.setProperty("--mp-above", `${Math.max(0, (height - row) / 2)}px`);
    wheels().forEach((wheel, index) => {
      const last = Math.max(0, wheel.childElementCount - 1);
      const wanted = Math.min(now.current[index] ?? 0, last);
      now.current[index] = wanted;
      if (Math.abs(wheel.scrollTop - wanted * row) > 1) wheel.scrollTop = wanted * row;
    });
  };
  const key = asked.join();
  useLayoutEffect(() => {
    now.current = [...asked];
  }, [key]);
  useLayoutEffect(() => {
    if (!isPicking.current) place();
  });
  useEffect(() => {
    const observer = new ResizeObserver(place);
    if (at.current) observer.observe(at.current);
    return () => {
      observer.disconnect();
    };
  }, []);
  const turned = () => {
    if (!isPicking.current) {
      isPicking.current = true;
      say(at, "pickStart", {});
    }
  };
  const stopped = () => {
    const row = line.current?.offsetHeight ?? 1;
    const value = wheels().map((wheel) => Math.round(wheel.scrollTop / row));
    const isNew = value.some((one, index) => one !== now.current[index]);
    now.current = value;
    if (isNew) say(at, "change", { value });
    if (isPicking.current) say(at, "pickEnd", { value });
    isPicking.current = false;
  };
  return make(
    "mp-picker-view",
    { ...common(given), ref: at, onPointerDown: turned, "onmini-wheel": stopped },
    given.children,
    make("i", { class: `mp-mask ${textOf(attributes["maskClass"])}`, style: styleOf(attributes["maskStyle"]) }),
    make("i", {
      ref: line,
      class: `mp-line ${textOf(attributes["indicatorClass"])}`,
      style: styleOf(attributes["indicatorStyle"]),
    }),
  );
}

export function PickerColumn(given: Given): VNode {
  const stopped = ({ currentTarget }: { currentTarget: Element }) => {
    currentTarget.dispatchEvent(new CustomEvent("mini-wheel", { bubbles: true }));
  };
  /** A mouse has no finger to turn with: a click on a row turns to it. */
  const chosen = ({ currentTarget, target }: { currentTarget: HTMLElement; target: Node }) => {
    const row = [...currentTarget.children].findIndex((one) => one.contains(target));
    const height = currentTarget.firstElementChild?.clientHeight ?? 0;
    if (row >= 0) currentTarget.scrollTo({ top: row * height, behavior: "smooth" });
  };
  return make(
    "mp-picker-view-column",
    common(given),
    make("div", { class: "mp-wheel", onscrollend: stopped, onClick: chosen }, given.children),
  );
}

export function defineWheels(): void {
  builtIn("picker-view", PickerView);
  builtIn("picker-view-column", PickerColumn);
}

import { builtIn, common, type Given, showWeb, textOf } from "@everywhere/mini-runtime";
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { At } from "./control.ts";
import { make } from "./make.ts";

/** Marks where a web page belongs; the host draws it over the whole page. */
function WebView(given: Given): VNode {
  const at: At = useRef(null);
  const src = textOf(given.attributes["src"]);
  useLayoutEffect(() => {
    if (at.current) showWeb(at.current, src);
  }, [src]);
  useLayoutEffect(() => {
    const element = at.current;
    return () => {
      if (element) showWeb(element, undefined);
    };
  }, []);
  return make("mp-web-view", { ...common(given), ref: at });
}

export function defineWeb(): void {
  builtIn("web-view", WebView);
}

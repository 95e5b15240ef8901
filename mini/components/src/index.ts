import { TIER_C } from "@everywhere/mini-spec";
import { setBaseStyle } from "@everywhere/mini-runtime";
import { BASE_STYLE } from "./base.css.ts";
import { defineChoosing } from "./choosing.ts";
import { defineMedia } from "./media.ts";
import { definePlain } from "./plain.ts";
import { defineScrolling } from "./scrolling.ts";
import { defineTyping } from "./typing.ts";

/** Hands every built-in to the runtime. What is a plain box (view, swiper-item) needs none. */
export function defineComponents(): void {
  setBaseStyle(BASE_STYLE);
  definePlain(Object.keys(TIER_C));
  defineMedia();
  defineTyping();
  defineChoosing();
  defineScrolling();
}

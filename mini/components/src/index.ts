import { TIER_C } from "@everywhere/mini-spec";
import { setBaseStyle } from "@everywhere/mini-runtime";
import { BASE_STYLE } from "./base.css.ts";
import { defineChoosing } from "./choosing.ts";
import { defineDrawing } from "./drawing.ts";
import { defineMap } from "./map.ts";
import { defineMedia } from "./media.ts";
import { defineMoving } from "./moving.ts";
import { definePicking } from "./picking.ts";
import { definePlain } from "./plain.ts";
import { defineRich } from "./rich.ts";
import { defineScrolling } from "./scrolling.ts";
import { defineSliding } from "./sliding.ts";
import { defineSwiping } from "./swiping.ts";
import { defineTyping } from "./typing.ts";
import { defineWeb } from "./web.ts";
import { defineWheels } from "./wheels.ts";

/** Hands every built-in to the runtime. What is a plain box (view, swiper-item) needs none. */
export function defineComponents(): void {
  setBaseStyle(BASE_STYLE);
  // 1rem is 100rpx, as antd-mini's Space counts on: 50px on a screen of 375.
  document.documentElement.style.fontSize = "calc(100vw / 7.5)";
  definePlain(Object.keys(TIER_C));
  defineMedia();
  defineTyping();
  defineChoosing();
  definePicking();
  defineSliding();
  defineScrolling();
  defineSwiping();
  defineRich();
  defineWheels();
  defineMoving();
  defineDrawing();
  defineMap();
  defineWeb();
}

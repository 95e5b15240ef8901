import { DRAWN } from "./antd-drawn.ts";
import { FIELDS } from "./antd-fields.ts";
import { TALK } from "./antd-talk.ts";
import { WHEELS } from "./antd-wheels.ts";
import type { Script } from "./operate.ts";

/** antd-mini 3.4.3, components from A to H, beside what antd.ts does. */
export const A_TO_H: readonly Script[] = [...DRAWN, ...TALK, ...FIELDS, ...WHEELS];

import { ASKED } from "./antd-asked.ts";
import { CHOSEN } from "./antd-chosen.ts";
import { ROWS } from "./antd-rows.ts";
import { SHOWN } from "./antd-shown.ts";
import type { Script } from "./operate.ts";

/** antd-mini 3.4.3, components from I to Z, beside what antd.ts does. */
export const I_TO_Z: readonly Script[] = [...SHOWN, ...ASKED, ...CHOSEN, ...ROWS];

/** What tests of a program import as `@everywhere/mini`. */
import { after } from "node:test";
import { Driver, type Opening } from "./driver.ts";
import type { Phone } from "./phone.ts";

export { Driver, type Opening } from "./driver.ts";
export type { Answer, Answering, Network, Request, Response } from "./network.ts";
export type { Installation } from "./installation.ts";
export type { Outside } from "./outside.ts";
export type { Notify, ResultCode } from "./payments.ts";
export type { Meeting, Message, Socket } from "./sockets.ts";
export type { Called, OnStack, Phone } from "./phone.ts";

let shared: Promise<Driver> | undefined;

// Said here, outside of every test, it is the end of the file.
after(async () => {
  await (await shared)?.stop();
});

/** Opens the program whose tests run; the browser is begun with the first and ends with the last. */
export async function open(
  opening: Opening = {},
  program = process.env["EVERYWHERE_MINI_PROGRAM"] ?? ".",
): Promise<Phone> {
  shared ??= Driver.start();
  return (await shared).open(program, opening);
}

import { inMemory } from "@everywhere/mini-compiler";
import type { Phone } from "./driver.ts";

const APP = { "/app.js": "App({ log: [] })" };

/** A page with two components, x-one and x-two; what is not given of them is empty. */
export function program(files: Record<string, string>, pages = ["a"]): ReturnType<typeof inMemory> {
  return inMemory({
    ...APP,
    "/app.json": JSON.stringify({ pages }),
    "/a.json": '{"usingComponents": {"x-one": "/one", "x-two": "/two"}}',
    "/one.json": '{"component": true}',
    "/two.json": '{"component": true}',
    ...files,
  });
}

/** What the program wrote down since it was asked last. */
export const log = (phone: Phone) =>
  phone.frame.evaluate(() => (globalThis as unknown as { getApp(): { log: unknown[] } }).getApp().log.splice(0));

/** Calls a method of the page and waits for the next picture. */
export const call = (phone: Phone, method: string, ...given: unknown[]) =>
  phone.frame.evaluate(
    async ([name, rest]) => {
      const { getCurrentPages } = globalThis as unknown as {
        getCurrentPages(): Record<string, (...given: unknown[]) => unknown>[];
      };
      const answer = getCurrentPages()
        .at(-1)
        ?.[name as string]?.(...(rest as unknown[]));
      await new Promise((done) => requestAnimationFrame(done));
      return answer;
    },
    [method, given] as const,
  );

import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { Driver } from "./driver/driver.ts";
import type { Phone } from "./driver/phone.ts";
import { type Packed, packed, type Socket, unpacked } from "./driver/sockets.ts";

interface Order {
  readonly id: number;
  readonly phone?: number;
  readonly act: string;
  readonly given?: readonly unknown[];
}

type Act = (phone: Phone, ...given: never[]) => unknown;

/** What a driver in another language may order of a phone, by name. */
const ACTS: Readonly<Record<string, Act>> = {
  tap: (phone, target: string) => phone.tap(target),
  type: (phone, target: string, text: string) => phone.type(target, text),
  text: (phone, target: string) => phone.text(target),
  count: (phone, target: string) => phone.count(target),
  wait_for: (phone, target: string) => phone.waitFor(target),
  wait_for_data: (phone, path: string, value: unknown) => phone.waitForData(path, value),
  wait_for_page: (phone, path: string) => phone.waitForPage(path),
  wait_for_call: (phone, name: string, times: number) => phone.waitForCall(name, times),
  press: (phone, name: string) => phone.press(name),
  stack: (phone) => phone.stack(),
  data: (phone) => phone.data(),
  events: (phone) => phone.events(),
  errors: (phone) => phone.errors(),
  warnings: (phone) => phone.warnings(),
  calls: (phone, name: string | null) => phone.calls(name ?? undefined),
  answer: (phone, name: string, result: unknown, times: number) => phone.answer(name, result, { times }),
  fail: (phone, name: string, why: never, times: number) => phone.fail(name, why, { times }),
  answer_request: (phone, pattern: string, answer: object, times: number) => {
    phone.network.answer(pattern, answer, { times: times === 0 ? Infinity : times });
  },
  requests: (phone) => phone.network.asked,
  meet_sockets: (phone, pattern: string, times: number) => {
    phone.network.meet(pattern, undefined, { times: times === 0 ? Infinity : times });
  },
  wait_for_socket: async (phone, index: number) => {
    const { url, headers, protocols } = await socketOf(phone, index);
    return { url, headers, protocols };
  },
  socket_heard: async (phone, index: number, at: number) => {
    const socket = await socketOf(phone, index);
    await phone.until(
      () => Promise.resolve(socket.heard.length > at),
      () => Promise.resolve(`${socket.heard.length} messages came, not ${at + 1}`),
    );
    return packed(socket.heard[at] ?? "");
  },
  socket_closed: async (phone, index: number) => {
    const socket = await socketOf(phone, index);
    await phone.until(
      () => Promise.resolve(socket.closed !== undefined),
      () => Promise.resolve("the socket is still open"),
    );
    return socket.closed;
  },
  socket_says: async (phone, index: number, message: Packed) => {
    (await socketOf(phone, index)).send(unpacked(message));
  },
  socket_closes: async (phone, index: number, code: number, reason: string) => {
    (await socketOf(phone, index)).close(code, reason);
  },
  replay: (phone, file: string) => {
    phone.network.replay(file);
  },
  record: (phone, file: string) => {
    phone.network.record(file);
  },
  pay: (phone, code: never, notify: never) => {
    phone.pay(code, notify ?? undefined);
  },
  payments: (phone) => phone.payments,
  notify_now: (phone) => phone.notifyNow(),
  grant: (phone, scope: never, is: boolean) => phone.grant(scope, is),
  authorise: (phone, is: boolean) => {
    phone.authorise(is);
  },
  locate: (phone, place: never) => {
    phone.locate(place);
  },
  freeze: (phone, at: string | null) => phone.clock.freeze(at ?? undefined),
  advance: (phone, ms: number) => phone.clock.advance(ms),
  screenshot: async (phone, file: string | null) => (await phone.screenshot(file ?? undefined)).toString("base64"),
  reload: (phone) => phone.reload(),
  close: (phone) => phone.close(),
};

/** The socket that the program opened as the one of this number, counted from 0; waits for it. */
async function socketOf(phone: Phone, index: number): Promise<Socket> {
  const { sockets } = phone.network;
  await phone.until(
    () => Promise.resolve(sockets.length > index),
    () => Promise.resolve(`${sockets.length} sockets were opened, not ${index + 1}`),
  );
  return sockets[index] as Socket;
}

/** Takes orders as lines of JSON and answers each with one, until the orders end. */
export async function drive(orders: Readable, answers: Writable): Promise<number> {
  const phones = new Map<number, Phone>();
  const say = (id: number, answer: object) => answers.write(`${JSON.stringify({ id, ...answer })}\n`);
  const driver = await begun(say);
  if (!driver) return 1;
  for await (const line of createInterface({ input: orders })) {
    const order = JSON.parse(line) as Order;
    try {
      say(order.id, { result: (await carried(order, driver, phones)) ?? null });
    } catch (why) {
      say(order.id, { error: why instanceof Error ? why.message : JSON.stringify(why) });
    }
  }
  await driver.stop();
  return 0;
}

/** The first line says whether there is a browser. */
async function begun(say: (id: number, answer: object) => void): Promise<Driver | undefined> {
  try {
    const driver = await Driver.start();
    say(0, { result: "ready" });
    return driver;
  } catch (why) {
    say(0, { error: why instanceof Error ? why.message : String(why) });
    return undefined;
  }
}

async function carried(order: Order, driver: Driver, phones: Map<number, Phone>): Promise<unknown> {
  const given = order.given ?? [];
  if (order.act === "open") {
    const [folder, opening, requests, sockets] = given as [string, object, [string, object][], string[]];
    const phone = await driver.open(folder, {
      ...opening,
      outside: ({ network }) => {
        for (const [pattern, answer] of requests) network.answer(pattern, answer);
        for (const pattern of sockets) network.meet(pattern);
      },
    });
    phones.set(order.id, phone);
    return order.id;
  }
  const act = Object.hasOwn(ACTS, order.act) ? ACTS[order.act] : undefined;
  const phone = phones.get(order.phone ?? -1);
  if (!act || !phone) throw new Error(`There is no ${act ? `phone ${order.phone}` : `order ${order.act}`}.`);
  return act(phone, ...(given as never[]));
}

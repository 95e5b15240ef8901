import { expect, test } from "vitest";
import { events, type LiveEvent } from "./stream";
import { touched } from "./touched";

async function readAll(...parts: string[]): Promise<LiveEvent[]> {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of parts) controller.enqueue(encoder.encode(part));
      controller.close();
    },
  });
  const found: LiveEvent[] = [];
  for await (const event of events(body)) found.push(event);
  return found;
}

test("events are read however the network cuts them, and signs of life are passed over", async () => {
  const found = await readAll(
    "retry: 2000\n\nid: 7\nevent: need_",
    'posted\ndata: {"id":"n1"}\n',
    "\n: still here\n\n",
    "id: 8\nevent: ready\ndata: {}\n\n",
  );
  expect(found).toEqual([
    { kind: "need_posted", data: { id: "n1" }, id: "7" },
    { kind: "ready", data: {}, id: "8" },
  ]);
});

test("an event makes old what it is about", () => {
  expect(touched({ kind: "need_posted", data: { id: "n1" } })).toEqual([["nearby"], ["needs", "n1"]]);
  expect(touched({ kind: "deal_changed", data: { deal_id: "d1" } })).toEqual([["deals"], ["wallet"]]);
  expect(touched({ kind: "bid_placed", data: { subject: { kind: "need", id: "n1" } } })).toContainEqual([
    "needs",
    "n1",
  ]);
  expect(touched({ kind: "trade_changed", data: { trade_id: "t1" } })).toContainEqual(["receipts"]);
  expect(touched({ kind: "trade_awaits_buyer", data: { subject: { kind: "trade", id: "t1" } } })).toContainEqual([
    "receipts",
    "awaiting",
  ]);
  for (const [kind, subject] of [
    ["tab_due", "trade"],
    ["agreement_used", "agreement"],
  ] as const)
    expect(touched({ kind, data: { subject: { kind: subject, id: "t1" } } })).toContainEqual(["tabs"]);
  expect(touched({ kind: "reset", data: {} })).toEqual([[]]);
});

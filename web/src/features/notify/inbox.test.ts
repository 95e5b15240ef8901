import { expect, test } from "vitest";
import { pathOf, topicsOf, type Notice } from "./inbox";

function notice(id: string, changed: Partial<Notice> & { facts?: Record<string, unknown> }): Notice {
  return {
    id,
    kind: "deal_funded",
    title: "¥30 is held",
    body: "",
    facts: { title: "Walk my cat" },
    subject: { kind: "deal", id: "d1" },
    at: "2026-11-22T10:00:00Z",
    read_at: null,
    ...changed,
  };
}

test("what happened about one deal is one topic, with its newest words and what is unread of it", () => {
  const notices = [
    notice("3", { kind: "message", facts: { title: "Walk my cat", guest_id: "g" } }),
    notice("2", { subject: { kind: "need", id: "n1" } }),
    notice("1", { read_at: "2026-11-22T11:00:00Z" }),
  ];
  const [deal, need, ...others] = topicsOf(notices);
  expect(deal).toMatchObject({ title: "Walk my cat", unreadIds: ["3"] });
  expect(deal?.newest.id).toBe("3");
  expect(need?.unreadIds).toEqual(["2"]);
  expect(others).toEqual([]);
});

test("guests of a need are told apart", () => {
  const subject = { kind: "need", id: "n1" } as const;
  const notices = ["a", "b"].map((guest) =>
    notice(guest, { kind: "message", subject, facts: { title: "Cat", guest_id: guest } }),
  );
  expect(topicsOf(notices)).toHaveLength(2);
});

test("a notice leads to its thing, a message to its talk", () => {
  expect(pathOf(notice("1", {}), "me")).toBe("/deals/d1");
  const said = { kind: "message", subject: { kind: "need", id: "n1" }, facts: { guest_id: "g" } } as const;
  expect(pathOf(notice("1", said), "me")).toBe("/talk/need/n1?with=g");
  expect(pathOf(notice("1", said), "g")).toBe("/talk/need/n1");
  const held = { subject: { kind: "trade", id: "r" }, facts: { code: "abc" } } as const;
  expect(pathOf(notice("1", { ...held, kind: "reservation_awaits_payer" }), "me")).toBe("/q/abc");
  for (const kind of ["tab_opened", "tab_due", "tab_unpaid"] as const)
    expect(pathOf(notice("1", { subject: { kind: "agreement", id: "a" }, kind }), "me")).toBe("/pay/tabs");
  expect(pathOf(notice("1", { subject: { kind: "community", id: "c" } }), "me")).toBeUndefined();
});

import type { LiveEvent } from "./stream";

type Key = readonly unknown[];

/** Kinds of a thing in events → the first word of its query keys. */
const KEYS: Record<string, string> = {
  need: "needs",
  offer: "offers",
  deal: "deals",
  bid: "bids",
  trade: "receipts",
  agreement: "agreements",
  complaint: "complaints",
};

interface Body {
  id?: string;
  need_id?: string;
  offer_id?: string;
  deal_id?: string;
  subject?: { kind: string; id: string };
}

/** Which queries an event makes old. Keys are those of web/README.md: [plural] and [plural, id]. */
export function touched(event: LiveEvent): Key[] {
  if (event.kind === "reset") return [[]];
  const body = (event.data ?? {}) as Body;
  const [thing = "", what] = event.kind.split("_");
  const id = body.id ?? body.need_id ?? body.offer_id ?? body.deal_id;
  // A notice to me: its subject, and the inbox.
  if (body.subject) {
    const plural = KEYS[body.subject.kind] ?? body.subject.kind;
    const more = thing === "trade" ? [["receipts", "awaiting"]] : [];
    if (thing === "tab" || thing === "agreement") more.push(["tabs"], ["receipts"]);
    return [["inbox"], ["threads"], ["wallet"], [plural, body.subject.id], [plural, "mine"], ...more];
  }
  if ((thing === "need" || thing === "offer") && what !== undefined) return [["nearby"], [KEYS[thing], id]];
  if (thing === "deal") return [["deals"], ["wallet"]];
  if (thing === "trade") return [["receipts"], ["tabs"], ["bills"], ["codes", "mine"], ["takings"], ["wallet"]];
  if (thing === "bid") return [["bids"], ["needs"], ["offers"]];
  return [["inbox"], ["threads"]];
}

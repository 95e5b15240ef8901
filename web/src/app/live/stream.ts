/** One event of `/api/live`. */
export interface LiveEvent {
  kind: string;
  data: unknown;
  id?: string;
}

/**
 * Reads events out of the bytes of an event stream (HTML Living Standard §9.2.6). The browser's own EventSource wants every kind named
 * beforehand, and each notice of the server is a kind; so the stream is read here.
 */
export async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<LiveEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = eventOf(block);
      if (event) yield event;
    }
  }
}

function eventOf(block: string): LiveEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const at = line.indexOf(":");
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 1).replace(/^ /, ""));
  }
  const kind = fields.get("event");
  if (kind === undefined) return undefined;
  return { kind, data: JSON.parse(fields.get("data") ?? "null") as unknown, id: fields.get("id") };
}

import { crc32, deflateRawSync } from "node:zlib";

const STORED = 0;
const DEFLATED = 8;
const VERSION = 20;
const UTF8 = 0x0800;
/** 1 January 1980, the first day that the format knows: an archive says what is in it, not when it was made. */
const FIRST_DAY = 0x0021;

/** A ZIP of these files, in the order of their paths: the same files make the same bytes. */
export function zipped(files: ReadonlyMap<string, Uint8Array>): Buffer {
  const parts: Buffer[] = [];
  const index: Buffer[] = [];
  let offset = 0;
  for (const path of [...files.keys()].sort()) {
    const entry = entryOf(path, files.get(path) ?? new Uint8Array());
    const head = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), entry.head, entry.name]);
    index.push(Buffer.concat([centralHead(entry.head, offset), entry.name]));
    parts.push(head, entry.body);
    offset += head.length + entry.body.length;
  }
  const central = Buffer.concat(index);
  return Buffer.concat([...parts, central, end(index.length, central.length, offset)]);
}

function entryOf(path: string, content: Uint8Array): { head: Buffer; name: Buffer; body: Buffer } {
  const packed = deflateRawSync(content, { level: 9 });
  const isPacked = packed.length < content.length;
  const body = isPacked ? packed : Buffer.from(content);
  const name = Buffer.from(path, "utf8");
  const head = Buffer.alloc(26);
  head.writeUInt16LE(VERSION, 0);
  head.writeUInt16LE(UTF8, 2);
  head.writeUInt16LE(isPacked ? DEFLATED : STORED, 4);
  head.writeUInt16LE(0, 6);
  head.writeUInt16LE(FIRST_DAY, 8);
  head.writeUInt32LE(crc32(content), 10);
  head.writeUInt32LE(body.length, 14);
  head.writeUInt32LE(content.length, 18);
  head.writeUInt16LE(name.length, 22);
  return { head, name, body };
}

function centralHead(head: Buffer, offset: number): Buffer {
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(offset, 10);
  const made = Buffer.alloc(2);
  made.writeUInt16LE(VERSION, 0);
  return Buffer.concat([Buffer.from("PK\x01\x02", "latin1"), made, head, tail]);
}

function end(entries: number, bytes: number, offset: number): Buffer {
  const record = Buffer.alloc(18);
  record.writeUInt16LE(entries, 4);
  record.writeUInt16LE(entries, 6);
  record.writeUInt32LE(bytes, 8);
  record.writeUInt32LE(offset, 12);
  return Buffer.concat([Buffer.from("PK\x05\x06", "latin1"), record]);
}

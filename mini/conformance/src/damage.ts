/** Numbers from 0 to below 1 that are the same for the same seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SHARDS = [
  "{{",
  "}}",
  "<",
  ">",
  "</",
  "/>",
  '"',
  "'",
  "`",
  "{",
  "}",
  "(",
  ")",
  "\\",
  "<!--",
  "\0",
  "\ud800",
  "a:for=",
  "<block a:else>",
  "@import",
  "/*",
  ";",
  "...",
  "=>",
];

/** A text as a bad disk or a hurried hand leaves it: cut off, with a part gone, doubled or turned, or with odd signs in it. */
export function damaged(text: string, next: () => number): string {
  const place = () => Math.floor(next() * (text.length + 1));
  let result = text;
  for (let times = 1 + Math.floor(next() * 4); times > 0; times--) {
    const [start = 0, end = 0] = [place(), place()].sort((one, other) => one - other);
    const part = result.slice(start, Math.min(end, start + 200));
    const shard = SHARDS[Math.floor(next() * SHARDS.length)] ?? "";
    const kind = Math.floor(next() * 5);
    if (kind === 0) result = result.slice(0, start);
    else if (kind === 1) result = result.slice(0, start) + result.slice(start + part.length);
    else if (kind === 2) result = result.slice(0, start) + part + result.slice(start);
    else if (kind === 3)
      result = result.slice(0, start) + [...part].reverse().join("") + result.slice(start + part.length);
    else result = result.slice(0, start) + shard + result.slice(start);
  }
  return result;
}

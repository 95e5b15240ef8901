export const HUES = ["tomato", "teal", "indigo", "sand"] as const;

/** A pattern of 5 × 5 that mirrors left and right, and one of four hues, from an id; the same id gives the same, always. */
export function pattern(id: string): { hue: (typeof HUES)[number]; cells: [number, number][] } {
  let bits = hash(id);
  const hue = HUES[bits % HUES.length] ?? "sand";
  const cells: [number, number][] = [];
  for (let y = 0; y < 5; y += 1) {
    for (let x = 0; x < 3; x += 1) {
      bits = hash(`${bits}${x}${y}`);
      if (bits % 2 === 0) continue;
      cells.push([x, y]);
      if (x < 2) cells.push([4 - x, y]);
    }
  }
  return { hue, cells };
}

// FNV-1a, 32 bit.
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return (value ^ (value >>> 15)) >>> 0;
}

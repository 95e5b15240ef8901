/** How many digits a currency has behind its point: 2 for CNY, 0 for JPY. */
export function digitsOf(currency: string): number {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * The minor units of an amount as people type it: "12.5", "12,50", "¥12", "１２。５". Undefined for what is no amount, or has more
 * digits behind its point than the currency. Digits are moved, never multiplied: no amount goes through a float.
 */
export function minorOf(typed: string, currency: string): number | undefined {
  const plain = typed
    .normalize("NFKC")
    .replace(/[\s¥元]/g, "")
    .replace(/[,。]/g, ".");
  const found = /^(\d{1,9})(?:\.(\d*))?$/.exec(plain);
  const digits = digitsOf(currency);
  const behind = found?.[2] ?? "";
  if (!found || behind.length > digits) return undefined;
  return Number(`${found[1]}${behind.padEnd(digits, "0")}`);
}

/** An amount as a person would type it: 1250 → "12.5", 1500 → "15". */
export function typedOf(minor: number, currency: string): string {
  const digits = digitsOf(currency);
  if (digits === 0) return String(minor);
  const text = String(minor).padStart(digits + 1, "0");
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`.replace(/\.?0+$/, "");
}

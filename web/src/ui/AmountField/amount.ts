import type { Amount } from "@/app/i18n";

/** How many digits stand behind the point in a currency: 2 for CNY, 0 for JPY. */
export function digitsOf(currency: string): number {
  const shape = new Intl.NumberFormat("en", { style: "currency", currency });
  return shape.resolvedOptions().maximumFractionDigits ?? 2;
}

/** "12.5" → 1250 in CNY, digit by digit and never through a float; undefined for what is no amount of money. */
export function minorOf(typed: string, currency: string): number | undefined {
  const digits = digitsOf(currency);
  // Full-width digits and points come from Chinese keyboards; a sign is often pasted along.
  const plain = typed
    .normalize("NFKC")
    .replace(/[\s¥元]/g, "")
    .replace(/[,。]/g, ".");
  const found = /^(\d{1,9})(?:\.(\d*))?$/.exec(plain);
  if (!found) return undefined;
  const [, whole = "", part = ""] = found;
  if (part.length > digits) return undefined;
  return Number(whole + part.padEnd(digits, "0"));
}

/** 1250 in CNY → "12.5", as one would type it. */
export function typedOf({ minor, currency }: Amount): string {
  const digits = digitsOf(currency);
  if (digits === 0) return String(minor);
  const all = String(minor).padStart(digits + 1, "0");
  const part = all.slice(-digits).replace(/0+$/, "");
  return part === "" ? all.slice(0, -digits) : `${all.slice(0, -digits)}.${part}`;
}

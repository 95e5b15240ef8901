import { queryOptions } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";

/** What confirms a payment: the six digits, or what a passkey signed for this very payment. */
export type Word = { password: string } | { passkey: Shape<"PasskeyShown"> };

/** What a payment is refused with that must be confirmed. */
export const WORD_NEEDED = "payment_password_needed";

/** Whether a refusal is about what confirms a payment, and so is said where that is typed. */
export function isAboutWord(code: string): boolean {
  return code !== WORD_NEEDED && /^(payment_password_|passkey_)/.test(code);
}

/** Me as a payer: whether there is a password or a passkey to confirm by. */
export const payerQuery = queryOptions({ queryKey: ["payer"], queryFn: () => got(http.GET("/api/me/pay")) });

/** What was typed, as far as it is digits, six at most. */
export function digits(typed: string): string {
  return typed.replace(/\D/g, "").slice(0, 6);
}

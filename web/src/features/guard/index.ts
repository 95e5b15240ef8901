export { ConfirmSheet } from "./Confirming";
export { payerQuery, type Word } from "./guard";

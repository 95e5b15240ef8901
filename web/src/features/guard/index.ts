export { ConfirmSheet } from "./Confirming";
export { isAboutWord, payerQuery, WORD_NEEDED, type Word } from "./guard";

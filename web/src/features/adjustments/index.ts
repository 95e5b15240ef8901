export { TopUps } from "./TopUps";
export { AskMoreSheet, ReleaseSheet, TipSheet } from "./sheets";

export { Awaiting } from "./Receipts";
export { receiptsQuery } from "./trades";

export { Cashier } from "./Cashier";
export { Receipts } from "./Receipts";
export { ReceiptScreen } from "./ReceiptScreen";

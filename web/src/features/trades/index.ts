export { PayAwaiting } from "./PayAwaiting";
export { Awaiting } from "./Receipts";
export { receiptsQuery } from "./trades";
export { BillHead } from "./BillHead";
export { PayBill } from "./PayBill";
export { billQuery, type Bill } from "./trades";

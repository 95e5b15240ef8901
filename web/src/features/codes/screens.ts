export { MyCode } from "./MyCode";
export { PayPerson } from "./PayPerson";
export { Receive } from "./Receive";
export { Scan } from "./Scan";

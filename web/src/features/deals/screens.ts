export { DealScreen } from "./DealScreen";
export { MyDeals } from "./MyDeals";

export { BidScreen } from "./BidScreen";

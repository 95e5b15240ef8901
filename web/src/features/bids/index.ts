export { BidCard } from "./BidCard";
export { BidList } from "./BidList";
export { bidQuery, bidsOnQuery, inOrder, isMyTurn, otherOf, type Bid } from "./bids";
export { Propose } from "./Propose";
export { Terms } from "./Terms";

export { Book } from "./Book";
export { EditOffer } from "./EditOffer";
export { Lend } from "./lend/Lend";
export { MyOffers } from "./MyOffers";
export { Offer } from "./Offer";

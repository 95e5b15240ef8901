export { OffersPart } from "./OffersPart";

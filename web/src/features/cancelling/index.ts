export { CancelSheet } from "./CancelSheet";
export { BookingTerms } from "./BookingTerms";
export { Terms } from "./Terms";

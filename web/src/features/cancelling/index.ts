export { CancelSheet } from "./CancelSheet";
export { Terms } from "./Terms";

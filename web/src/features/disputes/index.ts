export { DisputeRoom } from "./DisputeRoom";
export { DisputeSheet } from "./DisputeSheet";

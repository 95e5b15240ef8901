export { TopUpSheet } from "./TopUpSheet";
export { useAvailable } from "./wallet";

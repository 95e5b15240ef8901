export { SendAmount } from "./PaySheet";
export { TopUpSheet } from "./TopUpSheet";
export { useAvailable } from "./wallet";

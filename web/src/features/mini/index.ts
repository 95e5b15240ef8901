export { sharedAddress } from "./place";

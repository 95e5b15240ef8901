export { useUnread } from "./inbox";

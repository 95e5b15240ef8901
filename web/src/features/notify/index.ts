export { useReadingOf, useUnread } from "./inbox";

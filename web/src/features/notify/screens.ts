export { Inbox } from "./Inbox";
export { Install } from "./Install";

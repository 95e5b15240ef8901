export { Apps } from "./Apps";
export { AppScreen } from "./AppScreen";
export { Notifications, NotificationScreen } from "./Notifications";

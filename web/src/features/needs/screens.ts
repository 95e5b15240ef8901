export { Ask } from "./ask/Ask";
export { Invitations } from "./Invitations";
export { MyNeeds } from "./MyNeeds";
export { NeedScreen } from "./NeedScreen";

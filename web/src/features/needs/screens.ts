export { Ask } from "./ask/Ask";
export { EditNeed } from "./edit/EditNeed";
export { Invitations } from "./Invitations";
export { MyNeeds } from "./MyNeeds";
export { NeedScreen } from "./NeedScreen";

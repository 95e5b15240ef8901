export { OpenInvitations } from "./OpenInvitations";

export { OwnComplaint } from "./OwnComplaint";

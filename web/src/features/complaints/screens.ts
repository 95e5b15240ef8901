export { Complaints } from "./Complaints";

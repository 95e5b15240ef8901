export { Reservation } from "./Reservation";

export { Person } from "./Person";

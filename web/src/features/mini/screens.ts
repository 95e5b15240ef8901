export { Program } from "./Program";

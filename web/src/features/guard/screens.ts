export { PayPassword } from "./PayPassword";

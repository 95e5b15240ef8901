export { Reviews } from "./Reviews";
export { Stars } from "./Stars";

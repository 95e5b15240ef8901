export { Agreements } from "./Agreements";
export { Sign } from "./Sign";

export { Blocked } from "./Blocked";
export { Devices } from "./Devices";
export { Erase } from "./Erase";
export { Privacy } from "./Privacy";

export { Me } from "./me/Me";
export { Settings } from "./settings/Settings";

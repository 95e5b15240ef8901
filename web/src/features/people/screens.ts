export { Me } from "./me/Me";
export { Profile } from "./profile/Profile";
export { Settings } from "./settings/Settings";

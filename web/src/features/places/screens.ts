export { Communities } from "./Communities";
export { CommunityScreen } from "./CommunityScreen";

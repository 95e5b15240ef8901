export { DueNote } from "./DueNote";
export { OwnTabs } from "./OwnTabs";
export { useTabOf } from "./tabs";

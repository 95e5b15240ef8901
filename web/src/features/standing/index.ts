export { GateNote, NeedGateNote } from "./gate/GateNote";
export { Kept } from "./mine/Kept";
export { PersonRow } from "./PersonRow";
export { Report } from "./Report";
export { ReviewList } from "./ReviewList";
export { blocksQuery, personQuery } from "./standing";

import { metres, type Area } from "./area";

/** Whether what is seen is about the area: a list of it would be the same to a person. */
export function isNear(area: Area, seen: Area): boolean {
  const ratio = seen.radiusM / area.radiusM;
  return metres(area.at, seen.at) < area.radiusM * 0.3 && ratio > 0.6 && ratio < 1.6;
}

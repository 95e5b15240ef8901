import { Outline } from "@/ui/Icon";
import { duotone } from "./icons.gen";

const ICONS: Record<string, readonly string[]> = duotone;

/** The icon of a category in two tones, by the name that the API gives; one that we do not carry is a helping hand. */
export function CategoryIcon({ icon, size = 24 }: { icon: string; size?: number }) {
  return <Outline paths={ICONS[icon] ?? duotone["hand-heart"]} size={size} />;
}

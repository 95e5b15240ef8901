import { Outline } from "@/ui/Icon";
import { duotone, fill } from "./icons.gen";

const BY_WEIGHT: Record<"duotone" | "fill", Record<string, readonly string[]>> = { duotone, fill };

/** The paths of a category's icon, by the name that the API gives; one that we do not carry is a helping hand. */
export function categoryPaths(icon: string, weight: "duotone" | "fill"): readonly string[] {
  return BY_WEIGHT[weight][icon] ?? BY_WEIGHT[weight]["hand-heart"] ?? [];
}

/** The icon of a category, in two tones. */
export function CategoryIcon({ icon, size = 24 }: { icon: string; size?: number }) {
  return <Outline paths={categoryPaths(icon, "duotone")} size={size} />;
}

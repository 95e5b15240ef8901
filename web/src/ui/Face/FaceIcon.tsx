import { Icon, Outline, type IconName } from "@/ui/Icon";
import { duotone } from "./icons.gen";

/** An icon in two tones; one that has none is drawn in one. */
export default function FaceIcon({ name }: { name: IconName }) {
  const paths = (duotone as Partial<Record<IconName, readonly string[]>>)[name];
  return paths ? <Outline paths={paths} size={40} /> : <Icon name={name} size={40} />;
}

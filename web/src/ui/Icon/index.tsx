import { fill, regular } from "./icons.gen";

export type IconName = keyof typeof regular;

interface Props {
  name: IconName;
  size?: number;
  isFilled?: boolean;
}

/** An icon of the one set (Phosphor). It says nothing to a screen reader: the words beside it do. */
export function Icon({ name, size = 24, isFilled = false }: Props) {
  const weight = isFilled && name in fill ? fill : regular;
  return <Outline paths={(weight as Record<string, readonly string[]>)[name] ?? []} size={size} />;
}

/** Draws the paths of an icon; a pale one begins with "~". */
export function Outline({ paths, size }: { paths: readonly string[]; size: number }) {
  return (
    <svg viewBox="0 0 256 256" width={size} height={size} fill="currentColor" aria-hidden="true" focusable="false">
      {paths.map((path) => (
        <path key={path} d={path.replace(/^~/, "")} opacity={path.startsWith("~") ? 0.2 : undefined} />
      ))}
    </svg>
  );
}

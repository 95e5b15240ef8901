import { pattern } from "./pattern";
import "./person-face.css";

interface Props {
  id: string;
  name: string;
  picture?: string | null;
  size?: number;
}

/** A person's picture, or a pattern that only their id has. The name stands beside it, so it is silent. */
export function PersonFace({ id, picture, size = 40 }: Props) {
  if (picture) return <img className="person-face" src={picture} alt="" width={size} height={size} loading="lazy" />;
  const { hue, cells } = pattern(id);
  return (
    <svg className={`person-face person-face-${hue}`} viewBox="0 0 5 5" width={size} height={size} aria-hidden="true">
      {cells.map(([x, y]) => (
        <rect key={`${x}${y}`} x={x} y={y} width="1.02" height="1.02" />
      ))}
    </svg>
  );
}

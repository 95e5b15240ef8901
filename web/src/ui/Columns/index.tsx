import type { ReactNode } from "react";
import "./columns.css";

interface Props {
  /** What one came for. */
  lead: ReactNode;
  /** Facts: after it on a phone, beside both on a wide screen. */
  side: ReactNode;
  /** What follows. */
  rest?: ReactNode;
}

/** One column on a phone, in this order; two on a wide screen. Stands in a `Page isWide`. */
export function Columns({ lead, side, rest }: Props) {
  return (
    <div className="columns">
      <div className="columns-lead">{lead}</div>
      <div className="columns-side">{side}</div>
      {rest !== undefined && <div className="columns-rest">{rest}</div>}
    </div>
  );
}

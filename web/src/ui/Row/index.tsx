import type { ReactNode } from "react";
import { Link } from "react-router";
import { Icon, type IconName } from "@/ui/Icon";
import "./row.css";

interface Props {
  title: ReactNode;
  text?: ReactNode;
  icon?: IconName;
  /** Stands at the left instead of an icon. */
  lead?: ReactNode;
  /** Stands at the right: a value, a switch. */
  trail?: ReactNode;
  to?: string;
  onClick?: () => void;
}

/** One line of a list: a place to go to, a thing to do, or a fact. */
export function Row({ title, text, icon, lead, trail, to, onClick }: Props) {
  const inner = (
    <>
      {lead ?? (icon && <Icon name={icon} size={22} />)}
      <span className="row-words">
        <span className="row-title">{title}</span>
        {text !== undefined && <span className="row-text">{text}</span>}
      </span>
      {trail}
      {to !== undefined && <Icon name="caret-right" size={16} />}
    </>
  );
  if (to !== undefined) {
    return (
      <Link className="row row-tap" to={to}>
        {inner}
      </Link>
    );
  }
  if (onClick) {
    return (
      <button type="button" className="row row-tap" onClick={onClick}>
        {inner}
      </button>
    );
  }
  return <div className="row">{inner}</div>;
}

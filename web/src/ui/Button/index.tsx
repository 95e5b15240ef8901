import type { ButtonHTMLAttributes, ReactNode } from "react";
import "./button.css";

export type Tone = "need" | "offer" | "shop" | "ink" | "danger";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  tone?: Tone;
  /** `solid` for the one thing of a screen, `soft` beside it, `plain` for what is rarely wanted. */
  weight?: "solid" | "soft" | "plain";
  icon?: ReactNode;
  isBlock?: boolean;
  isBusy?: boolean;
}

/** A button whose words say what will happen. While busy it stays where it is and takes no second tap. */
export function Button(props: Props) {
  const {
    tone = "ink",
    weight = "solid",
    icon,
    isBlock = false,
    isBusy = false,
    children,
    onClick,
    className,
    ...rest
  } = props;
  const names = ["button", `button-${weight}`, `tone-${tone}`, isBlock && "button-block", className]
    .filter(Boolean)
    .join(" ");
  return (
    <button
      type="button"
      className={names}
      aria-busy={isBusy}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      {...rest}
    >
      {icon}
      <span>{children}</span>
    </button>
  );
}

import type { CSSProperties } from "react";
import "./slider.css";

interface Props {
  /** What it sets, for a screen reader. */
  label: string;
  /** The value in words: an amount, a distance. */
  valueText: string;
  value: number;
  max: number;
  step?: number;
  tone?: "ink" | "offer";
  onChange: (value: number) => void;
}

/** A value from 0 to `max` by hand or by arrow keys. The browser's own range: antd-mobile's has no keyboard. */
export function Slider({ label, valueText, value, max, step = 1, tone = "ink", onChange }: Props) {
  const share = max === 0 ? 0 : Math.min(1, value / max);
  return (
    <input
      type="range"
      className={`slider slider-${tone}`}
      // How much of the rail is filled.
      style={{ "--share": share } as CSSProperties}
      min={0}
      max={max}
      step={step}
      value={value}
      aria-label={label}
      aria-valuetext={valueText}
      onChange={(event) => onChange(Number(event.target.value))}
    />
  );
}

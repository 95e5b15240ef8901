import type { ReactNode } from "react";
import "./chips.css";

export interface Choice<Value extends string> {
  value: Value;
  label: string;
  icon?: ReactNode;
}

interface Props<Value extends string> {
  label: string;
  choices: readonly Choice<Value>[];
  value: Value | undefined;
  onChange: (value: Value) => void;
  /** A row that scrolls sideways; otherwise chips wrap. */
  isRow?: boolean;
}

/** A choice of one among few, as chips: radio buttons to the keyboard and to screen readers. */
export function Chips<Value extends string>({ label, choices, value, onChange, isRow = false }: Props<Value>) {
  return (
    <fieldset className={isRow ? "chips chips-row" : "chips"}>
      <legend className="unseen">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className="chip">
          <input
            type="radio"
            className="unseen"
            name={label}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          {choice.icon}
          <span>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  );
}

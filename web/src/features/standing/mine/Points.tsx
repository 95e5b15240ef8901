/** Points given or taken, with their sign; green for what speaks for somebody, red for what does not. */
export function Points({ points }: { points: number }) {
  const rounded = Math.round(points * 10) / 10;
  const tone = rounded > 0 ? "points-up" : rounded < 0 ? "points-down" : "";
  return (
    <span
      className={`points numbers ${tone}`}
    >{`${rounded > 0 ? "+" : rounded < 0 ? "−" : "±"}${Math.abs(rounded)}`}</span>
  );
}

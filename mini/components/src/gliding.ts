/** Scrolls an element to a place in so many ms, evenly slowed. Returns what stops it; `ended` is told when it is there. */
export function glide(box: HTMLElement, side: "left" | "top", to: number, ms: number, ended: () => void): () => void {
  const name = side === "left" ? "scrollLeft" : "scrollTop";
  const from = box[name];
  const snap = box.style.scrollSnapType;
  let asked = 0;
  let began: number | undefined;
  // Between two items the browser would snap to one of them at each step.
  box.style.scrollSnapType = "none";
  const end = () => {
    cancelAnimationFrame(asked);
    box.style.scrollSnapType = snap;
  };
  const step = (now: number) => {
    began ??= now;
    const share = Math.min(1, (now - began) / ms);
    box[name] = from + (to - from) * (1 - (1 - share) ** 3);
    if (share < 1) asked = requestAnimationFrame(step);
    else {
      end();
      ended();
    }
  };
  asked = requestAnimationFrame(step);
  return end;
}

import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type PointerEvent,
  type ReactNode,
  type Ref,
} from "react";
import { useSpeech } from "@/app/i18n";
import { settle } from "./settle";
import "./sheet.css";

export const STOPS = ["peek", "half", "full"] as const;
export type Stop = (typeof STOPS)[number];

interface Props {
  label: string;
  stop: Stop;
  onStop: (stop: Stop) => void;
  /** Always in sight, above what scrolls; the sheet is dragged by it. */
  head: ReactNode;
  children: ReactNode;
  scroller: Ref<HTMLDivElement>;
}

const TOP_GAP_PX = 64;
const HALF = 0.55;

/** A sheet over the map that follows the hand between three stops; by keyboard its handle is a slider. */
export function Sheet({ label, stop, onStop, head, children, scroller }: Props) {
  const frame = useRef<HTMLElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const [heights, setHeights] = useState({ peek: 160, half: 400, full: 640 });
  const [dragged, setDragged] = useState<number | null>(null);
  const drag = useRef<{ fromY: number; fromPx: number; lastY: number; lastMs: number; speed: number } | null>(null);

  const measure = useCallback(() => {
    const room = frame.current?.parentElement?.clientHeight ?? 0;
    const peek = top.current?.offsetHeight ?? 0;
    if (room > 0)
      setHeights({ peek, half: Math.max(peek, Math.round(room * HALF)), full: Math.max(peek, room - TOP_GAP_PX) });
  }, []);
  useLayoutEffect(measure, [measure]);
  useEffect(() => {
    const observer = new ResizeObserver(measure);
    for (const each of [frame.current?.parentElement, top.current]) if (each) observer.observe(each);
    return () => observer.disconnect();
  }, [measure]);

  function grab(event: PointerEvent<HTMLElement>) {
    if (
      event.target instanceof Element &&
      event.target.closest("button, a, input, label") &&
      !event.currentTarget.matches(".sheet-handle")
    )
      return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = {
      fromY: event.clientY,
      fromPx: heights[stop],
      lastY: event.clientY,
      lastMs: event.timeStamp,
      speed: 0,
    };
  }
  function move(event: PointerEvent<HTMLElement>) {
    const held = drag.current;
    if (!held) return;
    const passedMs = Math.max(1, event.timeStamp - held.lastMs);
    held.speed = (held.lastY - event.clientY) / passedMs;
    Object.assign(held, { lastY: event.clientY, lastMs: event.timeStamp });
    setDragged(Math.min(heights.full, Math.max(heights.peek, held.fromPx + held.fromY - event.clientY)));
  }
  function letGo() {
    const held = drag.current;
    drag.current = null;
    if (held && dragged !== null) onStop(settle(dragged, held.speed, heights));
    setDragged(null);
  }
  function step(by: 1 | -1) {
    onStop(STOPS[Math.min(2, Math.max(0, STOPS.indexOf(stop) + by))] ?? stop);
  }

  const holding = { onPointerDown: grab, onPointerMove: move, onPointerUp: letGo, onPointerCancel: letGo };
  return (
    <section
      ref={frame}
      aria-label={label}
      onKeyDown={(event) => event.key === "Escape" && onStop("peek")}
      className={dragged === null ? "sheet" : "sheet sheet-held"}
      style={{ height: heights.full, transform: `translateY(${heights.full - (dragged ?? heights[stop])}px)` }}
    >
      <div ref={top} className="sheet-head" {...holding}>
        <SheetHandle stop={stop} onStep={step} onToggle={() => onStop(stop === "peek" ? "half" : "peek")} />
        {head}
      </div>
      {/* Below the peek nothing is in sight, and so nothing is in the way of the Tab key. */}
      <div
        ref={scroller}
        className="sheet-body"
        inert={stop === "peek" && dragged === null}
        style={{ height: (dragged ?? heights[stop]) - heights.peek }}
      >
        {children}
      </div>
    </section>
  );
}

function SheetHandle({ stop, onStep, onToggle }: { stop: Stop; onStep: (by: 1 | -1) => void; onToggle: () => void }) {
  const { t } = useSpeech();
  const by: Record<string, 1 | -1> = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 };
  return (
    <div
      role="slider"
      tabIndex={0}
      className="sheet-handle"
      aria-label={t("ui.sheet")}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={2}
      aria-valuenow={STOPS.indexOf(stop)}
      aria-valuetext={t(`ui.stop.${stop}`)}
      onClick={onToggle}
      onKeyDown={(event) => {
        const direction = by[event.key];
        if (direction) onStep(direction);
        else if (event.key === "Enter" || event.key === " ") onToggle();
        else return;
        event.preventDefault();
      }}
    />
  );
}

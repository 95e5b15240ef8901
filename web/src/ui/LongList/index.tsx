import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type ReactNode, type RefObject } from "react";
import "./long-list.css";

interface Props<Item> {
  items: readonly Item[];
  keyOf: (item: Item) => string;
  children: (item: Item) => ReactNode;
  /** What a screen reader calls it. */
  label: string;
  /** What scrolls: the list's own frame unless said otherwise. */
  scroller?: RefObject<HTMLElement | null>;
  estimatePx?: number;
  /** Called when the end comes near. */
  onEnd?: (() => void) | undefined;
}

const AHEAD = 6;

/** A list of any length: only what is in sight is in the document; positions are told to screen readers. */
export function LongList<Item>({ items, keyOf, children, label, scroller, estimatePx = 88, onEnd }: Props<Item>) {
  const own = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer changes with each scroll, and so must this
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => (scroller ?? own).current,
    estimateSize: () => estimatePx,
    getItemKey: (index) => keyOf(items[index] as Item),
    overscan: AHEAD,
    initialRect: { width: 390, height: 800 },
  });
  const shown = virtual.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (items.length > 0 && lastShown >= items.length - AHEAD) onEnd?.();
  }, [lastShown, items.length, onEnd]);
  const rows = (
    <ul ref={list} className="long-list" aria-label={label} style={{ height: virtual.getTotalSize() }}>
      {shown.map((row) => (
        <li
          key={row.key}
          ref={virtual.measureElement}
          data-index={row.index}
          aria-setsize={items.length}
          aria-posinset={row.index + 1}
          style={{ transform: `translateY(${row.start}px)` }}
        >
          {children(items[row.index] as Item)}
        </li>
      ))}
    </ul>
  );
  return scroller ? (
    rows
  ) : (
    <div ref={own} className="long-list-frame">
      {rows}
    </div>
  );
}

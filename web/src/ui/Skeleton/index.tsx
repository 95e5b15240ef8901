import { useEffect, useState, type ReactNode } from "react";
import { useSpeech } from "@/app/i18n";
import "./skeleton.css";

const SHOWN_AFTER_MS = 300;

/** Rows of the shape that will come. Nothing is shown for the first 300 ms: most answers are faster. */
export function ListSkeleton({ rows = 4 }: { rows?: number }) {
  return (
    <Waiting>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="skeleton-row">
          <span className="skeleton skeleton-round" />
          <span className="skeleton-lines">
            <span className="skeleton skeleton-line" />
            <span className="skeleton skeleton-line skeleton-short" />
          </span>
        </div>
      ))}
    </Waiting>
  );
}

/** Shows `children` when the wait has become long enough to be noticed, and says so to a screen reader. */
export function Waiting({ children }: { children: ReactNode }) {
  const { t } = useSpeech();
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" className="waiting">
      {isShown && <span className="unseen">{t("ui.loading")}</span>}
      {isShown && children}
    </div>
  );
}

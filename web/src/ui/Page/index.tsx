import { useEffect, useLayoutEffect, useRef, type ReactNode } from "react";
import { useLocation, useNavigate } from "react-router";
import { useSpeech } from "@/app/i18n";
import { Icon } from "@/ui/Icon";
import "./page.css";

interface Props {
  title: string;
  /** Shows the way back; not on the first page of a tab. */
  hasBack?: boolean;
  /** Has two columns where there is room: see `Columns`. */
  isWide?: boolean;
  /** One thing at the right of the bar. */
  aside?: ReactNode;
  /** The one next step, always in reach at the bottom. */
  footer?: ReactNode;
  children: ReactNode;
}

/** The frame of a screen: bar with title, content, footer. Says its title to the browser and, on arrival, to a screen reader. */
export function Page({ title, hasBack = false, isWide = false, aside, footer, children }: Props) {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const heading = useFocusWhenComing();
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title, t]);
  return (
    <div className={isWide ? "page page-wide" : "page"}>
      <header className="page-bar">
        {hasBack && (
          <button type="button" className="page-back" aria-label={t("ui.back")} onClick={() => void navigate(-1)}>
            <Icon name="arrow-left" />
          </button>
        )}
        <h1 ref={heading} tabIndex={-1} className={hasBack ? "page-title" : "page-title page-title-first"}>
          {title}
        </h1>
        {aside}
      </header>
      <div className="page-content">{children}</div>
      {footer !== undefined && <div className="page-footer">{footer}</div>}
    </div>
  );
}

/** The title takes the focus that the screen before lost, also when the screen itself comes after its skeleton; not when the app opens. */
function useFocusWhenComing() {
  const heading = useRef<HTMLHeadingElement>(null);
  // The router calls the address that the app was opened at so.
  const isOpening = useLocation().key === "default";
  useLayoutEffect(() => {
    if (!isOpening && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [isOpening]);
  return heading;
}

/** A group of things on a page, under its own small title. */
export function Section({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section className="section">
      {title !== undefined && <h2 className="section-title">{title}</h2>}
      <div className="section-body">{children}</div>
    </section>
  );
}

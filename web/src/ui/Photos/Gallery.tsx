import { useEffect, useRef, useState } from "react";
import { useSpeech } from "@/app/i18n";
import { Icon } from "@/ui/Icon";

/** Pictures as small squares; a tap shows one as large as the screen, arrow keys the others. `urls` are those of the API. */
export function Gallery({ urls }: { urls: readonly string[] }) {
  const { t } = useSpeech();
  const [shown, setShown] = useState<number>();
  if (urls.length === 0) return null;
  return (
    <>
      <ul className="photos-grid">
        {urls.map((url, index) => (
          <li key={url}>
            <button
              type="button"
              className="photo photo-open"
              aria-label={t("ui.photos.open", { nth: index + 1 })}
              onClick={() => setShown(index)}
            >
              <img src={url} alt="" loading="lazy" />
            </button>
          </li>
        ))}
      </ul>
      {shown !== undefined && (
        <Large urls={urls} index={shown} onIndex={setShown} onClose={() => setShown(undefined)} />
      )}
    </>
  );
}

interface LargeProps {
  urls: readonly string[];
  index: number;
  onIndex: (index: number) => void;
  onClose: () => void;
}

function Large({ urls, index, onIndex, onClose }: LargeProps) {
  const { t } = useSpeech();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => void dialog.current?.showModal(), []);
  const go = (step: number) => onIndex((index + step + urls.length) % urls.length);
  const name = t("ui.photos.of", { nth: index + 1, count: urls.length });
  return (
    <dialog
      ref={dialog}
      className="photo-large"
      aria-label={name}
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft") go(-1);
        if (event.key === "ArrowRight") go(1);
      }}
    >
      <img src={urls[index]} alt={name} onClick={() => go(1)} />
      <footer>
        {urls.length > 1 && (
          <button type="button" aria-label={t("ui.photos.before")} onClick={() => go(-1)}>
            <Icon name="arrow-left" />
          </button>
        )}
        <span className="numbers" role="status">
          {name}
        </span>
        {urls.length > 1 && (
          <button type="button" aria-label={t("ui.photos.after")} onClick={() => go(1)}>
            <Icon name="caret-right" />
          </button>
        )}
      </footer>
      <button type="button" className="photo-close" aria-label={t("ui.close")} onClick={onClose}>
        <Icon name="x" />
      </button>
    </dialog>
  );
}

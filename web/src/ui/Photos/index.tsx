import { useEffect, useId, useRef, type ChangeEvent } from "react";
import { readable } from "@/api";
import { useSpeech } from "@/app/i18n";
import { Icon } from "@/ui/Icon";
import { useUploads, type Upload } from "./uploads";
import "./photos.css";

export { Gallery } from "./Gallery";
export { useUploads } from "./uploads";

interface Props {
  label: string;
  hint?: string;
  /** Ids of pictures that the server has, in their order. */
  value: readonly string[];
  onChange: (ids: readonly string[]) => void;
  max?: number;
  /** Whether pictures are still on their way: whoever sends a form waits for them. */
  onBusy?: (isBusy: boolean) => void;
  /** What the server refused about them; its words stand below. */
  error?: unknown;
}

export const PHOTOS_MAX = 9;

/** Pictures from the camera or from files: made small on the phone, sent at once with their progress, taken away again by a tap. */
export function Photos({ label, hint, value, onChange, max = PHOTOS_MAX, onBusy, error }: Props) {
  const { t } = useSpeech();
  const id = useId();
  const latest = useRef(value);
  const given = useRef(onBusy);
  useEffect(() => {
    latest.current = value;
    given.current = onBusy;
  });
  const { uploads, add, retry, drop } = useUploads((picture) => onChange([...latest.current, picture]));
  const isBusy = uploads.some((upload) => upload.error === undefined);
  useEffect(() => void given.current?.(isBusy), [isBusy]);
  const room = max - value.length - uploads.length;
  const problem = error ?? uploads.find((upload) => upload.error !== undefined)?.error;
  const failed = problem ? readable(problem) : undefined;
  const below = failed ? `${failed.title} ${failed.remedy}` : hint;
  function choose(event: ChangeEvent<HTMLInputElement>) {
    add([...(event.target.files ?? [])].slice(0, room));
    // The same file may be chosen again after it was taken away.
    event.target.value = "";
  }
  return (
    <fieldset className="photos" aria-describedby={below === undefined ? undefined : id}>
      <legend>{label}</legend>
      <ul className="photos-grid">
        {value.map((picture, index) => (
          <li key={picture} className="photo">
            <img src={`/api/pictures/${picture}`} alt={t("ui.photos.nth", { nth: index + 1 })} />
            <Remove nth={index + 1} onClick={() => onChange(value.filter((each) => each !== picture))} />
          </li>
        ))}
        {uploads.map((upload, index) => (
          <li key={upload.key} className="photo">
            <img src={upload.preview} alt="" />
            <Way upload={upload} onRetry={() => retry(upload)} />
            <Remove nth={value.length + index + 1} onClick={() => drop(upload)} />
          </li>
        ))}
        {room > 0 && (
          <>
            <li>
              <Source icon="image" label={t("ui.photos.choose")} onChange={choose} />
            </li>
            <li className="photo-camera">
              <Source icon="camera" label={t("ui.photos.take")} onChange={choose} isCamera />
            </li>
          </>
        )}
      </ul>
      {below !== undefined && (
        <p id={id} className={failed ? "photos-error" : "photos-hint"} role={failed ? "alert" : undefined}>
          {below}
        </p>
      )}
    </fieldset>
  );
}

interface SourceProps {
  icon: "camera" | "image";
  label: string;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
  isCamera?: boolean;
}

function Source({ icon, label, onChange, isCamera = false }: SourceProps) {
  return (
    <label className="photo-add">
      <input
        type="file"
        accept="image/*"
        className="unseen"
        multiple={!isCamera}
        capture={isCamera ? "environment" : undefined}
        onChange={onChange}
      />
      <Icon name={icon} />
      <span>{label}</span>
    </label>
  );
}

function Way({ upload, onRetry }: { upload: Upload; onRetry: () => void }) {
  const { t } = useSpeech();
  if (upload.error !== undefined) {
    return (
      <button type="button" className="photo-way photo-retry" onClick={onRetry}>
        <Icon name="arrows-clockwise" size={20} />
        <span>{t("ui.tryAgain")}</span>
      </button>
    );
  }
  return (
    <span className="photo-way">
      <progress aria-label={t("ui.photos.sending")} value={upload.share} max={1} />
    </span>
  );
}

function Remove({ nth, onClick }: { nth: number; onClick: () => void }) {
  const { t } = useSpeech();
  return (
    <button type="button" className="photo-remove" aria-label={t("ui.photos.remove", { nth })} onClick={onClick}>
      <Icon name="x" size={14} />
    </button>
  );
}

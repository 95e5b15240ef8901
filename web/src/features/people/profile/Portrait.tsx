import { useEffect, type ChangeEvent } from "react";
import { readable } from "@/api";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Icon, type IconName } from "@/ui/Icon";
import { PersonFace } from "@/ui/PersonFace";
import { useUploads } from "@/ui/Photos";
import "./portrait.css";

interface Props {
  id: string;
  name: string;
  pictureId: string | null;
  onChange: (pictureId: string | null) => void;
  /** Whether a picture is still on its way: whoever saves waits for it. */
  onBusy: (isBusy: boolean) => void;
  /** What the server refused about the picture. */
  error: unknown;
}

/** A person's picture, from the camera or from files: made small on the phone and sent at once, with its progress. */
export function Portrait({ id, name, pictureId, onChange, onBusy, error }: Props) {
  const { t } = useSpeech();
  const { uploads, add, retry, drop } = useUploads(onChange);
  const upload = uploads.at(-1);
  const isBusy = upload !== undefined && upload.error === undefined;
  useEffect(() => void onBusy(isBusy), [isBusy, onBusy]);
  const failed = upload?.error ?? error;
  const problem = failed ? readable(failed) : undefined;
  function choose(event: ChangeEvent<HTMLInputElement>) {
    uploads.forEach(drop);
    add([...(event.target.files ?? [])].slice(0, 1));
    // The same file may be chosen again after it was taken away.
    event.target.value = "";
  }
  return (
    <section className="portrait" aria-label={t("profile.picture")}>
      <div className="portrait-face">
        <PersonFace
          id={id}
          name={name}
          size={112}
          picture={upload?.preview ?? (pictureId === null ? null : `/api/pictures/${pictureId}`)}
        />
        {isBusy && <progress aria-label={t("profile.sending")} value={upload.share} max={1} />}
      </div>
      <div className="portrait-ways">
        <Source icon="image" label={t("profile.choose")} onChange={choose} />
        <Source icon="camera" label={t("profile.take")} onChange={choose} isCamera />
        {upload?.error !== undefined && (
          <Button weight="soft" icon={<Icon name="arrows-clockwise" size={20} />} onClick={() => retry(upload)}>
            {t("profile.again")}
          </Button>
        )}
        {(upload !== undefined || pictureId !== null) && (
          <Button
            weight="plain"
            icon={<Icon name="trash" size={20} />}
            onClick={() => {
              uploads.forEach(drop);
              if (upload === undefined) onChange(null);
            }}
          >
            {t("profile.without")}
          </Button>
        )}
      </div>
      {problem && (
        <p className="portrait-error" role="alert">
          {`${problem.title} ${problem.remedy}`}
        </p>
      )}
    </section>
  );
}

interface SourceProps {
  icon: IconName;
  label: string;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
  isCamera?: boolean;
}

function Source({ icon, label, onChange, isCamera = false }: SourceProps) {
  return (
    <label className={`button button-soft tone-ink portrait-source${isCamera ? " portrait-camera" : ""}`}>
      <input
        type="file"
        accept="image/*"
        className="unseen"
        capture={isCamera ? "user" : undefined}
        onChange={onChange}
      />
      <Icon name={icon} size={20} />
      <span>{label}</span>
    </label>
  );
}

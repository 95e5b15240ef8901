import { Link, useRouteError } from "react-router";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Face } from "@/ui/Face";

/** A fault of ours on a screen: the rest of the app goes on. */
export function Broken() {
  const { t } = useSpeech();
  const error = useRouteError();
  if (import.meta.env.DEV) throw error;
  return (
    <div role="alert">
      <Face
        icon="warning-circle"
        title={t("app.broken.title")}
        text={t("app.broken.text")}
        action={
          <Button weight="soft" onClick={() => location.reload()}>
            {t("app.broken.reload")}
          </Button>
        }
      />
    </div>
  );
}

export function NotFound() {
  const { t } = useSpeech();
  return (
    <Face
      icon="compass"
      title={t("app.notFound.title")}
      text={t("app.notFound.text")}
      action={
        <Link className="button button-soft tone-ink" to="/">
          {t("app.notFound.home")}
        </Link>
      }
    />
  );
}

import { useSpeech } from "@/app/i18n";
import { useIsFull } from "@/app/kept";
import { useConnection } from "@/app/live";
import { Icon } from "@/ui/Icon";

/** Says that the connection is lost, which heals by itself, and that this phone has no room for drafts; for as long as it is so. */
export function ConnectionBanner() {
  const { t } = useSpeech();
  const isLost = useConnection() === "lost";
  const isFull = useIsFull();
  return (
    <div role="status">
      {isLost && (
        <p className="banner">
          <Icon name="wifi-slash" size={20} />
          {t("app.offline")}
        </p>
      )}
      {isFull && (
        <p className="banner">
          <Icon name="warning-circle" size={20} />
          {t("app.full")}
        </p>
      )}
    </div>
  );
}

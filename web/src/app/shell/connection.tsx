import { useSpeech } from "@/app/i18n";
import { useConnection } from "@/app/live";
import { Icon } from "@/ui/Icon";

/** Says that the connection is lost, for as long as it is. It heals by itself. */
export function ConnectionBanner() {
  const { t } = useSpeech();
  const isLost = useConnection() === "lost";
  return (
    <div role="status">
      {isLost && (
        <p className="banner">
          <Icon name="wifi-slash" size={20} />
          {t("app.offline")}
        </p>
      )}
    </div>
  );
}

import { useSyncExternalStore } from "react";
import { patience } from "@/api";
import { useSpeech } from "@/app/i18n";
import { Icon } from "@/ui/Icon";

/** Says that an answer takes long, and what one may do meanwhile. */
export function Slow() {
  const { t } = useSpeech();
  const isTried = useSyncExternalStore(patience.subscribe, patience.isTried);
  return (
    <div role="status">
      {isTried && (
        <div className="slow">
          <p>
            <Icon name="clock" size={20} />
            {t("app.slow")}
          </p>
          <button type="button" onClick={patience.again}>
            {t("app.slow.again")}
          </button>
          <button type="button" onClick={patience.giveUp}>
            {t("app.slow.giveUp")}
          </button>
        </div>
      )}
    </div>
  );
}

import { useState } from "react";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Icon } from "@/ui/Icon";
import { Page } from "@/ui/Page";
import { Kept } from "./Kept";
import { useSharing } from "./sharing";
import { SHOWN, type Sharing, type Shown } from "./standing";
import { Voice } from "./Voice";

/** What agreeing to be scored means, in whole; nothing is scored before. */
export function Consent({ sharing }: { sharing: Sharing }) {
  const { t, language } = useSpeech();
  const [shown, setShown] = useState<Shown>("nothing");
  const saying = useSharing();
  const points = ["kept", "shop", "never", "yours", "left", "without"] as const;
  const yes = (
    <Button
      isBlock
      isBusy={saying.isPending}
      onClick={() => saying.mutate({ is_scored: true, shown, wording_version: sharing.wording_version })}
    >
      {t("standing.ask.yes")}
    </Button>
  );
  return (
    <Page title={t("standing.mine")} hasBack footer={yes}>
      <section className="standing-ask">
        <Icon name="shield-check" size={40} />
        <h2>{t("standing.ask.title")}</h2>
        <ul>
          {points.map((point) => (
            <li key={point}>{t(`standing.ask.${point}`)}</li>
          ))}
        </ul>
        <details>
          <summary>{t("standing.ask.whole")}</summary>
          <p>{sharing.wording[language]}</p>
        </details>
      </section>
      <section className="section">
        <h2 className="section-title">{t("standing.shown")}</h2>
        <Chips
          label={t("standing.shown")}
          value={shown}
          choices={SHOWN.map((value) => ({ value, label: t(`standing.shown.${value}`) }))}
          onChange={setShown}
        />
        <p className="standing-note">{t(`standing.shownText.${shown}`)}</p>
      </section>
      <Kept />
      <Voice />
    </Page>
  );
}

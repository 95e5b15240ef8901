import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { useSharing } from "./sharing";
import type { Sharing } from "./standing";

/** The words have changed since I agreed: they are read, and agreed to or not. Nothing changes until then. */
export function NewWords({ sharing }: { sharing: Sharing }) {
  const { t, language } = useSpeech();
  const saying = useSharing();
  const { shown, agreed_version, wording_version } = sharing;
  if (agreed_version >= wording_version) return null;
  return (
    <section className="section standing-ask">
      <h2>{t("standing.newWords")}</h2>
      <p>{t("standing.newWordsText")}</p>
      <details>
        <summary>{t("standing.ask.whole")}</summary>
        <p>{sharing.wording[language]}</p>
      </details>
      <Button
        weight="soft"
        isBlock
        isBusy={saying.isPending}
        onClick={() => saying.mutate({ is_scored: true, shown, wording_version })}
      >
        {t("standing.newWordsYes")}
      </Button>
    </section>
  );
}

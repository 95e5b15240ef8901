import { change, TEXT_SCALES, useAppearance, type Shade } from "@/app/appearance";
import { got, http } from "@/api";
import { LANGUAGES, useSpeech, type Language } from "@/app/i18n";
import { Chips } from "@/ui/Chips";
import { PushSettings } from "@/features/notify";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { toast } from "@/ui/Toast";
import { useMe } from "../session/me";
import { LANGUAGE_NAMES } from "./names";
import "./settings.css";

const SHADES: Shade[] = ["auto", "light", "dark"];

/** Language, light or dark, text size: kept on this device, the language also for messages that are sent. */
export function Settings() {
  const { t, language, setLanguage } = useSpeech();
  const { shade, textScale } = useAppearance();
  const { me } = useMe();
  async function speak(next: Language) {
    await setLanguage(next);
    if (!me) return;
    await got(http.PATCH("/api/me", { body: { language: next } })).catch((error: unknown) => toast.error(error));
  }
  return (
    <Page title={t("people.settings.title")} hasBack>
      <Group title={t("people.settings.language")}>
        <Chips
          label={t("people.settings.language")}
          value={language}
          choices={LANGUAGES.map((each) => ({ value: each, label: LANGUAGE_NAMES[each] }))}
          onChange={(next) => void speak(next)}
        />
      </Group>
      <Group title={t("people.settings.shade")}>
        <Chips
          label={t("people.settings.shade")}
          value={shade}
          choices={SHADES.map((each) => ({ value: each, label: t(`people.settings.shade.${each}`) }))}
          onChange={(next) => change({ shade: next })}
        />
      </Group>
      <Group title={t("people.settings.text")}>
        <Chips
          label={t("people.settings.text")}
          value={String(textScale)}
          choices={TEXT_SCALES.map((each) => ({
            value: String(each),
            label: t("people.settings.percent", { percent: each * 100 }),
          }))}
          onChange={(next) => change({ textScale: Number(next) })}
        />
        <p className="settings-sample">{t("people.settings.sample")}</p>
      </Group>
      {me && <PushSettings />}
      <Section>
        <Row icon="download-simple" title={t("people.settings.install")} to="/me/install" />
      </Section>
    </Page>
  );
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="settings-group">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

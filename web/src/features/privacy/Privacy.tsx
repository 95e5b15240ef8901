import { useMutation } from "@tanstack/react-query";
import { useSpeech } from "@/app/i18n";
import { Own } from "@/features/people";
import { Kept } from "@/features/standing";
import { Button } from "@/ui/Button";
import { Icon, type IconName } from "@/ui/Icon";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { toast } from "@/ui/Toast";
import { Consents } from "./Consents";
import { exported, keepFile } from "./privacy";
import "./privacy.css";

const SEEN: readonly [icon: IconName, who: "everybody" | "other" | "nobody" | "operators"][] = [
  ["users-three", "everybody"],
  ["hands-clapping", "other"],
  ["lock-simple", "nobody"],
  ["shield-check", "operators"],
];

/** Who knows what of me, what I agreed to, and the ways to take my data along or to go. */
export function Privacy() {
  const { t } = useSpeech();
  return (
    <Own title={t("privacy.title")}>
      {(me) => (
        <Page title={t("privacy.title")} hasBack>
          <Section title={t("privacy.seen")}>
            {SEEN.map(([icon, who]) => (
              <Row key={who} icon={icon} title={t(`privacy.seen.${who}`)} text={t(`privacy.seenText.${who}`)} />
            ))}
            <Row icon="user" title={t("privacy.asOthers")} to={`/people/${me.id}`} />
          </Section>
          <Consents />
          <Kept />
          <Section title={t("privacy.control")}>
            <Row icon="phone" title={t("privacy.devices")} text={t("privacy.devicesText")} to="/me/privacy/devices" />
            <Row
              icon="prohibit"
              title={t("privacy.blocked")}
              text={t("privacy.blockedText")}
              to="/me/privacy/blocked"
            />
          </Section>
          <Export />
          <Section title={t("privacy.going")}>
            <Row icon="trash" title={t("privacy.erase.title")} text={t("privacy.erase.short")} to="/me/privacy/erase" />
          </Section>
        </Page>
      )}
    </Own>
  );
}

function Export() {
  const { t } = useSpeech();
  const taking = useMutation({
    mutationFn: exported,
    onSuccess: (file) => {
      keepFile(file, `everywhere-${new Date().toISOString().slice(0, 10)}.zip`);
      toast.done(t("privacy.export.done"));
    },
    onError: toast.error,
  });
  return (
    <section className="privacy-card">
      <h2>{t("privacy.export.title")}</h2>
      <p>{t("privacy.export.text")}</p>
      <Button
        weight="soft"
        icon={<Icon name="download-simple" size={20} />}
        isBusy={taking.isPending}
        onClick={() => taking.mutate()}
      >
        {taking.isPending ? t("privacy.export.making") : t("privacy.export.take")}
      </Button>
    </section>
  );
}

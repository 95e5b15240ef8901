import { useSpeech } from "@/app/i18n";
import { Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import type { Agreement } from "./agreements";

/** How much a seller may charge, how often, and until when. */
export function Limits({ agreement }: { agreement: Agreement }) {
  const { t, money, day } = useSpeech();
  const { single, month, rhythm, least_score, logon, valid_until } = agreement;
  const sum = (amount: typeof single) => <span className="numbers">{money(amount, { exact: true })}</span>;
  return (
    <Section>
      <Row title={t("agreements.single")} trail={sum(single)} />
      {month !== null && <Row title={t("agreements.month")} trail={sum(month)} />}
      {least_score !== null && (
        <Row title={t("agreements.leastScore")} text={t("agreements.leastScoreText")} trail={String(least_score)} />
      )}
      {rhythm !== null && (
        <>
          <Row title={t("agreements.every")} trail={t(`agreements.every.${rhythm.unit}`, { count: rhythm.length })} />
          <Row title={t("agreements.nextOn")} trail={day(`${rhythm.next_on}T00:00:00`)} />
          {rhythm.total !== null && <Row title={t("agreements.total")} trail={sum(rhythm.total)} />}
          {rhythm.count_max !== null && <Row title={t("agreements.countMax")} trail={String(rhythm.count_max)} />}
        </>
      )}
      {logon !== "" && <Row title={t("agreements.logon")} trail={logon} />}
      <Row title={t("agreements.until")} trail={valid_until === null ? t("agreements.untilEnded") : day(valid_until)} />
    </Section>
  );
}

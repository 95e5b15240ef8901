import { useSpeech } from "@/app/i18n";
import { Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { stateOf, type Tab } from "./tabs";

/** One tab: what was used, what became of it, and what that says in my standing. */
export function Told({ tab }: { tab: Tab }) {
  const { t, when, money } = useSpeech();
  const { subject, amount, limit, opened_at, due_at, ended_at, receipt } = tab;
  const state = stateOf(tab, new Date());
  const sum = (shown: typeof limit) => <span className="numbers">{money(shown, { exact: true })}</span>;
  return (
    <>
      <p className="tab-subject">{subject}</p>
      <Section>
        <Row title={t("tabs.openedAt")} trail={when(opened_at)} />
        {amount === null ? (
          <Row title={t("tabs.limit")} trail={sum(limit)} />
        ) : (
          <Row title={t("tabs.asked")} trail={sum(amount)} />
        )}
        {due_at !== null && <Row title={t("tabs.dueAt")} trail={when(due_at)} />}
        {ended_at !== null && (
          <Row title={t(`tabs.endedAt.${tab.stage === "paid" ? "paid" : "over"}`)} trail={when(ended_at)} />
        )}
      </Section>
      <p className="tab-note">{t(`tabs.meaning.${state}`)}</p>
      <Section>
        {receipt !== null && <Row icon="receipt" title={t("tabs.receipt")} to={`/pay/receipts/${receipt}`} />}
        {state === "unpaid" && <Row icon="star" title={t("tabs.appeal")} to="/me/standing" />}
        <Row icon="arrows-clockwise" title={t("tabs.agreement")} to="/pay/agreements" />
      </Section>
    </>
  );
}

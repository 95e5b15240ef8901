import { useQuery } from "@tanstack/react-query";
import { useSpeech } from "@/app/i18n";
import { Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { parted, tabsQuery } from "./tabs";

/** Leads to what I use first and pay after; nothing where I never did. What waits to be paid is said first. */
export function OwnTabs() {
  const { t } = useSpeech();
  const tabs = useQuery(tabsQuery).data?.items ?? [];
  if (tabs.length === 0) return null;
  const { due, open } = parted(tabs);
  const text =
    due.length > 0 ? (
      <span className="tab-owed">{t("tabs.waiting", { count: due.length })}</span>
    ) : (
      t("tabs.using", { count: open.length })
    );
  return (
    <Section>
      <Row icon={due.length > 0 ? "warning-circle" : "storefront"} title={t("tabs.title")} text={text} to="/pay/tabs" />
    </Section>
  );
}

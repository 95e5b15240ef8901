import { useState } from "react";
import { useSpeech } from "@/app/i18n";
import { AskMoreSheet, ReleaseSheet, TipSheet } from "@/features/adjustments";
import { CancelSheet } from "@/features/cancelling";
import { DisputeSheet } from "@/features/disputes";
import type { IconName } from "@/ui/Icon";
import { Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import type { Deal } from "./deals";

const SHEETS = {
  tip: TipSheet,
  top_up: AskMoreSheet,
  release: ReleaseSheet,
  dispute: DisputeSheet,
  cancel: CancelSheet,
} as const;
type Rare = keyof typeof SHEETS;
const ICONS: Record<Rare, IconName> = {
  tip: "hand-heart",
  top_up: "plus",
  release: "currency-circle-dollar",
  dispute: "flag",
  cancel: "prohibit",
};

/** What is rarely wanted, and only what may be done now. */
export function More({ deal }: { deal: Deal }) {
  const { t } = useSpeech();
  const [open, setOpen] = useState<Rare>();
  const offered = (Object.keys(SHEETS) as Rare[]).filter((rare) => deal.can.includes(rare));
  if (offered.length === 0) return null;
  return (
    <Section title={t("deals.more")}>
      {offered.map((rare) => (
        <Row
          key={rare}
          icon={ICONS[rare]}
          title={t(`deals.rare.${rare}`)}
          text={t(`deals.rareText.${rare}`)}
          onClick={() => setOpen(rare)}
        />
      ))}
      {offered.map((rare) => {
        const Sheet = SHEETS[rare];
        return <Sheet key={rare} deal={deal} isOpen={open === rare} onClose={() => setOpen(undefined)} />;
      })}
    </Section>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useSpeech } from "@/app/i18n";
import { otherOf, type Deal } from "@/features/deals";
import { ErrorFace } from "@/ui/Face";
import { Section } from "@/ui/Page";
import { Gallery } from "@/ui/Photos";
import { ListSkeleton } from "@/ui/Skeleton";
import { disputeQuery, type Dispute } from "./disputes";
import { Evidence } from "./Evidence";
import { Split } from "./Split";
import "./disputes.css";

/** Where the two settle it: what is wrong, what each shows, how the money is shared out. */
export function DisputeRoom({ deal }: { deal: Deal }) {
  const { t } = useSpeech();
  const dispute = useQuery(disputeQuery(deal.id));
  if (dispute.isPending) return <ListSkeleton rows={2} />;
  if (dispute.data === undefined) return <ErrorFace error={dispute.error} onRetry={() => void dispute.refetch()} />;
  return (
    <>
      <Complaint deal={deal} dispute={dispute.data} />
      <Section title={t(deal.stage === "resolved" ? "disputes.outcome" : "disputes.settle")}>
        <Split deal={deal} dispute={dispute.data} />
      </Section>
      <Section title={t("disputes.evidence")}>
        <Evidence deal={deal} dispute={dispute.data} />
      </Section>
    </>
  );
}

function Complaint({ deal, dispute }: { deal: Deal; dispute: Dispute }) {
  const { t } = useSpeech();
  const { opened_by, reason, text, pictures } = dispute;
  const by = opened_by === deal.side ? "me" : opened_by === "nobody" ? "nobody" : "other";
  return (
    <Section title={t("disputes.wrong")}>
      <div className="dispute-part">
        <p>{t("disputes.said", { by, name: otherOf(deal).name, what: t(`disputes.reason.${reason}`) })}</p>
        {text !== "" && <p className="dispute-words">{text}</p>}
        <Gallery urls={pictures} />
        {dispute.is_escalated && deal.stage === "disputed" && <p className="dispute-note">{t("disputes.escalated")}</p>}
      </div>
    </Section>
  );
}

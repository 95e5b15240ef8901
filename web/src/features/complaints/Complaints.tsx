import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Own } from "@/features/people";
import { ErrorFace, Face } from "@/ui/Face";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { ListSkeleton } from "@/ui/Skeleton";
import { ComplaintTalk } from "./ComplaintTalk";
import { complaintQuery, complaintsQuery } from "./complaints";

interface SellersMove {
  move: "reply" | "answer" | "supplement";
  text: string;
}

/** What my buyers complain of, and answering it. */
export function Complaints() {
  const { t } = useSpeech();
  return (
    <Own title={t("complaints.mine")}>
      {() => (
        <Page title={t("complaints.mine")} hasBack>
          <Mine />
        </Page>
      )}
    </Own>
  );
}

function Mine() {
  const { t, money } = useSpeech();
  const mine = useQuery(complaintsQuery);
  const [number, setNumber] = useState<string>();
  if (mine.isPending) return <ListSkeleton />;
  if (mine.isLoadingError) return <ErrorFace error={mine.error} onRetry={() => void mine.refetch()} />;
  const { items } = mine.data;
  if (items.length === 0)
    return <Face icon="check-circle" title={t("complaints.none")} text={t("complaints.noneText")} />;
  return (
    <>
      <Section>
        {items.map((each) => (
          <Row
            key={each.number}
            title={each.subject}
            text={t(`complaints.stage.${each.stage}`)}
            trail={<span className="numbers">{money(each.amount, { exact: true })}</span>}
            onClick={() => setNumber(each.number)}
          />
        ))}
      </Section>
      <SheetDialog title={t("complaints.title")} isOpen={number !== undefined} onClose={() => setNumber(undefined)}>
        {number !== undefined && <Against number={number} />}
      </SheetDialog>
    </>
  );
}

function Against({ number }: { number: string }) {
  const against = useQuery(complaintQuery(number));
  const params = { path: { number } };
  const move = useAct(
    (body: SellersMove, once) =>
      got(http.POST("/api/me/pay/complaints/{number}/moves", { params, body, headers: once })),
    { touches: [complaintQuery(number).queryKey, complaintsQuery.queryKey] },
  );
  if (against.isPending) return <ListSkeleton rows={2} />;
  if (against.isLoadingError) return <ErrorFace error={against.error} onRetry={() => void against.refetch()} />;
  return (
    <ComplaintTalk
      complaint={against.data}
      bare={[]}
      isBusy={move.isPending}
      error={move.error}
      onMove={(what, text) => move.mutateAsync({ move: what as SellersMove["move"], text })}
    />
  );
}

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Own } from "@/features/people";
import { Button } from "@/ui/Button";
import { ErrorFace, Face } from "@/ui/Face";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { agreementsQuery, type Agreement } from "./agreements";
import { Limits } from "./Limits";

/** Who may charge me without asking, and ending it. */
export function Agreements() {
  const { t } = useSpeech();
  return (
    <Own title={t("agreements.mine")}>
      {() => (
        <Page title={t("agreements.mine")} hasBack>
          <Mine />
        </Page>
      )}
    </Own>
  );
}

function Mine() {
  const { t } = useSpeech();
  const mine = useQuery(agreementsQuery);
  const [number, setNumber] = useState<string>();
  if (mine.isPending) return <ListSkeleton />;
  if (mine.isLoadingError) return <ErrorFace error={mine.error} onRetry={() => void mine.refetch()} />;
  const { items } = mine.data;
  if (items.length === 0) return <Face icon="receipt" title={t("agreements.none")} text={t("agreements.noneText")} />;
  const shown = items.find((each) => each.number === number);
  return (
    <>
      {(["normal", "ended"] as const).map((stage) => {
        const some = items.filter((each) => each.stage === stage);
        return (
          some.length > 0 && (
            <Section key={stage} title={t(`agreements.stage.${stage}`)}>
              {some.map((each) => (
                <Line key={each.number} agreement={each} onOpen={() => setNumber(each.number)} />
              ))}
            </Section>
          )
        );
      })}
      <SheetDialog title={shown?.merchant ?? ""} isOpen={shown !== undefined} onClose={() => setNumber(undefined)}>
        {shown && (
          <>
            <Limits agreement={shown} />
            {shown.stage === "normal" && <End agreement={shown} onDone={() => setNumber(undefined)} />}
          </>
        )}
      </SheetDialog>
    </>
  );
}

function Line({ agreement, onOpen }: { agreement: Agreement; onOpen: () => void }) {
  const { t, money, day } = useSpeech();
  const { merchant, paid, paid_count, signed_at } = agreement;
  return (
    <Row
      icon="storefront"
      title={merchant}
      text={signed_at === null ? undefined : t("agreements.since", { date: day(signed_at) })}
      trail={
        <span className="numbers">{paid_count === 0 ? t("agreements.unused") : money(paid, { exact: true })}</span>
      }
      onClick={onOpen}
    />
  );
}

function End({ agreement, onDone }: { agreement: Agreement; onDone: () => void }) {
  const { t } = useSpeech();
  const { merchant } = agreement;
  const params = { path: { number: agreement.number } };
  const end = useAct(() => got(http.POST("/api/me/pay/agreements/{number}/end", { params })), {
    touches: [agreementsQuery.queryKey],
    onDone: () => {
      onDone();
      toast.done(t("agreements.ended", { merchant }));
    },
    onError: toast.error,
  });
  return (
    <Button isBlock weight="soft" isBusy={end.isPending} onClick={() => end.mutate()}>
      {t("agreements.end", { merchant })}
    </Button>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { ConfirmSheet, type Word } from "@/features/guard";
import { Own } from "@/features/people";
import { Button } from "@/ui/Button";
import { ErrorFace, Face } from "@/ui/Face";
import { Icon } from "@/ui/Icon";
import { Page } from "@/ui/Page";
import { ListSkeleton } from "@/ui/Skeleton";
import { agreementQuery, agreementsQuery, wayBackQuery, type Agreement } from "./agreements";
import { Limits } from "./Limits";
import "./agreements.css";

/** Where a seller sends me to let them charge me without asking each time. */
export function Sign() {
  const { t } = useSpeech();
  const code = useParams()["code"] ?? "";
  return (
    <Own title={t("agreements.title")}>
      {() => (
        <Page title={t("agreements.title")}>
          <Offered code={code} />
        </Page>
      )}
    </Own>
  );
}

function Offered({ code }: { code: string }) {
  const { t } = useSpeech();
  const asked = useQuery(agreementQuery(code));
  if (asked.isPending) return <ListSkeleton rows={3} />;
  if (asked.isLoadingError) return <ErrorFace error={asked.error} onRetry={() => void asked.refetch()} />;
  const { data } = asked;
  if (data.stage === "ended")
    return <Face icon="prohibit" title={t("agreements.over")} text={t("agreements.overText")} />;
  if (data.stage === "normal" && !data.is_yours) return <Face icon="prohibit" title={t("agreements.another")} />;
  return (
    <>
      <section className="agreement-head">
        <p className="agreement-shop">
          <Icon name="storefront" size={20} />
          {data.merchant}
        </p>
        {data.stage === "offered" && <p>{t("agreements.asks", { merchant: data.merchant })}</p>}
      </section>
      {data.stage === "normal" && <Signed code={code} agreement={data} />}
      <Limits agreement={data} />
      {data.stage === "offered" && <Agree code={code} agreement={data} />}
    </>
  );
}

function Agree({ code, agreement }: { code: string; agreement: Agreement }) {
  const { t, money } = useSpeech();
  const [isOpen, setOpen] = useState(false);
  const { merchant } = agreement;
  const what = t("agreements.sign", { merchant, amount: money(agreement.single, { exact: true }) });
  const params = { path: { code } };
  const sign = useAct((body: Word) => got(http.POST("/api/me/pay/agreements/codes/{code}/sign", { params, body })), {
    touches: [agreementQuery(code).queryKey, agreementsQuery.queryKey],
    onDone: () => setOpen(false),
  });
  return (
    <div className="agreement-act">
      <p className="agreement-note">{t("agreements.signText", { merchant })}</p>
      {agreement.least_score !== null && (
        <p className="agreement-note">{t("agreements.signAfterText", { merchant })}</p>
      )}
      <Button isBlock onClick={() => setOpen(true)}>
        {what}
      </Button>
      <ConfirmSheet
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        what={what}
        askForPasskey={() => got(http.POST("/api/me/pay/agreements/codes/{code}/passkey", { params }))}
        onWord={(word) => sign.mutateAsync(word)}
      />
    </div>
  );
}

function Signed({ code, agreement }: { code: string; agreement: Agreement }) {
  const { t } = useSpeech();
  const url = useQuery(wayBackQuery(code)).data?.url ?? null;
  return (
    <Face
      icon="check-circle"
      title={t("agreements.signed", { merchant: agreement.merchant })}
      text={t("agreements.signedText")}
      action={
        url !== null && (
          <Button isBlock onClick={() => window.location.assign(url)}>
            {t("agreements.back", { merchant: agreement.merchant })}
          </Button>
        )
      }
    />
  );
}

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Own } from "@/features/people";
import { AmountField, minorOf, typedOf } from "@/ui/AmountField";
import { Button } from "@/ui/Button";
import { ErrorFace } from "@/ui/Face";
import { Page } from "@/ui/Page";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { asking, receiveCodeQuery } from "./codes";
import { useQr } from "./qr";
import "./codes.css";

const CURRENCY = "CNY";

/** My code to be paid by: with an amount, or for whatever the payer types. */
export function Receive() {
  const { t } = useSpeech();
  return (
    <Own title={t("codes.receive")}>
      {(me) => (
        <Page title={t("codes.receive")} hasBack>
          <Code name={me.name} />
        </Page>
      )}
    </Own>
  );
}

function Code({ name }: { name: string }) {
  const { t, money } = useSpeech();
  const code = useQuery(receiveCodeQuery);
  const [typed, setTyped] = useState("");
  const minor = minorOf(typed, CURRENCY);
  const asks = minor !== undefined && minor > 0 ? { minor, currency: CURRENCY } : undefined;
  const picture = useQr(code.data && asking(code.data.url, asks ? typedOf(asks) : ""));
  const renew = useAct(() => got(http.POST("/api/me/pay/receive-code")), {
    touches: [receiveCodeQuery.queryKey],
    onDone: () => toast.done(t("codes.renewed")),
    onError: toast.error,
  });
  if (code.isPending) return <ListSkeleton rows={3} />;
  if (code.isLoadingError) return <ErrorFace error={code.error} onRetry={() => void code.refetch()} />;
  return (
    <>
      <section className="code-card" aria-label={t("codes.receive")}>
        <p className="code-name">{t("codes.payMe", { name })}</p>
        {asks && <p className="code-sum numbers">{money(asks, { exact: true })}</p>}
        {picture && (
          <img className="code-picture" src={picture} width={240} height={240} alt={t("codes.receivePicture")} />
        )}
        <p className="code-note">{t("codes.receiveText")}</p>
        {picture && (
          <a className="code-save" href={picture} download="pay-me.svg">
            {t("codes.save")}
          </a>
        )}
      </section>
      <AmountField
        label={t("codes.amount")}
        hint={t("codes.amountHint")}
        currency={CURRENCY}
        value={typed}
        onChange={setTyped}
      />
      <Button weight="soft" isBusy={renew.isPending} onClick={() => renew.mutate()}>
        {t("codes.renew")}
      </Button>
      <p className="code-note">{t("codes.renewText")}</p>
    </>
  );
}

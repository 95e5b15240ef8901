import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { useSpeech } from "@/app/i18n";
import { SendAmount } from "@/features/pay";
import { askToSignIn, useMe } from "@/features/people";
import { Button } from "@/ui/Button";
import { ErrorFace, Face } from "@/ui/Face";
import { Page } from "@/ui/Page";
import { PersonFace } from "@/ui/PersonFace";
import { ListSkeleton } from "@/ui/Skeleton";
import { receiverQuery } from "./codes";
import "./codes.css";

const CURRENCY = "CNY";

/** What a person's receive code opens: paying them, so much as they ask or as one types. */
export function PayPerson() {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const { me } = useMe();
  const to = useQuery(receiverQuery(useParams()["code"] ?? ""));
  const [asked] = useSearchParams();
  const [isDone, setDone] = useState(false);
  return (
    <Page title={to.data ? t("codes.pay", { name: to.data.name }) : t("codes.payTitle")} hasBack>
      {(to.isPending || me === undefined) && <ListSkeleton rows={2} />}
      {to.isLoadingError && <ErrorFace error={to.error} onRetry={() => void to.refetch()} />}
      {to.data && me !== undefined && (
        <>
          <section className="code-card">
            <PersonFace id={to.data.id} name={to.data.name} picture={to.data.picture} size={64} />
            <p className="code-name">{to.data.name}</p>
          </section>
          {me === null && (
            <Button isBlock onClick={() => void askToSignIn()}>
              {t("codes.signIn", { name: to.data.name })}
            </Button>
          )}
          {me?.id === to.data.id && <Face icon="user" title={t("codes.yourself")} text={t("codes.yourselfText")} />}
          {me && me.id !== to.data.id && !isDone && (
            <SendAmount
              to={to.data}
              currency={CURRENCY}
              asked={asked.get("amount") ?? ""}
              onDone={() => {
                setDone(true);
                void navigate("/pay");
              }}
            />
          )}
        </>
      )}
    </Page>
  );
}

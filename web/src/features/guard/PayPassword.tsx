import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useSpeech } from "@/app/i18n";
import { Own } from "@/features/people";
import { ErrorFace } from "@/ui/Face";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { ListSkeleton } from "@/ui/Skeleton";
import { Forgotten } from "./Forgotten";
import { payerQuery } from "./guard";
import { NewPassword } from "./NewPassword";
import "./guard.css";

/** The payment password: set, change, set anew when it is forgotten. */
export function PayPassword() {
  const { t } = useSpeech();
  return (
    <Own title={t("guard.title")}>
      {() => (
        <Page title={t("guard.title")} hasBack>
          <Password />
          <Section>
            <Row
              icon="fingerprint"
              title={t("guard.passkeys")}
              text={t("guard.passkeysText")}
              to="/me/privacy/devices"
            />
          </Section>
        </Page>
      )}
    </Own>
  );
}

function Password() {
  const payer = useQuery(payerQuery);
  const navigate = useNavigate();
  const [isForgotten, setForgotten] = useState(false);
  if (payer.isPending) return <ListSkeleton rows={2} />;
  if (payer.isLoadingError) return <ErrorFace error={payer.error} onRetry={() => void payer.refetch()} />;
  const done = () => void navigate(-1);
  return (
    <div className="guard-form">
      {isForgotten ? (
        <Forgotten onDone={done} />
      ) : (
        <NewPassword isChange={payer.data.has_password} onDone={done} onForgotten={() => setForgotten(true)} />
      )}
    </div>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSpeech } from "@/app/i18n";
import { useQr } from "@/features/codes";
import { sharedAddress } from "@/features/mini";
import { ErrorFace } from "@/ui/Face";
import { Field } from "@/ui/Field";
import { Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { programQuery } from "./apps";
import { Copied } from "./Copied";

/** The ways into an app's mini-program: its link, and the code to print. */
export function Ways({ appId }: { appId: string }) {
  const { t } = useSpeech();
  const program = useQuery(programQuery(appId));
  if (program.isPending) return null;
  return (
    <Section title={t("apps.program")}>
      {program.isLoadingError && <ErrorFace error={program.error} onRetry={() => void program.refetch()} />}
      {program.data === null && (
        <Row icon="qr-code" title={t("apps.programNone")} text={t("apps.programNoneText", { appId })} />
      )}
      {program.data && <Shown appId={appId} />}
    </Section>
  );
}

function Shown({ appId }: { appId: string }) {
  const { t } = useSpeech();
  const [page, setPage] = useState("");
  const link = sharedAddress(appId, page.trim(), `/a/${appId}`);
  const picture = useQr(link);
  return (
    <>
      <Copied label={t("apps.programLink")} text={link} />
      <div className="apps-way">
        <Field label={t("apps.programPage")} hint={t("apps.programPageHint")} value={page} onChange={setPage} />
        {picture && (
          <>
            <img className="apps-qr" src={picture} width={240} height={240} alt={t("apps.programCode")} />
            <p className="apps-note">{t("apps.programText")}</p>
            <a className="apps-print" href={picture} download={`program-${appId}.svg`}>
              {t("apps.programSave")}
            </a>
          </>
        )}
      </div>
      <Row icon="caret-right" title={t("apps.programOpen")} to={link.slice(location.origin.length)} />
    </>
  );
}

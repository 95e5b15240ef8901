import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Own } from "@/features/people";
import { Button } from "@/ui/Button";
import { ErrorFace } from "@/ui/Face";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { appQuery, appsQuery, type App } from "./apps";
import { Copied } from "./Copied";
import { Keys } from "./Keys";
import { SettingUp } from "./SettingUp";
import { Ways } from "./Ways";
import "./apps.css";

/** One program: what its SDK is configured with, its key, its addresses, what its server was told. */
export function AppScreen() {
  const { t } = useSpeech();
  const id = useParams()["id"] ?? "";
  return <Own title={t("apps.app")}>{() => <Shown id={id} />}</Own>;
}

function Shown({ id }: { id: string }) {
  const { t } = useSpeech();
  const app = useQuery(appQuery(id));
  return (
    <Page title={app.data?.name ?? t("apps.app")} hasBack>
      {app.isPending && <ListSkeleton />}
      {app.isLoadingError && <ErrorFace error={app.error} onRetry={() => void app.refetch()} />}
      {app.data && (
        <>
          <Section title={t("apps.configure")}>
            <Copied label={t("apps.id")} text={app.data.app_id} />
            <Copied label={t("apps.gateway")} text={`${location.origin}/gateway.do`} />
            <Copied label={t("apps.endpoint")} text={location.origin} />
          </Section>
          <Keys app={app.data} />
          <SettingUp key={app.data.version} app={app.data} />
          <Ways appId={app.data.app_id} />
          <Section>
            <Row
              icon="bell"
              title={t("apps.notifications")}
              text={t("apps.notificationsText")}
              to={`/me/apps/${id}/notifications`}
            />
          </Section>
          <Close app={app.data} />
        </>
      )}
    </Page>
  );
}

function Close({ app }: { app: App }) {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const close = useAct(() => got(http.DELETE("/api/me/apps/{app_id}", { params: { path: { app_id: app.app_id } } })), {
    touches: [appsQuery.queryKey],
    onDone: () => {
      toast.done(t("apps.closed"));
      void navigate("/me/apps", { replace: true });
    },
    onError: toast.error,
  });
  return (
    <>
      <Button weight="plain" tone="danger" onClick={() => setOpen(true)}>
        {t("apps.close")}
      </Button>
      <SheetDialog title={t("apps.close")} isOpen={isOpen} onClose={() => setOpen(false)}>
        <p className="apps-note">{t("apps.closeText", { name: app.name })}</p>
        <Button isBlock tone="danger" isBusy={close.isPending} onClick={() => close.mutate()}>
          {t("apps.closeNamed", { name: app.name })}
        </Button>
      </SheetDialog>
    </>
  );
}

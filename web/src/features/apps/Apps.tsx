import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Own } from "@/features/people";
import { Button } from "@/ui/Button";
import { ErrorFace, Face } from "@/ui/Face";
import { Field } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { ListSkeleton } from "@/ui/Skeleton";
import { appsQuery } from "./apps";

/** A developer's programs that take money here through the Open API. */
export function Apps() {
  const { t } = useSpeech();
  const [isMaking, setMaking] = useState(false);
  return (
    <Own title={t("apps.title")}>
      {() => (
        <Page title={t("apps.title")} hasBack>
          <List onMake={() => setMaking(true)} />
          <SheetDialog title={t("apps.make")} isOpen={isMaking} onClose={() => setMaking(false)}>
            <Make />
          </SheetDialog>
        </Page>
      )}
    </Own>
  );
}

function List({ onMake }: { onMake: () => void }) {
  const { t } = useSpeech();
  const apps = useQuery(appsQuery);
  if (apps.isPending) return <ListSkeleton rows={2} />;
  if (apps.isLoadingError) return <ErrorFace error={apps.error} onRetry={() => void apps.refetch()} />;
  const make = (
    <Button icon={<Icon name="plus" size={20} />} onClick={onMake}>
      {t("apps.make")}
    </Button>
  );
  if (apps.data.items.length === 0)
    return <Face icon="code" title={t("apps.none")} text={t("apps.noneText")} action={make} />;
  return (
    <>
      <Section>
        {apps.data.items.map(({ app_id, name, public_key }) => (
          <Row
            key={app_id}
            icon="code"
            title={name}
            text={<span className="numbers">{public_key === null ? `${app_id} · ${t("apps.noKey")}` : app_id}</span>}
            to={`/me/apps/${app_id}`}
          />
        ))}
      </Section>
      {make}
    </>
  );
}

function Make() {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const make = useAct(
    (called: string, once) => got(http.POST("/api/me/apps", { body: { name: called }, headers: once })),
    {
      touches: [appsQuery.queryKey],
      onDone: ({ app_id }) => void navigate(`/me/apps/${app_id}`),
    },
  );
  return (
    <>
      <Field
        label={t("apps.name")}
        hint={t("apps.nameHint")}
        error={make.error}
        value={name}
        maxLength={60}
        onChange={setName}
      />
      <Button isBlock isBusy={make.isPending} disabled={name.trim() === ""} onClick={() => make.mutate(name.trim())}>
        {t("apps.makeNamed")}
      </Button>
    </>
  );
}

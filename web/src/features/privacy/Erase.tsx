import { useQuery } from "@tanstack/react-query";
import { Checkbox } from "antd-mobile";
import { useState } from "react";
import { useNavigate } from "react-router";
import { got, http, type Shape } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Own, signedOut } from "@/features/people";
import { Button } from "@/ui/Button";
import { ErrorFace, Face } from "@/ui/Face";
import { Icon } from "@/ui/Icon";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { ListSkeleton } from "@/ui/Skeleton";
import { erasureQuery } from "./privacy";
import "./privacy.css";

const GOES = ["profile", "posts", "talk", "ways"] as const;
const WAYS = { deals_still_live: "/me/deals", money_left: "/pay" } as const;

/** The way out: what goes, what the law keeps, what is in the way, and the one button that does it. */
export function Erase() {
  const { t } = useSpeech();
  const [kept, setKept] = useState<Shape<"Kept">[]>();
  // Whoever is gone is signed out, and still reads what stays of them.
  if (kept) return <Gone kept={kept} />;
  return <Own title={t("privacy.erase.title")}>{() => <Consider onGone={setKept} />}</Own>;
}

function Consider({ onGone }: { onGone: (kept: Shape<"Kept">[]) => void }) {
  const { t } = useSpeech();
  const erasure = useQuery(erasureQuery);
  const [isSure, setSure] = useState(false);
  const [error, setError] = useState<unknown>();
  const erasing = useAct((_: undefined, headers) => got(http.POST("/api/me/erase", { headers })), {
    onDone: (answer: Shape<"Erased">) => {
      onGone(answer.kept);
      signedOut();
    },
    onError: (refused) => {
      setError(refused);
      void erasure.refetch();
    },
  });
  const inTheWay = erasure.data?.in_the_way ?? [];
  const canGo = erasure.data !== undefined && inTheWay.length === 0;
  return (
    <Page
      title={t("privacy.erase.title")}
      hasBack
      footer={
        canGo ? (
          <Button
            tone="danger"
            isBlock
            disabled={!isSure}
            isBusy={erasing.isPending}
            onClick={() => erasing.mutate(undefined)}
          >
            {t("privacy.erase.do")}
          </Button>
        ) : undefined
      }
    >
      {erasure.isPending && <ListSkeleton />}
      {erasure.isError && <ErrorFace error={erasure.error} onRetry={() => void erasure.refetch()} />}
      {inTheWay.length > 0 && (
        <Section title={t("privacy.erase.first")}>
          {inTheWay.map((code) => (
            <Row
              key={code}
              icon={code === "money_left" ? "wallet" : "receipt"}
              title={t(`privacy.erase.way.${code}`)}
              text={t(`privacy.erase.wayText.${code}`)}
              to={WAYS[code]}
            />
          ))}
        </Section>
      )}
      {erasure.data && (
        <>
          <Section title={t("privacy.erase.goes")}>
            {GOES.map((what) => (
              <Row key={what} icon="trash" title={t(`privacy.erase.goes.${what}`)} />
            ))}
          </Section>
          <Stays kept={erasure.data.kept} />
        </>
      )}
      {canGo && (
        <Checkbox block checked={isSure} onChange={setSure}>
          {t("privacy.erase.sure")}
        </Checkbox>
      )}
      {error !== undefined && <ErrorFace error={error} />}
    </Page>
  );
}

function Stays({ kept }: { kept: Shape<"Kept">[] }) {
  const { t, language } = useSpeech();
  return (
    <Section title={t("privacy.erase.stays")}>
      {kept.map(({ what, why }) => (
        <Row key={what} icon="lock-simple" title={why[language === "en" ? "en" : "zh"]} />
      ))}
    </Section>
  );
}

function Gone({ kept }: { kept: Shape<"Kept">[] }) {
  const { t } = useSpeech();
  const navigate = useNavigate();
  return (
    <Page title={t("privacy.erase.done")}>
      <Face
        icon="shield-check"
        title={t("privacy.erase.doneTitle")}
        text={t("privacy.erase.doneText")}
        action={
          <Button weight="soft" icon={<Icon name="map-trifold" size={20} />} onClick={() => void navigate("/")}>
            {t("privacy.erase.toMap")}
          </Button>
        }
      />
      <Stays kept={kept} />
    </Page>
  );
}

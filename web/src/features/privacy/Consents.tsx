import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Switch } from "antd-mobile";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { ErrorFace } from "@/ui/Face";
import { Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { consentsQuery, WORDING_VERSION, type Consent } from "./privacy";

/** What I let Everywhere do beyond what the service itself needs; each is no until I say yes, and no again at any time. */
export function Consents() {
  const { t } = useSpeech();
  const consents = useQuery(consentsQuery);
  if (consents.isPending) return <ListSkeleton />;
  if (consents.isError) return <ErrorFace error={consents.error} onRetry={() => void consents.refetch()} />;
  return (
    <Section title={t("privacy.consents")}>
      {consents.data.items.map((consent) =>
        // What it means to be scored takes more than a line, and is said where one agrees to it.
        consent.purpose === "standing" && !consent.given ? (
          <Row
            key={consent.purpose}
            title={t("privacy.consent.standing")}
            text={t("privacy.consentText.standing")}
            to="/me/standing"
          />
        ) : (
          <Asked key={consent.purpose} consent={consent} />
        ),
      )}
    </Section>
  );
}

function Asked({ consent }: { consent: Consent }) {
  const { t, day } = useSpeech();
  const queries = useQueryClient();
  const { purpose, given, at } = consent;
  const saying = useAct(
    (yes: boolean, headers) =>
      got(
        http.PUT("/api/me/consents/{purpose}", {
          params: { path: { purpose } },
          body: { given: yes, wording_version: WORDING_VERSION },
          headers,
        }),
      ),
    {
      touches: [consentsQuery.queryKey],
      onDone: (said) =>
        queries.setQueryData(
          consentsQuery.queryKey,
          (page) => page && { ...page, items: page.items.map((each) => (each.purpose === purpose ? said : each)) },
        ),
      onError: toast.error,
    },
  );
  const said = at === null ? "" : ` ${t(given ? "privacy.consent.since" : "privacy.consent.until", { day: day(at) })}`;
  return (
    <Row
      title={<span id={`consent-${purpose}`}>{t(`privacy.consent.${purpose}`)}</span>}
      text={t(`privacy.consentText.${purpose}`) + said}
      trail={
        <Switch
          aria-labelledby={`consent-${purpose}`}
          checked={given}
          loading={saying.isPending}
          onChange={(yes) => saying.mutate(yes)}
        />
      }
    />
  );
}

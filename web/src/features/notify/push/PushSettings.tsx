import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Switch } from "antd-mobile";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Row } from "@/ui/Row";
import { Section } from "@/ui/Page";
import { toast } from "@/ui/Toast";
import { NotAllowedHere, pushQuery, pushWays, tellMe, tellMeNothing, type Topic } from "./push";

/** Whether this browser is told what happens while the app is closed, and about what. What is not told waits in the inbox. */
export default function PushSettings() {
  const { t } = useSpeech();
  const ways = pushWays();
  return (
    <Section title={t("notify.push.title")}>
      {ways === "can" && <Choices />}
      {ways === "install" && (
        <Row icon="bell" title={t("notify.push.install")} text={t("notify.push.installText")} to="/me/install" />
      )}
      {ways === "never" && <Row icon="bell" title={t("notify.push.never")} text={t("notify.push.inbox")} />}
    </Section>
  );
}

function Choices() {
  const { t } = useSpeech();
  const queries = useQueryClient();
  const told = useQuery(pushQuery);
  const terms = useQuery({
    queryKey: ["push", "terms"],
    queryFn: () => got(http.GET("/api/push")),
    staleTime: Infinity,
  });
  const all = terms.data?.topics ?? [];
  const wanted = (told.data?.topics ?? []) as Topic[];
  const choosing = useAct(
    async (topics: readonly Topic[]) => {
      if (topics.length > 0) return tellMe(topics);
      if (told.data) await tellMeNothing(told.data);
      return null;
    },
    {
      onDone: (after) => queries.setQueryData(pushQuery.queryKey, after),
      // What the browser refuses is said below; what the server refuses, in its own words.
      onError: (error) => error instanceof NotAllowedHere || toast.error(error),
    },
  );
  const isRefused = choosing.error instanceof NotAllowedHere || Notification.permission === "denied";
  const isOn = wanted.length > 0;
  const next = choosing.isPending ? choosing.variables : undefined;
  return (
    <>
      <Row
        icon="bell"
        title={<span id="push">{t("notify.push.here")}</span>}
        text={isRefused ? t("notify.push.refused") : t("notify.push.hereText")}
        trail={
          <Switch
            aria-labelledby="push"
            checked={isOn}
            loading={choosing.isPending && isOn !== (next ?? []).length > 0}
            disabled={terms.isPending || told.isPending}
            onChange={(on) => choosing.mutate(on ? all : [])}
          />
        }
      />
      {isOn &&
        all.map((topic) => (
          <Row
            key={topic}
            title={<span id={`push-${topic}`}>{t(`notify.push.topic.${topic}`)}</span>}
            trail={
              <Switch
                aria-labelledby={`push-${topic}`}
                checked={wanted.includes(topic)}
                disabled={choosing.isPending}
                onChange={(on) => choosing.mutate(all.filter((each) => (each === topic ? on : wanted.includes(each))))}
              />
            }
          />
        ))}
    </>
  );
}

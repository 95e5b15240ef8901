import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { useSpeech } from "@/app/i18n";
import { useReadingOf } from "@/features/notify";
import { Own } from "@/features/people";
import { PayAwaiting } from "@/features/trades";
import { ErrorFace, Face } from "@/ui/Face";
import { Money } from "@/ui/Money";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { ListSkeleton } from "@/ui/Skeleton";
import { DueNote } from "./DueNote";
import { parted, stateOf, tabsQuery, type Tab } from "./tabs";
import { Told } from "./Told";
import "./tabs.css";

/** What I use first and pay after; `?tab=` opens one, as a receipt of standing does. */
export function Tabs() {
  const { t } = useSpeech();
  return (
    <Own title={t("tabs.title")}>
      {() => (
        <Page title={t("tabs.title")} hasBack>
          <Mine />
        </Page>
      )}
    </Own>
  );
}

function Mine() {
  const { t } = useSpeech();
  const mine = useQuery(tabsQuery);
  const [search, setSearch] = useSearchParams();
  const { due, open, over } = parted(mine.data?.items ?? []);
  useReadingOf(...due.map(({ receipt }) => receipt ?? undefined));
  if (mine.isPending) return <ListSkeleton />;
  if (mine.isLoadingError) return <ErrorFace error={mine.error} onRetry={() => void mine.refetch()} />;
  const { items } = mine.data;
  if (items.length === 0) return <Face icon="storefront" title={t("tabs.none")} text={t("tabs.noneText")} />;
  const chosen = items.find(({ id }) => id === search.get("tab"));
  const choose = (tab?: Tab) => setSearch(tab ? { tab: tab.id } : {}, { replace: true });
  return (
    <>
      {due.map((tab) => (
        <Due key={tab.id} tab={tab} />
      ))}
      {[["open", open] as const, ["over", over] as const].map(
        ([which, some]) =>
          some.length > 0 && (
            <Section key={which} title={t(`tabs.part.${which}`)}>
              {some.map((tab) => (
                <Line key={tab.id} tab={tab} onOpen={() => choose(tab)} />
              ))}
            </Section>
          ),
      )}
      <SheetDialog title={chosen?.merchant ?? ""} isOpen={chosen !== undefined} onClose={() => choose()}>
        {chosen && <Told tab={chosen} />}
      </SheetDialog>
    </>
  );
}

/** One that waits to be paid: how much, until when, and paying it. */
function Due({ tab }: { tab: Tab }) {
  const { t, when } = useSpeech();
  const { merchant, subject, amount, receipt, due_at } = tab;
  if (amount === null || receipt === null || due_at === null) return null;
  return (
    <section className="tab-due" aria-label={t("tabs.owe", { merchant })}>
      <h2>{t("tabs.owe", { merchant })}</h2>
      <p className="tab-sum">
        <Money amount={amount} isExact />
      </p>
      <p className="tab-subject">{t("tabs.dueSince", { subject, when: when(due_at) })}</p>
      <DueNote tab={tab} />
      <PayAwaiting id={receipt} amount={amount} merchant={merchant} />
    </section>
  );
}

function Line({ tab, onOpen }: { tab: Tab; onOpen: () => void }) {
  const { t, when, money } = useSpeech();
  const { merchant, subject, amount, limit, opened_at } = tab;
  const state = stateOf(tab, new Date());
  const isGoing = state === "open" || state === "inTime" || state === "late";
  const said = isGoing ? t("tabs.since", { when: when(opened_at) }) : t(`tabs.state.${state}`);
  return (
    <Row
      title={merchant}
      text={
        <>
          {subject} · <span className={state === "unpaid" ? "tab-owed" : undefined}>{said}</span>
        </>
      }
      trail={
        amount ? (
          <Money amount={amount} isExact />
        ) : (
          isGoing && <span className="numbers">{t("tabs.upTo", { amount: money(limit, { exact: true }) })}</span>
        )
      }
      onClick={onOpen}
    />
  );
}

import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { useSpeech } from "@/app/i18n";
import { TopUps } from "@/features/adjustments";
import { LastWord } from "@/features/chat";
import { DisputeRoom } from "@/features/disputes";
import { useReadingOf } from "@/features/notify";
import { Reviews } from "@/features/reviews";
import { Columns } from "@/ui/Columns";
import { Countdown } from "@/ui/Countdown";
import { ErrorFace } from "@/ui/Face";
import { Icon } from "@/ui/Icon";
import { Page, Section } from "@/ui/Page";
import { Gallery } from "@/ui/Photos";
import { ListSkeleton } from "@/ui/Skeleton";
import { Card } from "./Card";
import { dealQuery, otherOf, roadOf, stepOf, type Deal } from "./deals";
import { More } from "./More";
import { NextStep } from "./NextStep";
import { TimeLine } from "./TimeLine";
import "./deal.css";

/** A deal: where it stands, whose turn it is, and everything that both said yes to. */
export function DealScreen() {
  const { t } = useSpeech();
  const id = useParams()["id"] ?? "";
  const deal = useQuery(dealQuery(id));
  // What led to the deal is read with it.
  useReadingOf(deal.data?.id, deal.data?.bid_id);
  const title = deal.data?.title ?? t("deals.title");
  if (deal.isPending)
    return (
      <Page title={title} hasBack>
        <ListSkeleton />
      </Page>
    );
  if (deal.data === undefined)
    return (
      <Page title={title} hasBack>
        <ErrorFace error={deal.error} onRetry={() => void deal.refetch()} />
      </Page>
    );
  const hasStep = stepOf(deal.data) !== undefined;
  return (
    <Page title={title} hasBack isWide footer={hasStep ? <NextStep deal={deal.data} /> : undefined}>
      <Columns
        lead={<Now deal={deal.data} />}
        side={<Card deal={deal.data} />}
        rest={
          <>
            <Section title={t("deals.timeLine")}>
              <TimeLine deal={deal.data} />
            </Section>
            <More deal={deal.data} />
          </>
        }
      />
    </Page>
  );
}

/** What matters at this moment. */
function Now({ deal }: { deal: Deal }) {
  const isDisputed = deal.stage === "disputed" || deal.stage === "resolved";
  return (
    <>
      <Standing deal={deal} />
      {isDisputed && <DisputeRoom deal={deal} />}
      <Reviews deal={deal} />
      <TopUps deal={deal} />
      {deal.delivery && <Delivery deal={deal} delivery={deal.delivery} />}
      <Section>
        <LastWord kind="deal" id={deal.id} other={otherOf(deal)} />
      </Section>
    </>
  );
}

/** Whose turn it is, in one sentence, how far it has come, and what happens by itself. */
function Standing({ deal }: { deal: Deal }) {
  const { t, money } = useSpeech();
  const { name } = otherOf(deal);
  const { road, reached } = roadOf(deal);
  const { price, tipped, released, deposit } = deal.money;
  const isToHold = deal.stage === "agreed" && deal.side === "asker";
  const due = isToHold ? { ...price, minor: price.minor + deposit.minor } : price;
  const amount = money(deal.stage === "completed" && deal.payment === "balance" ? released : due);
  const key = deal.payment === "cash" ? (`deals.cashStands.${deal.stage}.${deal.side}` as const) : undefined;
  const isOver = ["completed", "cancelled", "resolved"].includes(deal.stage);
  return (
    <section className={`standing standing-${deal.side}`} aria-label={t("deals.standing")}>
      <p className="standing-words" aria-live="polite">
        {key && isCashKey(key)
          ? t(key, { name, amount })
          : t(`deals.stands.${deal.stage}.${deal.side}`, { name, amount })}
      </p>
      {tipped.minor > 0 && <p className="standing-more">{t("deals.tipped", { amount: money(tipped) })}</p>}
      {deal.stage === "cancelled" && <Ended deal={deal} />}
      {deal.deadline && (
        <p className="standing-more">
          <Icon name="clock" size={16} />
          <span>
            {t(`deals.does.${deal.deadline.does}`)} <Countdown until={deal.deadline.at} />
          </span>
        </p>
      )}
      <ol className="road" aria-label={t("deals.road")}>
        {road.map((milestone, index) => (
          <li
            key={milestone}
            className={index < reached ? "road-done" : undefined}
            aria-current={index === reached - 1 && !isOver ? "step" : undefined}
          >
            {t(`deals.milestone.${milestone}`)}
          </li>
        ))}
      </ol>
    </section>
  );
}

const CASH_KEYS = [
  "deals.cashStands.agreed.asker",
  "deals.cashStands.agreed.helper",
  "deals.cashStands.delivered.asker",
  "deals.cashStands.delivered.helper",
] as const;

function isCashKey(key: string): key is (typeof CASH_KEYS)[number] {
  return (CASH_KEYS as readonly string[]).includes(key);
}

function Ended({ deal }: { deal: Deal }) {
  const { t, money } = useSpeech();
  const who = deal.cancelled_by === deal.side ? "me" : deal.cancelled_by === "nobody" ? "nobody" : "other";
  const { released, refunded, held } = deal.money;
  const { side } = deal;
  const { name } = otherOf(deal);
  return (
    <>
      {deal.cancel_reason && (
        <p className="standing-more">
          {t("deals.cancelledBy", { who, name, why: t(`cancelling.reason.${deal.cancel_reason}`) })}
        </p>
      )}
      {held.minor > 0 && (
        <p className="standing-more">
          {refunded.minor === 0
            ? t("deals.wentOver", { amount: money(released), side, name })
            : released.minor === 0
              ? t("deals.wentBack", { amount: money(refunded), side, name })
              : t("deals.wentTo", { asker: money(refunded), helper: money(released), side, name })}
        </p>
      )}
    </>
  );
}

function Delivery({ deal, delivery }: { deal: Deal; delivery: NonNullable<Deal["delivery"]> }) {
  const { t, when } = useSpeech();
  return (
    <Section title={t("deals.delivered", { when: when(delivery.at) })}>
      <div className="delivery">
        <p>{delivery.note === "" ? t("deals.noNote", { name: deal.helper.name }) : delivery.note}</p>
        <Gallery urls={delivery.pictures} />
      </div>
    </Section>
  );
}

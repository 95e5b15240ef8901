import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useSpeech } from "@/app/i18n";
import { categoriesQuery } from "@/app/queries";
import { Terms } from "@/features/cancelling";
import { CategoryIcon } from "@/ui/CategoryIcon";
import { Section } from "@/ui/Page";
import { PersonFace } from "@/ui/PersonFace";
import { Row } from "@/ui/Row";
import { otherOf, type Deal } from "./deals";

/** What both signed: what, with whom, when, where, for how much, and what calling off costs. */
export function Card({ deal }: { deal: Deal }) {
  const { t, either, when, number } = useSpeech();
  const categories = useQuery(categoriesQuery);
  const category = categories.data?.items.find(({ code }) => code === deal.category);
  const other = otherOf(deal);
  return (
    <>
      <Section title={t("deals.card")}>
        <Row
          lead={<PersonFace id={other.id} name={other.name} picture={other.picture} />}
          title={other.name}
          text={t(`deals.isThe.${deal.side === "asker" ? "helper" : "asker"}`)}
          to={`/people/${other.id}`}
        />
        <dl className="facts">
          {category && (
            <Fact name={t("deals.fact.category")}>
              <span className={`fact-category fact-${deal.side}`}>
                <CategoryIcon icon={category.icon} size={20} />
                {either(category, "name")}
              </span>
            </Fact>
          )}
          {deal.scope !== "" && <Fact name={t("deals.fact.scope")}>{deal.scope}</Fact>}
          <Fact name={t("deals.fact.window")}>
            {t("deals.window", {
              from: when(deal.starts_at),
              to: when(deal.ends_at),
              minutes: number(deal.minutes),
            })}
          </Fact>
          <Fact name={t("deals.fact.place")}>
            <Place deal={deal} />
          </Fact>
          <Fact name={t("deals.fact.materials")}>{t(`deals.materials.${deal.materials}.${deal.side}`)}</Fact>
        </dl>
      </Section>
      <MoneyPart deal={deal} />
    </>
  );
}

function Place({ deal }: { deal: Deal }) {
  const { t } = useSpeech();
  if (deal.place === null) return t("deals.placeOver");
  const { at, note } = deal.place;
  return (
    <>
      {note !== "" && <span>{note}</span>}
      <a className="fact-link" href={`geo:${at.lat},${at.lon}?q=${at.lat},${at.lon}`}>
        {t("deals.openMap")}
      </a>
    </>
  );
}

function MoneyPart({ deal }: { deal: Deal }) {
  const { t, money, number } = useSpeech();
  const {
    price,
    topped_up,
    in_escrow,
    released,
    refunded,
    tipped,
    commission_bps,
    deposit,
    deposit_taken,
    deposit_stage,
  } = deal.money;
  const sums = { topped_up, in_escrow, released, refunded, tipped };
  return (
    <Section title={t("deals.money")}>
      <dl className="facts">
        <Fact name={t("deals.sum.price")}>
          <strong className="numbers">{money(price)}</strong> {t(`deals.payment.${deal.payment}.${deal.side}`)}
        </Fact>
        {(Object.keys(sums) as (keyof typeof sums)[]).map(
          (sum) =>
            sums[sum].minor > 0 && (
              <Fact key={sum} name={t(`deals.sum.${sum}`)}>
                <span className="numbers">{money(sums[sum])}</span>
              </Fact>
            ),
        )}
        {deposit_stage && (
          <Fact name={t("deals.sum.deposit")}>
            <span className="numbers">{money(deposit)}</span>{" "}
            {t(`deals.deposit.${deposit_stage}`, { taken: money(deposit_taken), name: deal.helper.name })}
          </Fact>
        )}
        <Fact name={t("deals.sum.commission")}>
          {commission_bps === 0
            ? t("deals.noCommission")
            : t("deals.commission", { percent: number(commission_bps / 100) })}
        </Fact>
        <Fact name={t("deals.fact.cancellation")}>
          <Terms terms={deal.cancellation} side={deal.side} name={otherOf(deal).name} />
        </Fact>
      </dl>
      {(deal.need_id ?? deal.offer_id) !== null && (
        <Link className="facts-more" to={deal.need_id ? `/needs/${deal.need_id}` : `/offers/${deal.offer_id}`}>
          {t(deal.need_id ? "deals.seeNeed" : "deals.seeOffer")}
        </Link>
      )}
    </Section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

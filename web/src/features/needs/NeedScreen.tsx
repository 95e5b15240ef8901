import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useParams } from "react-router";
import { useSpeech } from "@/app/i18n";
import { watch } from "@/app/live";
import { BidList, bidsOnQuery, Propose } from "@/features/bids";
import { LastWord, Talks } from "@/features/chat";
import { discRadiusM, Spot, useCategories, usePlaceName } from "@/features/nearby";
import { useMe } from "@/features/people";
import { Button } from "@/ui/Button";
import { CategoryIcon } from "@/ui/CategoryIcon";
import { Columns } from "@/ui/Columns";
import { ErrorFace, Face } from "@/ui/Face";
import { Page, Section } from "@/ui/Page";
import { PersonFace } from "@/ui/PersonFace";
import { Gallery } from "@/ui/Photos";
import { Row } from "@/ui/Row";
import { ListSkeleton } from "@/ui/Skeleton";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Facts } from "./Facts";
import { needQuery, personQuery, useCard, type Need } from "./needs";
import { Waves } from "./Waves";
import { Withdraw } from "./Withdraw";
import "./need.css";

const WATCHED_M = 1_000;

/** A need: what, for how much, when, about where, whose; and what this reader may do about it. */
export function NeedScreen() {
  const { t } = useSpeech();
  const need = useQuery(needQuery(useParams()["id"] ?? ""));
  const at = need.data?.at;
  useEffect(() => {
    if (at) watch({ ...at, radiusM: WATCHED_M });
    return () => watch(undefined);
  }, [at]);
  if (need.isPending) {
    return (
      <Page title={t("needs.title")} hasBack>
        <ListSkeleton />
      </Page>
    );
  }
  if (need.isLoadingError) {
    return (
      <Page title={t("needs.title")} hasBack>
        <ErrorFace error={need.error} onRetry={() => void need.refetch()} />
      </Page>
    );
  }
  return need.data.mine ? <Mine need={need.data} /> : <Theirs need={need.data} />;
}

/** For its asker: who offers help, how the asking goes, and the way back. */
function Mine({ need }: { need: Need }) {
  const { t } = useSpeech();
  return (
    <Page title={t("needs.mineTitle")} hasBack isWide>
      <Columns lead={<Answered need={need} />} side={<About need={need} />} rest={<Changes need={need} />} />
    </Page>
  );
}

/** Who was asked, and who answered. */
function Answered({ need }: { need: Need }) {
  const { t } = useSpeech();
  const isOpen = need.stage === "open";
  return (
    <>
      <Head need={need} />
      {isOpen && need.when.now && <Waves needId={need.id} />}
      {need.mine?.deal_id && need.stage === "agreed" && (
        <Section>
          <Row icon="hands-clapping" title={t("needs.toDeal")} to={`/deals/${need.mine.deal_id}`} />
        </Section>
      )}
      {(isOpen || need.stage === "agreed") && (
        <section className="need-bids">
          <h2>{t("needs.bids")}</h2>
          <BidList
            kind="needs"
            id={need.id}
            empty={<Face icon="hand-heart" tone="offer" title={t("needs.noBids")} text={t("needs.noBidsText")} />}
          />
        </section>
      )}
      <Talks kind="need" id={need.id} />
    </>
  );
}

function Changes({ need }: { need: Need }) {
  const { t } = useSpeech();
  return (
    <>
      {["open", "screened"].includes(need.stage) && (
        <Section>
          <Row icon="pencil-simple" title={t("needs.edit.open")} to={`/needs/${need.id}/edit`} />
        </Section>
      )}
      {["open", "screened", "draft"].includes(need.stage) && <Withdraw need={need} />}
    </>
  );
}

/** For everybody else: to offer help, or what came of it. */
function Theirs({ need }: { need: Need }) {
  const { t, money } = useSpeech();
  const { me } = useMe();
  const [isProposing, setProposing] = useState(false);
  const bids = useInfiniteQuery({ ...bidsOnQuery("needs", need.id), enabled: Boolean(me) });
  const mine = bids.data?.pages.flatMap((page) => page.items) ?? [];
  const hasOpen = mine.some((bid) => bid.stage === "open" || bid.stage === "accepted");
  const canOffer = need.stage === "open" && !hasOpen && (me === null || !bids.isPending);
  return (
    <Page
      title={t("needs.title")}
      hasBack
      isWide
      footer={
        canOffer ? (
          <Button tone="offer" isBlock onClick={() => setProposing(true)}>
            {need.fee ? t("needs.offerFor", { fee: money(need.fee) }) : t("needs.offer")}
          </Button>
        ) : undefined
      }
    >
      <Columns
        lead={
          <>
            <Head need={need} />
            {mine.length > 0 && (
              <section className="need-bids">
                <h2>{t("needs.myBid")}</h2>
                <BidList kind="needs" id={need.id} empty={null} />
              </section>
            )}
            <Asker need={need} canTalk={Boolean(me) && (need.stage === "open" || mine.length > 0)} />
          </>
        }
        side={<About need={need} />}
      />
      <Propose
        to={{ needId: need.id }}
        isOpen={isProposing}
        onClose={() => setProposing(false)}
        currency={need.currency}
        fee={need.fee ?? null}
        startsAt={need.when.starts_at}
      />
    </Page>
  );
}

function Head({ need }: { need: Need }) {
  const { t, either, money } = useSpeech();
  const category = useCategories().get(need.category);
  return (
    <header className="need-head">
      <p className="need-kind">
        <CategoryIcon icon={category?.icon ?? ""} size={20} />
        {category && either(category, "name")}
        {need.stage !== "open" && <span className="need-stage">{t(`needs.stage.${need.stage}`)}</span>}
      </p>
      <h2 className="need-title">{need.title}</h2>
      <p className="need-fee numbers">{need.fee ? money(need.fee) : t("needs.openFee")}</p>
    </header>
  );
}

function Asker({ need, canTalk }: { need: Need; canTalk: boolean }) {
  const { t, number } = useSpeech();
  const { data: person } = useQuery(personQuery(need.asker.id));
  const repute = person?.as_asker;
  return (
    <Section title={t("needs.asker")}>
      <Row
        lead={<PersonFace id={need.asker.id} name={need.asker.name} picture={need.asker.picture} size={44} />}
        title={need.asker.name}
        text={
          repute &&
          (repute.stars === null
            ? t("needs.newcomer")
            : t("needs.repute", { stars: number(repute.stars), reviews: repute.reviews, completed: repute.completed }))
        }
        to={`/people/${need.asker.id}`}
      />
      {canTalk && <LastWord kind="need" id={need.id} other={need.asker} />}
    </Section>
  );
}

function About({ need }: { need: Need }) {
  const { t, distance } = useSpeech();
  const card = useCard(need.id);
  const name = usePlaceName(need.at);
  const disc = useMemo(() => ({ at: need.at, radiusM: discRadiusM(need.cell) }), [need.at, need.cell]);
  return (
    <>
      <Facts need={need} />
      {need.text !== "" && <p className="need-text">{need.text}</p>}
      <Gallery urls={need.pictures} />
      <section className="need-where">
        <h2>{t("needs.where")}</h2>
        <p>
          {name === undefined ? t("needs.somewhere") : t("needs.near", { place: name })}
          {card && ` · ${t("needs.within", { distance: distance(card.distance_m) })}`}
        </p>
        <Spot at={need.at} disc={disc} tone="need" label={t("needs.map")} />
        <p className="need-hint">{t("needs.blurred", { radius: distance(need.radius_m) })}</p>
        {card && card.why.length > 0 && (
          <details className="need-why">
            <summary>{t("needs.why")}</summary>
            <ul>
              {card.why.map((reason) => (
                <li key={reason.code}>{reason.text}</li>
              ))}
            </ul>
          </details>
        )}
      </section>
    </>
  );
}

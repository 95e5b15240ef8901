import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { useSpeech } from "@/app/i18n";
import { categoriesQuery } from "@/app/queries";
import { askToSignIn, useMe } from "@/features/people";
import { Button } from "@/ui/Button";
import { CategoryIcon } from "@/ui/CategoryIcon";
import { Chips } from "@/ui/Chips";
import { Face } from "@/ui/Face";
import { LongList } from "@/ui/LongList";
import { Money } from "@/ui/Money";
import { Page } from "@/ui/Page";
import { Paged } from "@/ui/Paged";
import { ListSkeleton } from "@/ui/Skeleton";
import { myDealsQuery, otherOf, stepOf, type DealCard } from "./deals";
import "./my-deals.css";

type Role = "both" | "asker" | "helper";

/** Every deal of mine, newest first, with what waits for me. */
export function MyDeals() {
  const { t } = useSpeech();
  const { me } = useMe();
  const [role, setRole] = useState<Role>("both");
  const choices = (["both", "asker", "helper"] as const).map((value) => ({ value, label: t(`deals.role.${value}`) }));
  return (
    <Page title={t("deals.mine")} hasBack>
      {me === undefined && <ListSkeleton />}
      {me === null && (
        <Face
          icon="receipt"
          title={t("deals.nobody")}
          action={<Button onClick={() => void askToSignIn()}>{t("deals.signIn")}</Button>}
        />
      )}
      {me && (
        <>
          <Chips label={t("deals.roles")} choices={choices} value={role} onChange={setRole} />
          <List role={role} />
        </>
      )}
    </Page>
  );
}

function List({ role }: { role: Role }) {
  const { t } = useSpeech();
  const deals = useInfiniteQuery(myDealsQuery(role === "both" ? undefined : role));
  const none = (
    <Face
      icon="hands-clapping"
      title={t("deals.none")}
      text={t("deals.noneText")}
      action={
        <Link className="button button-soft tone-ink" to="/">
          {t("deals.lookAround")}
        </Link>
      }
    />
  );
  return (
    <Paged of={deals} empty={none}>
      {(found, onEnd) => (
        <div className="my-deals">
          <LongList label={t("deals.mine")} items={found} keyOf={(deal) => deal.id} estimatePx={92} onEnd={onEnd}>
            {(deal) => <DealRow deal={deal} />}
          </LongList>
        </div>
      )}
    </Paged>
  );
}

function DealRow({ deal }: { deal: DealCard }) {
  const { t, when } = useSpeech();
  const categories = useQuery(categoriesQuery);
  const category = categories.data?.items.find(({ code }) => code === deal.category);
  const isMine = stepOf(deal) !== undefined || deal.can.includes("settle");
  return (
    <Link className={`deal-row deal-row-${deal.side}`} to={`/deals/${deal.id}`}>
      <span className="deal-row-icon">
        <CategoryIcon icon={category?.icon ?? ""} size={24} />
      </span>
      <span className="deal-row-words">
        <span className="deal-row-title">{deal.title}</span>
        <span className="deal-row-text">
          {t("deals.with", { name: otherOf(deal).name })} · {when(deal.starts_at)}
        </span>
        <span className={isMine ? "deal-row-stage deal-row-turn" : "deal-row-stage"}>
          {isMine ? t("deals.yourTurn") : t(`deals.stage.${deal.stage}`)}
        </span>
      </span>
      <Money amount={deal.fee} />
    </Link>
  );
}

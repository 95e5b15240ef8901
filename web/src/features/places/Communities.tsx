import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSpeech } from "@/app/i18n";
import { PlaceButtons, usePlaceName, type Point } from "@/features/nearby";
import { useMe } from "@/features/people";
import { Button } from "@/ui/Button";
import { ErrorFace, Face } from "@/ui/Face";
import { Icon, type IconName } from "@/ui/Icon";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { ListSkeleton } from "@/ui/Skeleton";
import { communitiesQuery, useMine, type Community, type Way } from "./places";
import "./places.css";

const ICONS: Record<Way, IconName> = {
  open: "users-three",
  gps: "map-pin",
  email: "envelope-simple",
  invite: "lock-simple",
};

/** The communities that I belong to, and those that I could join: all, or those around a place. */
export function Communities() {
  const { t, day } = useSpeech();
  const { me } = useMe();
  const mine = useMine(Boolean(me));
  const [at, setAt] = useState<Point>();
  const place = usePlaceName(at);
  return (
    <Page title={t("places.title")} hasBack>
      <p className="places-what">{t("places.what")}</p>
      {mine.length > 0 && (
        <Section title={t("places.mine")}>
          {mine.map(({ membership, community }) => (
            <Row
              key={membership.community_id}
              icon={ICONS[membership.via]}
              title={<Name community={community} />}
              text={
                membership.expires_at === null
                  ? t("places.since", { day: day(membership.since) })
                  : t("places.until", { day: day(membership.expires_at) })
              }
              to={`/communities/${membership.community_id}`}
            />
          ))}
        </Section>
      )}
      <PlaceButtons onPlace={setAt} />
      {at && (
        <div className="places-around">
          <p>{place === undefined ? t("places.aroundThere") : t("places.around", { place })}</p>
          <Button weight="plain" icon={<Icon name="x" size={20} />} onClick={() => setAt(undefined)}>
            {t("places.showAll")}
          </Button>
        </div>
      )}
      <List
        at={at}
        mineIds={mine.map(({ membership }) => membership.community_id)}
        onShowAll={() => setAt(undefined)}
      />
    </Page>
  );
}

function Name({ community }: { community: Community | undefined }) {
  const { t, either } = useSpeech();
  return community ? either(community, "name") : t("places.unnamed");
}

function List({ at, mineIds, onShowAll }: { at: Point | undefined; mineIds: string[]; onShowAll: () => void }) {
  const { t } = useSpeech();
  const found = useInfiniteQuery(communitiesQuery(at));
  if (found.isPending) return <ListSkeleton />;
  if (found.isError) return <ErrorFace error={found.error} onRetry={() => void found.refetch()} />;
  const all = found.data.pages.flatMap((page) => page.items);
  const others = all.filter(({ id }) => !mineIds.includes(id));
  if (others.length === 0) {
    return (
      <Face
        icon="compass"
        title={at && all.length === 0 ? t("places.noneThere") : t("places.noneElse")}
        action={
          at && (
            <Button weight="soft" onClick={onShowAll}>
              {t("places.showAll")}
            </Button>
          )
        }
      />
    );
  }
  return (
    <>
      <Section title={at ? t("places.there") : t("places.all")}>
        {others.map((community) => (
          <Row
            key={community.id}
            icon={ICONS[community.membership]}
            title={<Name community={community} />}
            text={t(`places.way.${community.membership}`)}
            to={`/communities/${community.id}`}
          />
        ))}
      </Section>
      {found.hasNextPage && (
        <Button weight="soft" isBusy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t("places.more")}
        </Button>
      )}
    </>
  );
}

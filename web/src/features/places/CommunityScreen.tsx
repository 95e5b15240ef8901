import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useParams } from "react-router";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Spot } from "@/features/nearby";
import { useMe } from "@/features/people";
import { Button } from "@/ui/Button";
import { ErrorFace } from "@/ui/Face";
import { Icon } from "@/ui/Icon";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { Join } from "./Join";
import { communityQuery, membershipsQuery, type Community, type Membership } from "./places";
import "./places.css";

const LOOKED_AT_M = 2_500;

/** One community: where it is, who belongs, and how one joins or leaves. */
export function CommunityScreen() {
  const { t } = useSpeech();
  const community = useQuery(communityQuery(useParams()["id"] ?? ""));
  if (community.data) return <Shown community={community.data} />;
  return (
    <Page title={t("places.community")} hasBack>
      {community.isError ? (
        <ErrorFace error={community.error} onRetry={() => void community.refetch()} />
      ) : (
        <ListSkeleton />
      )}
    </Page>
  );
}

function Shown({ community }: { community: Community }) {
  const { t, either, number } = useSpeech();
  const { me } = useMe();
  const memberships = useQuery({ ...membershipsQuery, enabled: Boolean(me) });
  const mine = memberships.data?.items.find(({ community_id }) => community_id === community.id);
  const { bounds, area } = community;
  const ground = useMemo(() => ({ bounds, shape: area as unknown as GeoJSON.Polygon }), [bounds, area]);
  const middle = useMemo(
    () => ({ lat: (bounds.south + bounds.north) / 2, lon: (bounds.west + bounds.east) / 2 }),
    [bounds],
  );
  const name = either(community, "name");
  return (
    <Page title={name} hasBack>
      <Spot at={middle} disc={undefined} ground={ground} tone="shop" label={t("places.map", { name })} />
      <Section>
        <Row
          icon="users-three"
          title={t(`places.way.${community.membership}`)}
          text={t(`places.wayText.${community.membership}`)}
        />
        {community.email_domains.length > 0 && (
          <Row icon="envelope-simple" title={t("places.domains", { domains: community.email_domains.join(", ") })} />
        )}
        <Row
          icon="receipt"
          title={
            community.commission_bps === 0
              ? t("places.free")
              : t("places.commission", { percent: number(community.commission_bps / 100) })
          }
        />
        <Row icon="map-trifold" title={t("places.seeOnMap")} to={`/?at=${middle.lat},${middle.lon},${LOOKED_AT_M}`} />
      </Section>
      {mine ? (
        <Belongs community={community} membership={mine} name={name} />
      ) : (
        <Join community={community} name={name} />
      )}
    </Page>
  );
}

function Belongs({ community, membership, name }: { community: Community; membership: Membership; name: string }) {
  const { t, day } = useSpeech();
  const [isLeaving, setLeaving] = useState(false);
  const leaving = useAct(
    (id: string) =>
      got(http.DELETE("/api/communities/{community_id}/membership", { params: { path: { community_id: id } } })),
    {
      touches: [membershipsQuery.queryKey],
      onDone: () => {
        setLeaving(false);
        toast.done(t("places.left", { name }));
      },
      onError: toast.error,
    },
  );
  return (
    <>
      <Section>
        <Row
          icon="check"
          title={t("places.belong")}
          text={
            membership.expires_at === null
              ? t("places.since", { day: day(membership.since) })
              : t("places.until", { day: day(membership.expires_at) })
          }
        />
      </Section>
      {membership.expires_at !== null && <Join community={community} name={name} isMember />}
      <Button weight="plain" tone="danger" icon={<Icon name="sign-out" size={20} />} onClick={() => setLeaving(true)}>
        {t("places.leave", { name })}
      </Button>
      <SheetDialog title={t("places.leaveAsk", { name })} isOpen={isLeaving} onClose={() => setLeaving(false)}>
        <p className="places-what">{t(`places.leaveText.${community.membership}`)}</p>
        <Button tone="danger" isBlock isBusy={leaving.isPending} onClick={() => leaving.mutate(community.id)}>
          {t("places.leave", { name })}
        </Button>
      </SheetDialog>
    </>
  );
}

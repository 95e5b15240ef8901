import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { ErrorFace, Face } from "@/ui/Face";
import { Icon } from "@/ui/Icon";
import { LongList } from "@/ui/LongList";
import { Sheet, type Stop } from "@/ui/Sheet";
import { ListSkeleton } from "@/ui/Skeleton";
import { ItemRow } from "./ItemRow";
import type { Category, Side, useNearby } from "./nearby";

interface Props {
  near: ReturnType<typeof useNearby>;
  kinds: Map<string, Category>;
  side: Side;
  onSide: (side: Side) => void;
  stop: Stop;
  onStop: (stop: Stop) => void;
  /** What was tapped on the map stands first. */
  picked: string | undefined;
  /** Which line is looked at, by pointer or by keyboard. */
  onPoint: (id: string | undefined) => void;
  onFindMe: () => void;
  onWiden: (() => void) | undefined;
}

const SIDES: Side[] = ["all", "needs", "offers"];

/** What the map shows, as a list; above it the two things that one comes for. */
export function NearbySheet(props: Props) {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const { picked, stop } = props;
  useEffect(() => void scroller.current?.scrollTo(0, 0), [picked]);
  const head = (
    <div className="home-head">
      <div className="home-act">
        <Button tone="need" isBlock icon={<Icon name="lifebuoy" size={22} />} onClick={() => void navigate("/ask")}>
          {t("nearby.ask")}
        </Button>
        <Button tone="offer" isBlock icon={<Icon name="hand-heart" size={22} />} onClick={() => void navigate("/lend")}>
          {t("nearby.lend")}
        </Button>
      </div>
      <div className="home-count">
        <p role="status">{words(t, props.near)}</p>
        {stop === "peek" && (
          <button type="button" className="home-list" onClick={() => props.onStop("half")}>
            <Icon name="list" size={18} />
            {t("nearby.showList")}
          </button>
        )}
      </div>
    </div>
  );
  return (
    <>
      <button type="button" className="home-me" aria-label={t("nearby.findMe")} onClick={props.onFindMe}>
        <Icon name="crosshair" />
      </button>
      <Sheet label={t("nearby.list")} stop={stop} onStop={props.onStop} head={head} scroller={scroller}>
        <div className="home-sides">
          <Chips
            label={t("nearby.sides")}
            value={props.side}
            choices={SIDES.map((side) => ({ value: side, label: t(`nearby.side.${side}`) }))}
            onChange={props.onSide}
          />
        </div>
        <Found {...props} scroller={scroller} />
      </Sheet>
    </>
  );
}

function Found({
  near,
  kinds,
  picked,
  onPoint,
  onWiden,
  scroller,
}: Props & { scroller: React.RefObject<HTMLDivElement | null> }) {
  const { t } = useSpeech();
  if (near.error && near.items.length === 0) return <ErrorFace error={near.error} onRetry={near.retry} />;
  if (near.isPending) return <ListSkeleton rows={5} />;
  if (near.items.length === 0) {
    return (
      <Face
        icon="compass"
        title={t("nearby.empty")}
        text={t("nearby.emptyText")}
        action={
          onWiden && (
            <Button weight="soft" onClick={onWiden}>
              {t("nearby.widen")}
            </Button>
          )
        }
      />
    );
  }
  const items =
    picked === undefined
      ? near.items
      : near.items.toSorted((one, other) => Number(other.id === picked) - Number(one.id === picked));
  return (
    <LongList
      label={t("nearby.list")}
      items={items}
      keyOf={(item) => item.id}
      scroller={scroller}
      estimatePx={98}
      onEnd={near.onEnd}
    >
      {(item) => (
        <div
          className={item.id === picked ? "home-picked" : undefined}
          onPointerEnter={() => onPoint(item.id)}
          onPointerLeave={() => onPoint(undefined)}
          onFocus={() => onPoint(item.id)}
          onBlur={() => onPoint(undefined)}
        >
          <ItemRow item={item} category={kinds.get(item.category)} />
        </div>
      )}
    </LongList>
  );
}

function words(t: ReturnType<typeof useSpeech>["t"], { items, isPending, onEnd }: Props["near"]): string {
  if (isPending) return t("nearby.looking");
  const needs = items.filter((item) => item.kind === "need").length;
  return t(onEnd ? "nearby.foundMore" : "nearby.found", { needs, offers: items.length - needs });
}

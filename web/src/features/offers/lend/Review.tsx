import { useMemo, type ReactNode } from "react";
import { useSpeech } from "@/app/i18n";
import { AnswersShown } from "@/features/categories";
import { Spot, usePlaceName, type Category, type Point } from "@/features/nearby";
import { CategoryIcon } from "@/ui/CategoryIcon";
import { Gallery } from "@/ui/Photos";
import { HoursShown } from "../Hours";
import { Price } from "../Price";
import { priceOf, type Draft, type Step } from "./draft";

interface Props {
  draft: Draft;
  at: Point | undefined;
  category: Category;
  currency: string;
  onGo: (step: Step) => void;
}

/** The offer as others will see it, each part with its way back. */
export function Review({ draft, at, category, currency, onGo }: Props) {
  const { t, either, distance } = useSpeech();
  const place = usePlaceName(at);
  const { radiusM } = draft;
  const disc = useMemo(() => at && { at, radiusM }, [at, radiusM]);
  const price = priceOf(draft, currency);
  const shown = price && { kind: price.kind, amount: price.amount ? { minor: price.amount.minor, currency } : null };
  const within = { distance: distance(radiusM) };
  return (
    <>
      <Part step="about" onGo={onGo} title={t("offers.lend.part.about")}>
        <div className="lend-head">
          <CategoryIcon icon={category.icon} size={32} />
          <div>
            <p className="lend-name">{draft.title}</p>
            <p className="lend-note">{either(category, "name")}</p>
          </div>
        </div>
        {draft.text !== "" && <p>{draft.text}</p>}
        <AnswersShown category={category} answers={draft.answers} />
        <Gallery urls={draft.pictureIds.map((id) => `/api/pictures/${id}`)} />
      </Part>
      <Part step="price" onGo={onGo} title={t("offers.lend.part.price")}>
        {shown && <Price price={shown} />}
        <p className="lend-note">{t("offers.price.whoPays")}</p>
      </Part>
      <Part step="area" onGo={onGo} title={t("offers.lend.part.area")}>
        <p>
          {place === undefined ? t("offers.area.within", within) : t("offers.area.withinPlace", { ...within, place })}
        </p>
        {at && disc && <Spot at={at} disc={disc} tone="offer" label={t("offers.area.map")} />}
      </Part>
      <Part step="hours" onGo={onGo} title={t("offers.lend.part.hours")}>
        <HoursShown rows={draft.rows} />
      </Part>
    </>
  );
}

function Part(props: { step: Step; title: string; onGo: (step: Step) => void; children: ReactNode }) {
  const { t } = useSpeech();
  return (
    <section className="lend-part-shown">
      <header>
        <h3>{props.title}</h3>
        <button type="button" onClick={() => props.onGo(props.step)}>
          {t("offers.lend.change")}
          <span className="unseen">{props.title}</span>
        </button>
      </header>
      {props.children}
    </section>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSpeech } from "@/app/i18n";
import { useCategories } from "@/features/nearby";
import { Button } from "@/ui/Button";
import { Face } from "@/ui/Face";
import { Icon } from "@/ui/Icon";
import { SheetDialog } from "@/ui/SheetDialog";
import { AppealForm } from "./AppealForm";
import { Points } from "./Points";
import { Row } from "@/ui/Row";
import { ownReviewQuery, tradeOfQuery, type Appeal, type Line, type Part } from "./standing";

const FIRST = 8;

/** Every fact that counts, with its points; each opens what it comes from and can be contested. */
export function Receipts({ lines, appeals }: { lines: readonly Line[]; appeals: readonly Appeal[] }) {
  const { t } = useSpeech();
  const [isWhole, setWhole] = useState(false);
  const [open, setOpen] = useState<Line>();
  if (lines.length === 0)
    return <Face icon="receipt" title={t("standing.receiptsNone")} text={t("standing.receiptsNoneText")} />;
  return (
    <section className="section">
      <h2 className="section-title">{t("standing.receipts")}</h2>
      <ul className="section-body">
        {lines.slice(0, isWhole ? undefined : FIRST).map((line) => (
          <li key={line.fact_id}>
            <Receipt line={line} onOpen={() => setOpen(line)} />
          </li>
        ))}
      </ul>
      {!isWhole && lines.length > FIRST && (
        <Button weight="plain" isBlock onClick={() => setWhole(true)}>
          {t("standing.receiptsAll", { count: lines.length })}
        </Button>
      )}
      <SheetDialog title={t("standing.receipt")} isOpen={open !== undefined} onClose={() => setOpen(undefined)}>
        {open && (
          <Opened
            line={open}
            isContested={appeals.some(({ fact_id, stage }) => fact_id === open.fact_id && stage === "open")}
            onDone={() => setOpen(undefined)}
          />
        )}
      </SheetDialog>
    </section>
  );
}

function Receipt({ line, onOpen }: { line: Line; onOpen: () => void }) {
  const { t, day, either } = useSpeech();
  const category = useCategories().get(line.category);
  return (
    <button type="button" className="row row-tap" onClick={onOpen}>
      <span className="row-words">
        <span className="row-title">{t(`standing.fact.${line.kind}`)}</span>
        <span className="row-text">
          {day(line.at)}
          {line.receipt.kind === "trade" && <> · {t("standing.inRole.merchant")}</>}
          {category && <> · {either(category, "name")}</>}
        </span>
      </span>
      <Points points={line.points} />
      <Icon name="caret-right" size={16} />
    </button>
  );
}

function Opened({ line, isContested, onDone }: { line: Line; isContested: boolean; onDone: () => void }) {
  const { t, day, either } = useSpeech();
  const category = useCategories().get(line.category);
  return (
    <div className="standing-sheet">
      <p>
        <strong>{t(`standing.fact.${line.kind}`)}</strong> · {day(line.at)}
        {!line.kind.startsWith("verified") && line.kind !== "returned" && <> · {t(`standing.inRole.${line.role}`)}</>}
        {category && <> · {either(category, "name")}</>}
      </p>
      <ul className="receipt-parts">
        {Object.entries(line.by_dimension).map(([dimension, points]) => (
          <li key={dimension}>
            <span>{t(`standing.dimension.${dimension as Part["dimension"]}`)}</span>
            <Points points={points} />
          </li>
        ))}
      </ul>
      {line.is_of_crowd && <p className="standing-note">{t("standing.ofCrowd")}</p>}
      <Opens line={line} />
      {isContested ? (
        <p className="standing-note">{t("standing.appeal.open")}</p>
      ) : (
        <AppealForm factId={line.fact_id} onDone={onDone} />
      )}
    </div>
  );
}

/** What a receipt leads to: the deal or the trade that it is of; of a former account nothing is kept that could be opened. */
function Opens({ line: { fact_id, receipt } }: { line: Line }) {
  const { t } = useSpeech();
  switch (receipt.kind) {
    case "deal":
    case "dispute":
      return <OpensDeal id={receipt.id} />;
    case "review":
      return <OpensReview id={receipt.id} />;
    case "trade":
      return <OpensTrade factId={fact_id} />;
    case "tab":
      return <Leads words={t("standing.openTab")} to={`/pay/tabs?tab=${receipt.id}`} />;
    case "mark":
      return <p className="standing-note">{t("standing.returnedText")}</p>;
    default:
      return null;
  }
}

function OpensReview({ id }: { id: string }) {
  const { t } = useSpeech();
  const { data } = useQuery(ownReviewQuery(id));
  // A review ends after 24 months, and counts on a little: then there is nothing to open.
  if (!data) return null;
  const { stars, text } = data.review;
  return (
    <>
      <p className="standing-said">
        {t("standing.given", { stars })}
        {text !== "" && <> · “{text}”</>}
      </p>
      <OpensDeal id={data.deal_id} />
    </>
  );
}

function OpensTrade({ factId }: { factId: string }) {
  const { t } = useSpeech();
  const { data } = useQuery(tradeOfQuery(factId));
  // Of a buyer who is gone there is no receipt any more.
  return data ? <Leads words={t("standing.openTrade")} to={`/me/takings/trades/${data.trade_no}`} /> : null;
}

function OpensDeal({ id }: { id: string }) {
  const { t } = useSpeech();
  return <Leads words={t("standing.openDeal")} to={`/deals/${id}`} />;
}

function Leads({ words, to }: { words: string; to: string }) {
  return (
    <div className="section-body">
      <Row icon="receipt" title={words} to={to} />
    </div>
  );
}

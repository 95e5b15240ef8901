import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useSpeech } from "@/app/i18n";
import { Own } from "@/features/people";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Face } from "@/ui/Face";
import { Field } from "@/ui/Field";
import { LongList } from "@/ui/LongList";
import { Money } from "@/ui/Money";
import { Page } from "@/ui/Page";
import { Paged } from "@/ui/Paged";
import { Row } from "@/ui/Row";
import { sinceOf, soldQuery, SPANS, STATES, type Sold, type Span, type State } from "./merchants";
import "./merchants.css";

/** What my shop was paid, trade by trade: today's first, others by day, state and words. */
export function SoldTrades() {
  const { t } = useSpeech();
  return (
    <Own title={t("merchants.sold")}>
      {() => (
        <Page title={t("merchants.sold")} hasBack>
          <Trades />
        </Page>
      )}
    </Own>
  );
}

function Trades() {
  const { t } = useSpeech();
  const [span, setSpan] = useState<Span>("today");
  const [state, setState] = useState<State>("all");
  const [typed, setTyped] = useState("");
  const words = useDeferredValue(typed.trim());
  const sold = useInfiniteQuery(soldQuery(sinceOf(span, new Date()), state, words));
  const isNarrow = span !== "all" || state !== "all" || words !== "";
  const showAll = () => {
    setSpan("all");
    setState("all");
    setTyped("");
  };
  return (
    <>
      <Chips
        label={t("merchants.when")}
        choices={SPANS.map((value) => ({ value, label: t(`merchants.span.${value}`) }))}
        value={span}
        onChange={setSpan}
      />
      <Chips
        label={t("merchants.state")}
        choices={STATES.map((value) => ({ value, label: t(`merchants.state.${value}`) }))}
        value={state}
        onChange={setState}
      />
      <Field
        label={t("merchants.search")}
        hint={t("merchants.searchHint")}
        value={typed}
        maxLength={64}
        onChange={setTyped}
      />
      <Paged
        of={sold}
        empty={
          <Face
            icon="receipt"
            title={t(isNarrow ? "merchants.noneSuch" : "merchants.noneSold")}
            text={isNarrow ? undefined : t("merchants.noneSoldText")}
            action={
              isNarrow && (
                <Button weight="soft" onClick={showAll}>
                  {t("merchants.showAll")}
                </Button>
              )
            }
          />
        }
      >
        {(items, onEnd) => (
          <div className="fills shop-trades">
            <LongList
              label={t("merchants.sold")}
              items={items}
              keyOf={({ trade_no }) => trade_no}
              estimatePx={76}
              onEnd={onEnd}
            >
              {(trade) => <Line trade={trade} />}
            </LongList>
          </div>
        )}
      </Paged>
    </>
  );
}

function Line({ trade }: { trade: Sold }) {
  const { t, when, money } = useSpeech();
  const { refunded } = trade;
  const given = refunded.minor > 0 ? t("merchants.givenBack", { amount: money(refunded, { exact: true }) }) : "";
  return (
    <Row
      title={trade.subject}
      text={[when(trade.paid_at), given].filter(Boolean).join(" · ")}
      to={`/me/takings/trades/${trade.trade_no}`}
      trail={<Money amount={trade.amount} isExact />}
    />
  );
}

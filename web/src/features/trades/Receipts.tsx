import { useInfiniteQuery } from "@tanstack/react-query";
import { useSpeech } from "@/app/i18n";
import { Own } from "@/features/people";
import { Face } from "@/ui/Face";
import { LongList } from "@/ui/LongList";
import { Money } from "@/ui/Money";
import { Page, Section } from "@/ui/Page";
import { Paged } from "@/ui/Paged";
import { Row } from "@/ui/Row";
import { receiptsQuery, type Receipt } from "./trades";

/** What I paid to shops, and above it what waits for my word. */
export function Receipts() {
  const { t } = useSpeech();
  return (
    <Own title={t("trades.receipts")}>
      {() => (
        <Page title={t("trades.receipts")} hasBack>
          <Awaiting />
          <Section>
            <Row icon="arrows-clockwise" title={t("trades.agreements")} to="/pay/agreements" />
            <Row icon="storefront" title={t("trades.tabs")} to="/pay/tabs" />
          </Section>
          <Mine />
        </Page>
      )}
    </Own>
  );
}

/** What sellers charged by my code and I have to confirm; nothing where nothing waits. */
export function Awaiting() {
  const { t } = useSpeech();
  const waiting = useInfiniteQuery(receiptsQuery(true)).data?.pages.flatMap(({ items }) => items) ?? [];
  if (waiting.length === 0) return null;
  return (
    <Section title={t("trades.awaiting")}>
      {waiting.map((receipt) => (
        <Line key={receipt.id} receipt={receipt} />
      ))}
    </Section>
  );
}

function Mine() {
  const { t } = useSpeech();
  const receipts = useInfiniteQuery(receiptsQuery(false));
  return (
    <Paged
      of={receipts}
      empty={<Face icon="receipt" title={t("trades.noReceipts")} text={t("trades.noReceiptsText")} />}
    >
      {(items, onEnd) => (
        <div className="fills trades-list">
          <LongList label={t("trades.receipts")} items={items} keyOf={({ id }) => id} estimatePx={76} onEnd={onEnd}>
            {(receipt) => <Line receipt={receipt} />}
          </LongList>
        </div>
      )}
    </Paged>
  );
}

function Line({ receipt }: { receipt: Receipt }) {
  const { when } = useSpeech();
  return (
    <Row
      title={receipt.merchant}
      text={`${receipt.subject} · ${when(receipt.at)}`}
      to={`/pay/receipts/${receipt.id}`}
      trail={<Money amount={receipt.amount} isExact />}
    />
  );
}

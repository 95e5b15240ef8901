import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { useSpeech } from "@/app/i18n";
import { Own } from "@/features/people";
import { Awaiting, receiptsQuery } from "@/features/trades";
import { Countdown } from "@/ui/Countdown";
import { ErrorFace } from "@/ui/Face";
import { Icon } from "@/ui/Icon";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { ListSkeleton } from "@/ui/Skeleton";
import { inFours, myCodeQuery } from "./codes";
import "./codes.css";

/** The code that a till scans to charge me: as QR and as bars, another each half minute. */
export function MyCode() {
  const { t } = useSpeech();
  return (
    <Own title={t("codes.mine")}>
      {() => (
        <Page title={t("codes.mine")} hasBack>
          <JustPaid />
          <Awaiting />
          <Code />
          <Section>
            <Row icon="scan" title={t("codes.scan")} to="/pay/scan" />
            <Row icon="qr-code" title={t("codes.receive")} to="/pay/receive" />
            <Row icon="receipt" title={t("codes.receipts")} to="/pay/receipts" />
            <Row icon="lock-simple" title={t("codes.password")} to="/me/pay-password" />
          </Section>
        </Page>
      )}
    </Own>
  );
}

function Code() {
  const { t } = useSpeech();
  const code = useQuery(myCodeQuery);
  const [isRead, setRead] = useState(false);
  if (code.isPending) return <ListSkeleton rows={3} />;
  if (code.isLoadingError) return <ErrorFace error={code.error} onRetry={() => void code.refetch()} />;
  const { code: digits, picture, bars, bars_wide, renews_at } = code.data;
  return (
    <section className="code-card" aria-label={t("codes.card")}>
      <svg
        className="code-bars"
        viewBox={`0 0 ${bars_wide} 1`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("codes.bars")}
      >
        <path d={bars} />
      </svg>
      {isRead ? (
        <p className="code-digits numbers">{inFours(digits)}</p>
      ) : (
        <button type="button" className="code-show" onClick={() => setRead(true)}>
          {t("codes.showDigits")}
        </button>
      )}
      <img
        className="code-picture"
        src={`data:image/svg+xml,${encodeURIComponent(picture)}`}
        width={220}
        height={220}
        alt={t("codes.picture")}
      />
      <p className="code-note">{t("codes.mineText")}</p>
      <p className="code-note">
        <Icon name="arrows-clockwise" size={16} />
        {t("codes.renews")} <Countdown key={renews_at} until={renews_at} />
      </p>
    </section>
  );
}

/** What was charged while one shows the code. */
function JustPaid() {
  const { t, money } = useSpeech();
  const receipts = useInfiniteQuery(receiptsQuery(false)).data?.pages[0]?.items;
  const [before, setBefore] = useState<string | null>();
  const newest = receipts?.[0];
  if (receipts && before === undefined) setBefore(newest?.id ?? null);
  if (before === undefined || newest === undefined || newest.id === before) return null;
  const amount = money(newest.amount, { exact: true });
  return (
    <p className="code-paid" role="status">
      <Icon name="check-circle" size={22} />
      <Link to={`/pay/receipts/${newest.id}`}>{t("codes.paid", { amount, merchant: newest.merchant })}</Link>
    </p>
  );
}

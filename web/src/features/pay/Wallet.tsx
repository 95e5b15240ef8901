import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { Shape } from "@/api";
import { useSpeech } from "@/app/i18n";
import { askToSignIn, useMe } from "@/features/people";
import { OwnTabs } from "@/features/tabs";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { ErrorFace, Face } from "@/ui/Face";
import { Icon } from "@/ui/Icon";
import { LongList } from "@/ui/LongList";
import { Money } from "@/ui/Money";
import { Page, Section } from "@/ui/Page";
import { Paged } from "@/ui/Paged";
import { Row } from "@/ui/Row";
import { ListSkeleton } from "@/ui/Skeleton";
import { able, providersQuery, transitsQuery, underWay } from "./outside";
import { PaySheet } from "./PaySheet";
import { TakeOutSheet } from "./TakeOutSheet";
import { TopUpSheet } from "./TopUpSheet";
import { pathOf, purposeOf, statementQuery, walletQuery, type Line, type Which } from "./wallet";
import "./wallet.css";

/** What one has, and what moved it. */
export function Wallet() {
  const { t } = useSpeech();
  const { me } = useMe();
  return (
    <Page title={t("pay.title")}>
      {me === undefined && <ListSkeleton />}
      {me === null && (
        <Face
          icon="wallet"
          title={t("pay.nobody")}
          text={t("pay.nobodyText")}
          action={<Button onClick={() => void askToSignIn()}>{t("pay.signIn")}</Button>}
        />
      )}
      {me && <Balances />}
    </Page>
  );
}

function Balances() {
  const { t } = useSpeech();
  const wallet = useQuery(walletQuery);
  const [chosen, setChosen] = useState<string>();
  if (wallet.isPending) return <ListSkeleton rows={1} />;
  if (wallet.isLoadingError) return <ErrorFace error={wallet.error} onRetry={() => void wallet.refetch()} />;
  const { balances } = wallet.data;
  const holding = balances.find(({ currency }) => currency === chosen) ?? balances[0];
  if (holding === undefined) return <Face icon="wallet" title={t("pay.empty")} text={t("pay.emptyText")} />;
  return (
    <>
      {balances.length > 1 && (
        <Chips
          label={t("pay.currencies")}
          choices={balances.map(({ currency }) => ({ value: currency, label: currency }))}
          value={holding.currency}
          onChange={setChosen}
        />
      )}
      <Balance holding={holding} />
      <OwnTabs />
      <UnderWay />
      <Ways />
      <Statement key={holding.currency} currency={holding.currency} />
    </>
  );
}

/** Money that has not arrived yet, here or outside. */
function UnderWay() {
  const { t, when } = useSpeech();
  const waiting = underWay(useQuery(transitsQuery).data?.items);
  if (waiting.length === 0) return null;
  return (
    <Section title={t("pay.underWay")}>
      {waiting.map(({ id, kind, provider, amount, at, next_url }) => (
        <Row
          key={id}
          title={t(`pay.moving.${kind === "payout" || kind === "refund" ? "out" : "in"}`, {
            provider: t(`pay.provider.${provider}`),
          })}
          text={next_url === "" ? when(at) : <a href={next_url}>{t("pay.goOn")}</a>}
          trail={<Money amount={amount} isExact />}
        />
      ))}
    </Section>
  );
}

/** Paying and being paid by codes. */
function Ways() {
  const { t } = useSpeech();
  const ways = [
    { to: "/pay/scan", icon: "scan", words: t("pay.way.scan") },
    { to: "/pay/code", icon: "barcode", words: t("pay.way.code") },
    { to: "/pay/receive", icon: "qr-code", words: t("pay.way.receive") },
    { to: "/pay/receipts", icon: "receipt", words: t("pay.way.receipts") },
  ] as const;
  return (
    <nav className="wallet-ways" aria-label={t("pay.ways")}>
      {ways.map(({ to, icon, words }) => (
        <Link key={to} to={to} className="wallet-way">
          <Icon name={icon} size={24} />
          <span>{words}</span>
        </Link>
      ))}
    </nav>
  );
}

function Balance({ holding }: { holding: Shape<"HoldingWire"> }) {
  const { t, money } = useSpeech();
  const [open, setOpen] = useState<"topUp" | "send" | "out">();
  const canTakeOut = able(useQuery(providersQuery).data?.items, "payout", holding.currency).length > 0;
  const close = () => setOpen(undefined);
  const { currency, available, held } = holding;
  return (
    <section className="balance" aria-label={t("pay.balance")}>
      <h2>{t("pay.balance")}</h2>
      <p className="balance-sum">
        <Money amount={available} isExact />
      </p>
      {held.minor > 0 && (
        <p className="balance-held">
          <Icon name="lock-simple" size={16} />
          {t("pay.held", { amount: money(held, { exact: true }) })}
        </p>
      )}
      <div className="balance-acts">
        <Button icon={<Icon name="plus" size={20} />} onClick={() => setOpen("topUp")}>
          {t("pay.topUp.title")}
        </Button>
        <Button weight="soft" icon={<Icon name="paper-plane-right" size={20} />} onClick={() => setOpen("send")}>
          {t("pay.send.title")}
        </Button>
        {canTakeOut && (
          <Button weight="plain" onClick={() => setOpen("out")}>
            {t("pay.out.title")}
          </Button>
        )}
      </div>
      {canTakeOut && <TakeOutSheet isOpen={open === "out"} onClose={close} currency={currency} />}
      <TopUpSheet isOpen={open === "topUp"} onClose={close} currency={currency} />
      <PaySheet isOpen={open === "send"} onClose={close} currency={currency} />
    </section>
  );
}

const FILTERS: readonly Which[] = ["all", "in", "out", "held"];

function Statement({ currency }: { currency: string }) {
  const { t } = useSpeech();
  const [which, setWhich] = useState<Which>("all");
  const statement = useInfiniteQuery(statementQuery(currency, which));
  const none =
    which === "all" ? (
      <Face icon="receipt" title={t("pay.empty")} text={t("pay.emptyText")} />
    ) : (
      <Face
        icon="receipt"
        title={t("pay.noneSuch")}
        action={
          <Button weight="soft" onClick={() => setWhich("all")}>
            {t("pay.showAll")}
          </Button>
        }
      />
    );
  return (
    <section className="statement-part">
      <h2 className="section-title">{t("pay.statement")}</h2>
      <Chips
        label={t("pay.filters")}
        choices={FILTERS.map((value) => ({ value, label: t(`pay.filter.${value}`) }))}
        value={which}
        onChange={setWhich}
      />
      <Paged of={statement} empty={none}>
        {(lines, onEnd) => (
          <div className="statement">
            <LongList label={t("pay.statement")} items={lines} keyOf={(line) => line.id} estimatePx={76} onEnd={onEnd}>
              {(line) => <LineRow line={line} />}
            </LongList>
          </div>
        )}
      </Paged>
    </section>
  );
}

function LineRow({ line }: { line: Line }) {
  const { t, when, money } = useSpeech();
  const { kind, person } = line.counterparty;
  const purpose = purposeOf(line);
  const title = purpose === "payment" || purpose === "tip" ? (person?.name ?? t(`pay.with.${kind}`)) : undefined;
  const said = [title && t(`pay.for.${purpose}`), when(line.at), line.note].filter(Boolean).join(" · ");
  return (
    <Row
      title={title ?? t(`pay.for.${purpose}`)}
      text={said}
      to={pathOf(line)}
      trail={
        <span className="statement-sums">
          <span className={line.direction === "in" ? "statement-in" : undefined}>
            <Money amount={line.amount} isSigned isExact />
          </span>
          {line.balance_after && (
            <span className="statement-after numbers">{money(line.balance_after, { exact: true })}</span>
          )}
        </span>
      }
    />
  );
}

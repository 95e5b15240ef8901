import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";
import { useSpeech } from "@/app/i18n";
import { askToSignIn, useMe } from "@/features/people";
import { Button } from "@/ui/Button";
import { ErrorFace, Face } from "@/ui/Face";
import { LongList } from "@/ui/LongList";
import { Money } from "@/ui/Money";
import { Page } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { ListSkeleton } from "@/ui/Skeleton";
import "./wallet.css";

type Line = Shape<"LineView">;

const walletQuery = queryOptions({ queryKey: ["wallet"], queryFn: () => got(http.GET("/api/wallet")) });

const statementQuery = infiniteQueryOptions({
  queryKey: ["wallet", "transfers"],
  queryFn: ({ pageParam }) =>
    got(http.GET("/api/wallet/transfers", { params: { query: { limit: 30, cursor: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});

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
      {me && <Balance />}
      {me && <Statement />}
    </Page>
  );
}

function Balance() {
  const { t } = useSpeech();
  const wallet = useQuery(walletQuery);
  if (wallet.isPending) return <ListSkeleton rows={1} />;
  if (wallet.isError) return <ErrorFace error={wallet.error} onRetry={() => void wallet.refetch()} />;
  return wallet.data.balances.map(({ available }) => (
    <section key={available.currency} className="balance">
      <h2>{t("pay.balance")}</h2>
      <p>
        <Money amount={available} isExact />
      </p>
    </section>
  ));
}

function Statement() {
  const { t } = useSpeech();
  const statement = useInfiniteQuery(statementQuery);
  const lines = statement.data?.pages.flatMap((page) => page.items) ?? [];
  if (statement.isPending) return <ListSkeleton />;
  if (statement.isError && lines.length === 0)
    return <ErrorFace error={statement.error} onRetry={() => void statement.refetch()} />;
  if (lines.length === 0) return <Face icon="receipt" title={t("pay.empty")} text={t("pay.emptyText")} />;
  return (
    <section>
      <h2 className="section-title">{t("pay.statement")}</h2>
      <div className="statement">
        <LongList
          label={t("pay.statement")}
          items={lines}
          keyOf={(line) => line.id}
          onEnd={statement.hasNextPage && !statement.isFetching ? () => void statement.fetchNextPage() : undefined}
        >
          {(line) => <LineRow line={line} />}
        </LongList>
      </div>
    </section>
  );
}

function LineRow({ line }: { line: Line }) {
  const { t, when } = useSpeech();
  const { kind, person } = line.counterparty;
  return (
    <Row
      title={person?.name ?? t(`pay.with.${kind}`)}
      text={line.note === "" ? when(line.at) : `${when(line.at)} · ${line.note}`}
      trail={<Money amount={line.amount} isSigned isExact />}
    />
  );
}

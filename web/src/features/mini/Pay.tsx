import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ApiError, got, http, type Shape } from "@/api";
import { isUnclear, useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { ConfirmSheet, isAboutWord, WORD_NEEDED, type Word } from "@/features/guard";
import { BillHead, billQuery, PayBill, type Bill } from "@/features/trades";
import { Button } from "@/ui/Button";
import { ErrorFace, Face } from "@/ui/Face";
import { SheetDialog } from "@/ui/SheetDialog";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import type { Result } from "./calls";

interface Props {
  order: Shape<"OrderView">;
  /** Of the program. */
  name: string;
  onResult: (result: Result) => void;
}

/** The cashier over a program: what it wants to be paid, or held back. Ours from edge to edge, its title bar is dimmed too. */
export function PaySheet(props: Props) {
  return props.order.kind === "trade" ? <Trade {...props} /> : <Reservation {...props} />;
}

/** What a bill says of the payment; nothing while it waits for this person. */
export function resultOf(bill: Bill): Result | undefined {
  const isPaid = bill.stage === "paid" || bill.stage === "finished";
  if (isPaid) return bill.payer === "you" ? "9000" : "4000";
  return bill.stage === "closed" || bill.payer === "another" ? "4000" : undefined;
}

function Trade({ order: { code }, name, onResult }: Props) {
  const { t } = useSpeech();
  const queries = useQueryClient();
  const bill = useQuery(billQuery(code));
  const failed = useRef<unknown>(undefined);
  const result = bill.data && resultOf(bill.data);
  useEffect(() => {
    if (result === "9000") onResult(result);
  }, [result, onResult]);
  async function close() {
    if (result !== undefined) onResult(result);
    else if (bill.data === undefined) onResult("6002");
    else if (failed.current === undefined) onResult("6001");
    else if (!isUnclear(failed.current)) onResult("4000");
    else onResult(await looked());
  }
  /** The answer to a payment was lost: what the server says now, or that nobody knows. */
  async function looked(): Promise<Result> {
    try {
      const now = await queries.fetchQuery({ ...billQuery(code), staleTime: 0 });
      return resultOf(now) ?? "8000";
    } catch {
      return "6004";
    }
  }
  return (
    <SheetDialog title={t("mini.pay.title", { name })} isOpen onClose={() => void close()}>
      <div className="mini-pay">
        {bill.isPending && <ListSkeleton rows={2} />}
        {bill.isLoadingError && <ErrorFace error={bill.error} onRetry={() => void bill.refetch()} />}
        {result === "4000" && <Face icon="prohibit" title={t("mini.pay.over")} text={t("mini.pay.overText")} />}
        {bill.data && result === undefined && (
          <>
            <BillHead bill={bill.data} />
            <PayBill bill={bill.data} isSomebody onFailed={(why) => (failed.current = why)} />
          </>
        )}
      </div>
    </SheetDialog>
  );
}

function Reservation({ order: { code }, name, onResult }: Props) {
  const { t, money } = useSpeech();
  const [isAsked, setAsked] = useState(false);
  const [failed, setFailed] = useState<unknown>();
  const params = { path: { code } };
  const asked = useQuery({
    queryKey: ["reservations", code],
    queryFn: () => got(http.GET("/api/pay/reservations/{code}", { params })),
  });
  const agree = useAct(
    (word: Word | Record<string, never>) =>
      got(
        http.POST("/api/me/pay/reservations/{code}/agree", {
          params,
          body: word,
        }),
      ),
    { touches: [["wallet"], ["reservations", code]], onDone: () => onResult("9000") },
  );
  async function go(word: Word | Record<string, never>) {
    try {
      await agree.mutateAsync(word);
    } catch (refused) {
      const said = refused instanceof ApiError ? refused.code : "";
      if (isAboutWord(said) && isAsked) throw refused;
      if (said === WORD_NEEDED) setAsked(true);
      else {
        setAsked(false);
        setFailed(refused);
        toast.error(refused);
      }
    }
  }
  function close() {
    if (asked.data === undefined) onResult("6002");
    else if (failed === undefined) onResult("6001");
    else onResult(isUnclear(failed) ? "6004" : "4000");
  }
  const amount = asked.data && money(asked.data.amount, { exact: true });
  const what = asked.data ? t("mini.hold.what", { amount: amount ?? "", merchant: asked.data.merchant }) : "";
  return (
    <SheetDialog title={t("mini.pay.title", { name })} isOpen onClose={close}>
      <div className="mini-pay">
        {asked.isPending && <ListSkeleton rows={2} />}
        {asked.isLoadingError && <ErrorFace error={asked.error} onRetry={() => void asked.refetch()} />}
        {asked.data && (
          <>
            <p className="mini-pay-merchant">{asked.data.merchant}</p>
            <p className="mini-pay-sum numbers">{amount}</p>
            <p>{asked.data.title}</p>
            <p className="mini-note">{t("mini.hold.text")}</p>
            <Button
              isBlock
              isBusy={agree.isPending}
              onClick={() => (asked.data.needs_password ? setAsked(true) : void go({}))}
            >
              {what}
            </Button>
            <ConfirmSheet
              isOpen={isAsked}
              onClose={() => setAsked(false)}
              what={what}
              askForPasskey={() => got(http.POST("/api/me/pay/reservations/{code}/passkey", { params }))}
              onWord={go}
            />
          </>
        )}
      </div>
    </SheetDialog>
  );
}

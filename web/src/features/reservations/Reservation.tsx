import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, got, http, type Shape } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { ConfirmSheet, isAboutWord, WORD_NEEDED, type Word } from "@/features/guard";
import { TopUpSheet, useAvailable } from "@/features/pay";
import { askToSignIn, useMe } from "@/features/people";
import { Button } from "@/ui/Button";
import { ConfirmAmount } from "@/ui/ConfirmAmount";
import { Countdown } from "@/ui/Countdown";
import { ErrorFace, Face } from "@/ui/Face";
import { Icon } from "@/ui/Icon";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";

type Asked = Shape<"ReservationView">;

const reservationQuery = (code: string) =>
  queryOptions({
    queryKey: ["reservations", code],
    queryFn: () => got(http.GET("/api/pay/reservations/{code}", { params: { path: { code } } })),
  });

/** What a merchant asks to hold back in my balance, and agreeing to it. `otherwise`: what to say where the code is for none. */
export function Reservation({ code, otherwise }: { code: string; otherwise: unknown }) {
  const { t } = useSpeech();
  const { me } = useMe();
  const asked = useQuery(reservationQuery(code));
  if (asked.isPending || me === undefined) return <ListSkeleton rows={2} />;
  if (asked.isLoadingError) return <ErrorFace error={otherwise} onRetry={() => void asked.refetch()} />;
  const { data } = asked;
  if (data.stage === "init")
    return (
      <>
        <Head asked={data} />
        {me === null ? (
          <Button isBlock onClick={() => void askToSignIn()}>
            {t("reservations.signIn")}
          </Button>
        ) : (
          <Agree asked={data} />
        )}
      </>
    );
  return (
    <>
      <Head asked={data} />
      <Face
        icon={data.stage === "authorized" ? "lock-simple" : "prohibit"}
        title={t(`reservations.stage.${data.stage}`)}
        text={data.stage === "authorized" ? t("reservations.authorizedText", { merchant: data.merchant }) : undefined}
      />
    </>
  );
}

function Head({ asked }: { asked: Asked }) {
  const { t, money } = useSpeech();
  return (
    <section className="cashier-head" aria-label={t("reservations.title")}>
      <p className="cashier-shop">
        <Icon name="storefront" size={20} />
        {asked.merchant}
      </p>
      <p className="cashier-sum numbers">{money(asked.amount, { exact: true })}</p>
      <p className="cashier-subject">{asked.title}</p>
      {asked.stage === "init" && (
        <p className="cashier-until">
          <Icon name="clock" size={16} />
          {t("reservations.until")} <Countdown until={asked.expires_at} />
        </p>
      )}
    </section>
  );
}

function Agree({ asked }: { asked: Asked }) {
  const { t, money } = useSpeech();
  const { code, merchant } = asked;
  const { minor, currency } = asked.amount;
  const available = useAvailable(currency);
  const [open, setOpen] = useState<"word" | "topUp">();
  const params = { path: { code } };
  const what = t("reservations.agree", { amount: money(asked.amount, { exact: true }), merchant });
  const agree = useAct(
    (body: Word | Record<string, never>) => got(http.POST("/api/me/pay/reservations/{code}/agree", { params, body })),
    {
      touches: [reservationQuery(code).queryKey, ["wallet"]],
      onDone: () => toast.done(t("reservations.done", { merchant })),
    },
  );
  async function go(word: Word | Record<string, never> = {}) {
    try {
      await agree.mutateAsync(word);
      setOpen(undefined);
    } catch (refused) {
      const said = refused instanceof ApiError ? refused.code : "";
      if (isAboutWord(said) && open === "word") throw refused;
      setOpen(said === WORD_NEEDED ? "word" : said === "insufficient_funds" ? "topUp" : undefined);
      if (said !== WORD_NEEDED && said !== "insufficient_funds") toast.error(refused);
    }
  }
  const missing = available === undefined ? 0 : Math.max(0, minor - available);
  return (
    <div className="cashier-act">
      <p className="cashier-note">{t("reservations.text", { merchant })}</p>
      {missing > 0 ? (
        <Button isBlock onClick={() => setOpen("topUp")}>
          {t("reservations.topUpFirst", { amount: money({ minor: missing, currency }, { exact: true }) })}
        </Button>
      ) : (
        <ConfirmAmount
          isDisabled={available === undefined}
          onConfirm={async () => (asked.needs_password ? setOpen("word") : go())}
        >
          {what}
        </ConfirmAmount>
      )}
      <TopUpSheet
        isOpen={open === "topUp"}
        onClose={() => setOpen(undefined)}
        currency={currency}
        missingMinor={missing || undefined}
      />
      <ConfirmSheet
        isOpen={open === "word"}
        onClose={() => setOpen(undefined)}
        what={what}
        askForPasskey={() => got(http.POST("/api/me/pay/reservations/{code}/passkey", { params }))}
        onWord={go}
      />
    </div>
  );
}

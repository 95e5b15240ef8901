import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Own } from "@/features/people";
import { AmountField, minorOf } from "@/ui/AmountField";
import { Button } from "@/ui/Button";
import { ConfirmAmount } from "@/ui/ConfirmAmount";
import { ErrorFace } from "@/ui/Face";
import { Field } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Money } from "@/ui/Money";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { merchantQuery, shopCodesQuery, type Merchant } from "./merchants";
import "./merchants.css";

/** A seller's side: what was taken, taking it into one's own balance, codes to put on a counter. */
export function ShopMoney() {
  const { t } = useSpeech();
  return (
    <Own title={t("merchants.title")}>
      {() => (
        <Page title={t("merchants.title")} hasBack>
          <Shop />
        </Page>
      )}
    </Own>
  );
}

function Shop() {
  const { t } = useSpeech();
  const merchant = useQuery(merchantQuery);
  if (merchant.isPending) return <ListSkeleton rows={2} />;
  if (merchant.error instanceof ApiError && merchant.error.code === "not_a_merchant") return <OpenShop />;
  if (merchant.isLoadingError) return <ErrorFace error={merchant.error} onRetry={() => void merchant.refetch()} />;
  return (
    <>
      <Takings merchant={merchant.data} />
      <Complaints />
      <Section>
        <Row icon="receipt" title={t("merchants.sold")} text={t("merchants.soldText")} to="/me/takings/trades" />
      </Section>
      <Counters />
    </>
  );
}

function Complaints() {
  const { t } = useSpeech();
  return (
    <Section>
      <Row icon="chat-circle" title={t("merchants.complaints")} to="/me/complaints" />
    </Section>
  );
}

function OpenShop() {
  const { t } = useSpeech();
  const [name, setName] = useState("");
  const opening = useAct((called: string) => got(http.PUT("/api/me/pay/merchant", { body: { name: called } })), {
    touches: [merchantQuery.queryKey],
  });
  return (
    <section className="shop-form">
      <p className="shop-note">{t("merchants.why")}</p>
      <Field
        label={t("merchants.name")}
        hint={t("merchants.nameHint")}
        error={opening.error}
        value={name}
        maxLength={60}
        onChange={setName}
      />
      <Button
        tone="shop"
        isBlock
        isBusy={opening.isPending}
        disabled={name.trim() === ""}
        onClick={() => opening.mutate(name.trim())}
      >
        {t("merchants.open")}
      </Button>
    </section>
  );
}

function Takings({ merchant }: { merchant: Merchant }) {
  const { t, money } = useSpeech();
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const { currency } = merchant.takings;
  const minor = minorOf(typed, currency) ?? 0;
  const draw = useAct(
    (amount: number, once) =>
      got(http.POST("/api/me/pay/merchant/draws", { body: { amount: { minor: amount, currency } }, headers: once })),
    {
      touches: [merchantQuery.queryKey, ["wallet"]],
      onDone: () => {
        toast.done(t("merchants.drawn"));
        setOpen(false);
      },
    },
  );
  return (
    <section className="shop-form" aria-label={t("merchants.takings")}>
      <h2 className="shop-name">{merchant.name}</h2>
      <p className="shop-note">{t("merchants.takings")}</p>
      <p className="shop-sum">
        <Money amount={merchant.takings} isExact />
      </p>
      <Button tone="shop" disabled={merchant.takings.minor === 0} onClick={() => setOpen(true)}>
        {t("merchants.draw")}
      </Button>
      <p className="shop-note numbers">{t("merchants.number", { number: merchant.number })}</p>
      <SheetDialog title={t("merchants.draw")} isOpen={isOpen} onClose={() => setOpen(false)}>
        <AmountField
          label={t("merchants.amount")}
          hint={t("merchants.there", { amount: money(merchant.takings, { exact: true }) })}
          error={draw.error}
          currency={currency}
          value={typed}
          onChange={setTyped}
        />
        <ConfirmAmount
          tone="shop"
          isDisabled={minor === 0 || minor > merchant.takings.minor}
          onConfirm={() => draw.mutateAsync(minor).catch(() => undefined)}
        >
          {t("merchants.drawAmount", { amount: money({ minor, currency }, { exact: true }) })}
        </ConfirmAmount>
      </SheetDialog>
    </section>
  );
}

function Counters() {
  const { t } = useSpeech();
  const codes = useQuery(shopCodesQuery);
  const [label, setLabel] = useState("");
  const make = useAct(
    (said: string, once) => got(http.POST("/api/me/pay/shop-codes", { body: { label: said }, headers: once })),
    { touches: [shopCodesQuery.queryKey], onDone: () => setLabel("") },
  );
  const end = useAct(
    (code: string) => got(http.DELETE("/api/me/pay/shop-codes/{code}", { params: { path: { code } } })),
    { touches: [shopCodesQuery.queryKey], onDone: () => toast.done(t("merchants.ended")), onError: toast.error },
  );
  return (
    <>
      {codes.data && codes.data.items.length > 0 && (
        <Section title={t("merchants.codes")}>
          {codes.data.items.map(({ code, label: name, picture, url }) => (
            <Row
              key={code}
              lead={
                <img
                  className="shop-code"
                  src={picture}
                  width={88}
                  height={88}
                  alt={t("merchants.codeOf", { label: name })}
                />
              }
              title={name}
              text={
                <span className="shop-acts">
                  <a href={`${picture}?kind=png`} download={`${code}.png`}>
                    PNG
                  </a>
                  <a href={picture} download={`${code}.svg`}>
                    SVG
                  </a>
                  <a href={new URL(url).pathname}>{t("merchants.see")}</a>
                </span>
              }
              trail={
                <Button
                  weight="soft"
                  aria-label={t("merchants.endOf", { label: name })}
                  isBusy={end.isPending && end.variables === code}
                  onClick={() => end.mutate(code)}
                >
                  {t("merchants.end")}
                </Button>
              }
            />
          ))}
        </Section>
      )}
      <section className="shop-form" aria-label={t("merchants.newCode")}>
        <Field
          label={t("merchants.newCode")}
          hint={t("merchants.newCodeHint")}
          error={make.error}
          value={label}
          maxLength={60}
          onChange={setLabel}
        />
        <Button
          weight="soft"
          tone="shop"
          icon={<Icon name="qr-code" size={20} />}
          isBusy={make.isPending}
          disabled={label.trim() === ""}
          onClick={() => make.mutate(label.trim())}
        >
          {t("merchants.makeCode")}
        </Button>
      </section>
    </>
  );
}

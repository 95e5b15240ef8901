import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { toast } from "@/ui/Toast";
import { Words } from "@/ui/Words";
import { issuersQuery, placeOf, readCredential, readPlace, standingQuery } from "./standing";

/** Takes one's standing along to another installation, and brings one from there. */
export function Carry({ me }: { me: string }) {
  const { t } = useSpeech();
  const [open, setOpen] = useState<"take" | "bring">();
  const close = () => setOpen(undefined);
  return (
    <>
      <Section title={t("standing.carry")}>
        <Row
          icon="export"
          title={t("standing.take.title")}
          text={t("standing.take.text")}
          onClick={() => setOpen("take")}
        />
        <Row
          icon="download-simple"
          title={t("standing.bring.title")}
          text={t("standing.bring.text")}
          onClick={() => setOpen("bring")}
        />
      </Section>
      <SheetDialog title={t("standing.take.title")} isOpen={open === "take"} onClose={close}>
        <Take onDone={close} />
      </SheetDialog>
      <SheetDialog title={t("standing.bring.title")} isOpen={open === "bring"} onClose={close}>
        <Bring me={me} onDone={close} />
      </SheetDialog>
    </>
  );
}

function Take({ onDone }: { onDone: () => void }) {
  const { t } = useSpeech();
  const [place, setPlace] = useState("");
  const wish = readPlace(place);
  const signing = useAct(
    (body: { audience: string; holder_id: string }) => got(http.POST("/api/me/standing/credential", { body })),
    {
      onDone: (credential) => {
        keep(credential);
        toast.done(t("standing.take.done"));
        onDone();
      },
    },
  );
  return (
    <div className="standing-sheet">
      <Field
        label={t("standing.take.place")}
        hint={place !== "" && !wish ? t("standing.take.noPlace") : t("standing.take.placeHint")}
        error={signing.error ?? undefined}
        value={place}
        onChange={setPlace}
      />
      <Button isBlock disabled={!wish} isBusy={signing.isPending} onClick={() => wish && signing.mutate(wish)}>
        {t("standing.take.sign")}
      </Button>
    </div>
  );
}

function Bring({ me, onDone }: { me: string; onDone: () => void }) {
  const { t } = useSpeech();
  const issuers = useQuery(issuersQuery);
  const [text, setText] = useState("");
  const credential = readCredential(text);
  const bringing = useAct(
    (said: Record<string, unknown>, headers) =>
      got(http.POST("/api/me/standing/brought", { body: { credential: said }, headers })),
    {
      touches: [standingQuery.queryKey],
      onDone: () => {
        toast.done(t("standing.bring.done"));
        onDone();
      },
    },
  );
  const place = issuers.data && placeOf(issuers.data.did, me);
  const copy = async (copied: string) => {
    await navigator.clipboard.writeText(copied);
    toast.done(t("standing.bring.copied"));
  };
  return (
    <div className="standing-sheet">
      <p>{t("standing.bring.first")}</p>
      <p className="standing-place">{place}</p>
      <Button
        weight="soft"
        isBlock
        disabled={place === undefined}
        onClick={() => place !== undefined && void copy(place)}
      >
        {t("standing.bring.copy")}
      </Button>
      <p>
        {issuers.data?.items.length === 0
          ? t("standing.bring.nowhere")
          : t("standing.bring.from", { names: issuers.data?.items.map(({ name }) => name).join(" · ") ?? "" })}
      </p>
      <Words
        label={t("standing.bring.second")}
        hint={text !== "" && !credential ? t("standing.bring.none") : t("standing.bring.hint")}
        error={bringing.error ?? undefined}
        value={text}
        onChange={setText}
        maxLength={20_000}
      />
      <Button
        isBlock
        disabled={!credential}
        isBusy={bringing.isPending}
        onClick={() => credential && bringing.mutate(credential)}
      >
        {t("standing.bring.send")}
      </Button>
    </div>
  );
}

function keep(credential: unknown): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(credential, null, 1)], { type: "application/vc+json" }));
  Object.assign(document.createElement("a"), { href: address, download: "everywhere-standing.json" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

import { useState } from "react";
import { useSpeech } from "@/app/i18n";
import { Camera, FromPicture } from "@/features/codes";
import { placesLike, usePlaces } from "@/features/nearby";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { toast } from "@/ui/Toast";
import { PaySheet } from "./Pay";
import type { Place, Question } from "./questions";

const PLACES_SHOWN = 20;

/** What the page asks its person for a program: modal, over its bars too, in the app's own look. */
export function Sheets({ question, name }: { question: Question | undefined; name: string }) {
  if (question === undefined) return null;
  switch (question.kind) {
    case "scopes":
      return <Scopes name={name} scopes={question.about} onAnswer={question.answer} />;
    case "pay":
      return <PaySheet order={question.about} name={name} onResult={question.answer} />;
    case "scan":
      return <ScanSheet name={name} onAnswer={question.answer} />;
    case "place":
      return <PlaceSheet name={name} onAnswer={question.answer} />;
  }
}

interface ScopesProps {
  name: string;
  scopes: readonly ("auth_base" | "auth_user" | "auth_score")[];
  onAnswer: (isAllowed: boolean) => void;
}

function Scopes({ name, scopes, onAnswer }: ScopesProps) {
  const { t } = useSpeech();
  return (
    <SheetDialog title={t("mini.consent.title", { name })} isOpen onClose={() => onAnswer(false)}>
      <ul className="mini-scopes">
        {scopes.map((scope) => (
          <li key={scope}>{t(`mini.consent.${scope}`)}</li>
        ))}
      </ul>
      <Button isBlock onClick={() => onAnswer(true)}>
        {t("mini.consent.allow", { name })}
      </Button>
      <p className="mini-note">{t("mini.consent.note")}</p>
    </SheetDialog>
  );
}

function ScanSheet({ name, onAnswer }: { name: string; onAnswer: (text: string | undefined) => void }) {
  const { t } = useSpeech();
  const read = (text: string | undefined) => {
    if (text === undefined) toast.done(t("mini.scan.none"));
    else onAnswer(text);
    return text !== undefined;
  };
  return (
    <SheetDialog title={t("mini.scan.title", { name })} isOpen onClose={() => onAnswer(undefined)}>
      <Camera onText={read} />
      <FromPicture onText={read} onUnreadable={() => read(undefined)} />
    </SheetDialog>
  );
}

function PlaceSheet({ name, onAnswer }: { name: string; onAnswer: (place: Place | undefined) => void }) {
  const { t, language } = useSpeech();
  const [typed, setTyped] = useState("");
  const found = placesLike(usePlaces(), typed).slice(0, PLACES_SHOWN);
  return (
    <SheetDialog title={t("mini.place.title", { name })} isOpen onClose={() => onAnswer(undefined)}>
      <Field label={t("mini.place.label")} value={typed} onChange={setTyped} />
      <ul aria-label={t("mini.place.label")}>
        {found.map((place) => {
          const called = language === "en" ? place.en : place.zh;
          const { lat: latitude, lon: longitude } = place.at;
          return (
            <li key={`${place.kind} ${place.zh} ${latitude}`}>
              <Row title={called} onClick={() => onAnswer({ name: called, address: called, latitude, longitude })} />
            </li>
          );
        })}
      </ul>
    </SheetDialog>
  );
}

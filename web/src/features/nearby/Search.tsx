import { useState } from "react";
import { useSpeech } from "@/app/i18n";
import { CategoryIcon } from "@/ui/CategoryIcon";
import { Field } from "@/ui/Field";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import type { Category } from "./nearby";
import { placesLike, type Place } from "./places";
import "./search.css";

interface Props {
  isOpen: boolean;
  onClose: () => void;
  kinds: Map<string, Category>;
  places: readonly Place[];
  onPlace: (place: Place) => void;
  onCategory: (code: string) => void;
}

const PLACES_MAX = 30;
const CATEGORIES_MAX = 6;

/** Looks for a place by its name, or for a kind of help. */
export function Search({ isOpen, onClose, kinds, places, onPlace, onCategory }: Props) {
  const { t, either, language } = useSpeech();
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  const categories = [...kinds.values()].filter(
    (each) => wanted !== "" && (each.name_zh.includes(wanted) || each.name_en.toLowerCase().includes(wanted)),
  );
  const found = placesLike(places, typed).slice(0, PLACES_MAX);
  return (
    <SheetDialog title={t("nearby.search.title")} isOpen={isOpen} onClose={onClose}>
      <Field label={t("nearby.search.label")} value={typed} onChange={setTyped} type="search" autoFocus />
      <ul className="search-found" aria-label={t("nearby.search.found")}>
        {categories.slice(0, CATEGORIES_MAX).map((each) => (
          <li key={each.code}>
            <Row
              lead={<CategoryIcon icon={each.icon} />}
              title={either(each, "name")}
              onClick={() => onCategory(each.code)}
            />
          </li>
        ))}
        {found.map((place) => (
          <li key={`${place.kind}${place.zh}${place.at.lat}`}>
            <Row
              icon="map-pin"
              title={language === "en" ? place.en : place.zh}
              text={t(`nearby.place.${place.kind}`)}
              onClick={() => onPlace(place)}
            />
          </li>
        ))}
      </ul>
      {categories.length + found.length === 0 && <p className="search-none">{t("nearby.search.none", { typed })}</p>}
    </SheetDialog>
  );
}

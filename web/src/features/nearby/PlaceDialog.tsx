import { useState } from "react";
import { useSpeech } from "@/app/i18n";
import { Field } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Button } from "@/ui/Button";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { toast } from "@/ui/Toast";
import type { Point } from "./area";
import { placeAt, placesLike, usePlaces } from "./places";
import "./search.css";

const PLACES_MAX = 30;

/** What a point is called: the town it is in, in the reader's language; undefined where no name is near. */
export function usePlaceName(at: Point | undefined): string | undefined {
  const { language } = useSpeech();
  const places = usePlaces();
  const place = at && placeAt(places, at);
  return place && (language === "en" ? place.en : place.zh);
}

/** Two ways to say where, beside moving the map: a place by its name, or one's own position, which is asked for only here. */
export function PlaceButtons({ onPlace }: { onPlace: (at: Point) => void }) {
  const { t } = useSpeech();
  const [isOpen, setOpen] = useState(false);
  const [isLooking, setLooking] = useState(false);
  function findMe() {
    setLooking(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setLooking(false);
        onPlace({ lat: coords.latitude, lon: coords.longitude });
      },
      () => {
        setLooking(false);
        toast.done(t("nearby.noPosition"));
        setOpen(true);
      },
      { timeout: 10_000, maximumAge: 60_000 },
    );
  }
  return (
    <div className="place-buttons">
      <Button weight="soft" icon={<Icon name="magnifying-glass" size={20} />} onClick={() => setOpen(true)}>
        {t("nearby.byName")}
      </Button>
      <Button weight="soft" icon={<Icon name="crosshair" size={20} />} isBusy={isLooking} onClick={findMe}>
        {t("nearby.findMe")}
      </Button>
      <PlaceDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        onPlace={(at) => {
          setOpen(false);
          onPlace(at);
        }}
      />
    </div>
  );
}

function PlaceDialog(props: { isOpen: boolean; onClose: () => void; onPlace: (at: Point) => void }) {
  const { t, language } = useSpeech();
  const [typed, setTyped] = useState("");
  const found = placesLike(usePlaces(), typed).slice(0, PLACES_MAX);
  return (
    <SheetDialog title={t("nearby.byName")} isOpen={props.isOpen} onClose={props.onClose}>
      <Field label={t("nearby.place")} value={typed} onChange={setTyped} type="search" autoFocus />
      <ul className="search-found" aria-label={t("nearby.search.found")}>
        {found.map((place) => (
          <li key={`${place.kind}${place.zh}${place.at.lat}`}>
            <Row
              icon="map-pin"
              title={language === "en" ? place.en : place.zh}
              text={t(`nearby.place.${place.kind}`)}
              onClick={() => props.onPlace(place.at)}
            />
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="search-none">{t("nearby.search.none", { typed })}</p>}
    </SheetDialog>
  );
}

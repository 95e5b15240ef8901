import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Switch } from "antd-mobile";
import { useState } from "react";
import { got, http, type Shape } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { ErrorFace } from "@/ui/Face";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/Toast";
import { availabilityQuery, type Availability } from "../offers";
import "./availability.css";

/** The switch of a helper: "I can come now". Where they are is asked for only when they say so, and nobody is shown it. */
export function AvailabilityCard() {
  const { t } = useSpeech();
  const queries = useQueryClient();
  const availability = useQuery(availabilityQuery);
  const [isLooking, setLooking] = useState(false);
  const switching = useAct(
    (body: Shape<"AvailabilityDraft">, headers) => got(http.PUT("/api/me/availability", { body, headers })),
    {
      touches: [["offers"], ["nearby"]],
      onDone: (after: Availability) => queries.setQueryData(availabilityQuery.queryKey, after),
      onError: toast.error,
    },
  );
  if (availability.isLoadingError)
    return <ErrorFace error={availability.error} onRetry={() => void availability.refetch()} />;
  const isOn = availability.data?.available ?? false;
  const isLocated = availability.data?.is_located ?? false;
  function sayWhere() {
    setLooking(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setLooking(false);
        switching.mutate({ available: true, at: { lat: coords.latitude, lon: coords.longitude } });
      },
      () => {
        setLooking(false);
        toast.done(t("offers.switch.noPosition"));
      },
      { timeout: 10_000, maximumAge: 60_000 },
    );
  }
  const text = isOn ? (isLocated ? "offers.switch.onHere" : "offers.switch.on") : "offers.switch.off";
  return (
    <section className={isOn ? "switch-card switch-card-on" : "switch-card"}>
      <div className="switch-card-head">
        <div>
          <h2 id="switch">{t("offers.switch.title")}</h2>
          <p>{t(text)}</p>
        </div>
        <Switch
          aria-labelledby="switch"
          checked={isOn}
          loading={switching.isPending}
          disabled={availability.isPending}
          onChange={(next) => switching.mutate({ available: next })}
        />
      </div>
      {isOn && !isLocated && (
        <Button weight="soft" icon={<Icon name="crosshair" size={20} />} isBusy={isLooking} onClick={sayWhere}>
          {t("offers.switch.where")}
        </Button>
      )}
    </section>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { got, http } from "@/api";
import { useSpeech } from "@/app/i18n";
import { useMe } from "@/features/people";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Icon } from "@/ui/Icon";
import { readable } from "@/api";
import { useDayNames } from "../Hours";
import { DAYS, presetOf, PRESETS, WEEKDAYS, type Preset, type Row } from "../hours";
import type { StepProps } from "./AboutStep";

const NEW_ROW: Row = { days: WEEKDAYS, from: "09:00", to: "18:00" };

/** When one can come: as most people say it, or hours of one's own; and for which communities. */
export function HoursStep({ draft, onChange, error }: StepProps) {
  const { t } = useSpeech();
  const [isOwn, setOwn] = useState(() => presetOf(draft.rows) === undefined);
  const preset = isOwn ? "own" : (presetOf(draft.rows) ?? "own");
  const presets: (Preset | "own")[] = ["any", "evenings", "daytime", "weekend", "own"];
  function choose(next: Preset | "own") {
    setOwn(next === "own");
    if (next !== "own") onChange({ rows: PRESETS[next] });
    else if (draft.rows.length === 0) onChange({ rows: [NEW_ROW] });
  }
  const problem = error ? readable(error) : undefined;
  return (
    <>
      <Chips
        label={t("offers.lend.step.hours")}
        value={preset}
        choices={presets.map((value) => ({ value, label: t(`offers.hours.${value}`) }))}
        onChange={choose}
      />
      {isOwn && <OwnHours rows={draft.rows} onChange={(rows) => onChange({ rows })} />}
      {problem && (
        <p className="field-error" role="alert">
          {problem.title} {problem.remedy}
        </p>
      )}
      <Communities draft={draft} onChange={onChange} />
    </>
  );
}

function OwnHours({ rows, onChange }: { rows: readonly Row[]; onChange: (rows: Row[]) => void }) {
  const { t } = useSpeech();
  const name = useDayNames();
  const put = (index: number, changed: Partial<Row>) =>
    onChange(rows.map((row, each) => (each === index ? { ...row, ...changed } : row)));
  const toggle = (row: Row, day: number) =>
    row.days.includes(day) ? row.days.filter((each) => each !== day) : [...row.days, day].toSorted();
  return (
    <div className="own-hours">
      {rows.map((row, index) => (
        // Rows have no name but their place.
        <fieldset key={index} className="own-row">
          <legend className="unseen">{t("offers.hours.row", { nth: index + 1 })}</legend>
          <div className="own-days">
            {DAYS.map((day) => (
              <button
                key={day}
                type="button"
                className="own-day"
                aria-pressed={row.days.includes(day)}
                onClick={() => put(index, { days: toggle(row, day) })}
              >
                {name(day)}
              </button>
            ))}
          </div>
          <div className="own-span">
            <input
              type="time"
              aria-label={t("offers.hours.from")}
              value={row.from}
              onChange={(event) => event.target.value !== "" && put(index, { from: event.target.value })}
            />
            <span aria-hidden="true">–</span>
            <input
              type="time"
              aria-label={t("offers.hours.to")}
              value={row.to}
              onChange={(event) => event.target.value !== "" && put(index, { to: event.target.value })}
            />
            {rows.length > 1 && (
              <button
                type="button"
                className="own-remove"
                aria-label={t("offers.hours.remove", { nth: index + 1 })}
                onClick={() => onChange(rows.filter((_, each) => each !== index))}
              >
                <Icon name="trash" size={20} />
              </button>
            )}
          </div>
        </fieldset>
      ))}
      <Button weight="soft" icon={<Icon name="plus" size={20} />} onClick={() => onChange([...rows, NEW_ROW])}>
        {t("offers.hours.more")}
      </Button>
    </div>
  );
}

/** Which of one's own communities only; nothing chosen is anybody. */
function Communities({ draft, onChange }: Pick<StepProps, "draft" | "onChange">) {
  const { t, either } = useSpeech();
  const { me } = useMe();
  const mine = useQuery({
    queryKey: ["communities", "mine"],
    queryFn: async () => {
      const { items } = await got(http.GET("/api/me/memberships"));
      return Promise.all(
        items.map(({ community_id }) =>
          got(http.GET("/api/communities/{community_id}", { params: { path: { community_id } } })),
        ),
      );
    },
    enabled: me !== null && me !== undefined,
  });
  if (!mine.data || mine.data.length === 0) return null;
  const { communityIds } = draft;
  return (
    <fieldset className="lend-communities">
      <legend>{t("offers.communities")}</legend>
      {mine.data.map((community) => (
        <label key={community.id}>
          <input
            type="checkbox"
            checked={communityIds.includes(community.id)}
            onChange={(event) =>
              onChange({
                communityIds: event.target.checked
                  ? [...communityIds, community.id]
                  : communityIds.filter((id) => id !== community.id),
              })
            }
          />
          <span>{either(community, "name")}</span>
        </label>
      ))}
      <p className="lend-note">{t("offers.communitiesHint")}</p>
    </fieldset>
  );
}

import { useSpeech } from "@/app/i18n";
import { stateOf, type Tab } from "./tabs";
import "./tabs.css";

/** Until when what waits is paid in time, and what it does to my standing after that. */
export function DueNote({ tab }: { tab: Tab }) {
  const { t, when } = useSpeech();
  const { late_from, unpaid_from } = tab;
  if (late_from === null || unpaid_from === null) return null;
  const isLate = stateOf(tab, new Date()) === "late";
  return (
    <div className={isLate ? "tab-note tab-note-late" : "tab-note"}>
      <p>
        {isLate
          ? t("tabs.lateNote", { unpaid: when(unpaid_from) })
          : t("tabs.dueNote", { late: when(late_from), unpaid: when(unpaid_from) })}
      </p>
      <p>{t("tabs.meanwhile")}</p>
    </div>
  );
}

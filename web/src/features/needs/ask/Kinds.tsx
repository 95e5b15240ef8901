import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSpeech } from "@/app/i18n";
import { categoriesQuery } from "@/app/queries";
import type { Category } from "@/features/nearby";
import { CategoryIcon } from "@/ui/CategoryIcon";
import { ErrorFace, Face } from "@/ui/Face";
import { Field } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { ListSkeleton } from "@/ui/Skeleton";

/** Which kind of help: all at once, and found by a word. */
export function Kinds({ kinds, onChoose }: { kinds: Map<string, Category>; onChoose: (code: string) => void }) {
  const { t, either } = useSpeech();
  const asked = useQuery(categoriesQuery);
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  const found = [...kinds.values()].filter(
    (each) => each.name_zh.includes(wanted) || each.name_en.toLowerCase().includes(wanted),
  );
  return (
    <Page title={t("needs.ask.title")} hasBack>
      <Field label={t("needs.ask.search")} type="search" value={typed} onChange={setTyped} />
      {asked.isPending && <ListSkeleton rows={6} />}
      {asked.isError && kinds.size === 0 && <ErrorFace error={asked.error} onRetry={() => void asked.refetch()} />}
      {kinds.size > 0 && found.length === 0 && (
        <Face icon="magnifying-glass" tone="need" title={t("needs.ask.noKind")} text={t("needs.ask.noKindText")} />
      )}
      <ul className="ask-kinds">
        {found.map((each) => (
          <li key={each.code}>
            <button type="button" onClick={() => onChoose(each.code)}>
              <CategoryIcon icon={each.icon} size={32} />
              <span>{either(each, "name")}</span>
            </button>
          </li>
        ))}
      </ul>
    </Page>
  );
}

import { useState } from "react";
import { got, http, type Shape } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { toast } from "@/ui/Toast";
import { Words } from "@/ui/Words";
import { appealsQuery } from "./standing";

/** Contests a fact, or the whole score, before a human. */
export function AppealForm({ factId, onDone }: { factId?: string; onDone: () => void }) {
  const { t } = useSpeech();
  const [text, setText] = useState("");
  const appealing = useAct(
    (body: Shape<"AppealDraft">, headers) => got(http.POST("/api/me/standing/appeals", { body, headers })),
    {
      touches: [appealsQuery.queryKey],
      onDone: () => {
        toast.done(t("standing.appeal.sent"));
        onDone();
      },
    },
  );
  return (
    <>
      <Words
        label={t("standing.appeal.what")}
        hint={t("standing.appeal.hint")}
        error={appealing.error ?? undefined}
        value={text}
        onChange={setText}
      />
      <Button
        weight="soft"
        isBlock
        disabled={text.trim() === ""}
        isBusy={appealing.isPending}
        onClick={() => appealing.mutate({ text, ...(factId !== undefined && { fact_id: factId }) })}
      >
        {t("standing.appeal.send")}
      </Button>
    </>
  );
}

import { useState } from "react";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useDraft } from "@/app/draft";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Photos } from "@/ui/Photos";
import { SheetDialog } from "@/ui/SheetDialog";
import { Words } from "@/ui/Words";
import type { Deal } from "./deals";

const NOTHING = { note: "", pictures: [] as string[] };
const PICTURES_MAX = 8;

/** The helper says that it is done, with a note and pictures that show it. */
export function DeliverSheet({ deal, isOpen, onClose }: { deal: Deal; isOpen: boolean; onClose: () => void }) {
  const { t, money } = useSpeech();
  const [draft, setDraft, forget] = useDraft(`deliver.${deal.id}`, NOTHING);
  const [isSending, setSending] = useState(false);
  const deliver = useAct(
    (said: typeof NOTHING, once) =>
      got(
        http.POST("/api/deals/{deal_id}/deliver", {
          params: { path: { deal_id: deal.id } },
          body: { note: said.note, picture_ids: said.pictures },
          headers: once,
        }),
      ),
    {
      touches: [["deals"]],
      onDone: () => {
        forget();
        onClose();
      },
    },
  );
  const key = deal.payment === "cash" ? "deals.deliver.doCash" : "deals.deliver.do";
  return (
    <SheetDialog title={t("deals.do.deliver")} isOpen={isOpen} onClose={onClose}>
      <Words
        label={t("deals.deliver.note", { name: deal.asker.name })}
        placeholder={t("deals.deliver.example")}
        value={draft.note}
        onChange={(note) => setDraft((now) => ({ ...now, note }))}
        error={deliver.error ?? undefined}
      />
      <Photos
        label={t("deals.deliver.pictures")}
        value={draft.pictures}
        onChange={(pictures) => setDraft((now) => ({ ...now, pictures: [...pictures] }))}
        onBusy={setSending}
        max={PICTURES_MAX}
      />
      <Button
        tone="offer"
        isBlock
        isBusy={deliver.isPending}
        disabled={isSending}
        onClick={() => deliver.mutate(draft)}
      >
        {t(key, { amount: money(deal.money.price), name: deal.asker.name })}
      </Button>
    </SheetDialog>
  );
}

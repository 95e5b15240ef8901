import { useState } from "react";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useDraft } from "@/app/draft";
import { useSpeech } from "@/app/i18n";
import { otherOf, type Deal } from "@/features/deals";
import { Button } from "@/ui/Button";
import { Gallery, Photos } from "@/ui/Photos";
import { Words } from "@/ui/Words";
import type { Dispute } from "./disputes";

const NOTHING = { text: "", pictures: [] as string[] };
const PICTURES_MAX = 8;

/** What each side showed, and showing more. */
export function Evidence({ deal, dispute }: { deal: Deal; dispute: Dispute }) {
  const { t, when } = useSpeech();
  const { evidence, can } = dispute;
  return (
    <div className="dispute-part">
      {evidence.length === 0 && <p className="dispute-note">{t("disputes.noEvidence")}</p>}
      <ul className="evidence">
        {evidence.map((each) => (
          <li key={`${each.at}${each.by}`}>
            <p className="dispute-note">
              {each.by === deal.side ? t("disputes.you") : otherOf(deal).name} · {when(each.at)}
            </p>
            {each.text !== "" && <p className="dispute-words">{each.text}</p>}
            <Gallery urls={each.pictures} />
          </li>
        ))}
      </ul>
      {can.includes("add_evidence") && <Add deal={deal} />}
    </div>
  );
}

function Add({ deal }: { deal: Deal }) {
  const { t } = useSpeech();
  const [draft, setDraft, forget] = useDraft(`evidence.${deal.id}`, NOTHING);
  const [isSending, setSending] = useState(false);
  const add = useAct(
    (given: typeof NOTHING, once) =>
      got(
        http.POST("/api/deals/{deal_id}/dispute/evidence", {
          params: { path: { deal_id: deal.id } },
          body: { text: given.text, picture_ids: given.pictures },
          headers: once,
        }),
      ),
    { touches: [["deals"]], onDone: forget },
  );
  const isEmpty = draft.text.trim() === "" && draft.pictures.length === 0;
  return (
    <>
      <Words
        label={t("disputes.add")}
        rows={2}
        value={draft.text}
        onChange={(text) => setDraft((now) => ({ ...now, text }))}
        error={add.error ?? undefined}
      />
      <Photos
        label={t("disputes.pictures")}
        value={draft.pictures}
        onChange={(pictures) => setDraft((now) => ({ ...now, pictures: [...pictures] }))}
        onBusy={setSending}
        max={PICTURES_MAX}
      />
      <Button weight="soft" isBusy={add.isPending} disabled={isEmpty || isSending} onClick={() => add.mutate(draft)}>
        {t("disputes.show", { name: otherOf(deal).name })}
      </Button>
    </>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useId, useState, type KeyboardEvent } from "react";
import { useDraft } from "@/app/draft";
import { useSpeech } from "@/app/i18n";
import { Icon } from "@/ui/Icon";
import { Photos } from "@/ui/Photos";
import { phrasesQuery, type Draft, type Talk } from "./talk";

const EMPTY: Draft = { text: "", picture_ids: [] };
const PICTURES_MAX = 6;

/** Where one writes: words, pictures, or a quick phrase that the other reads in their own language. */
export function Composer({ talk, onSay }: { talk: Talk; onSay: (draft: Draft) => void }) {
  const { t } = useSpeech();
  const id = useId();
  const [draft, setDraft, forget] = useDraft(`talk.${talk.kind}.${talk.id}.${talk.with ?? ""}`, EMPTY);
  const [open, setOpen] = useState<"phrases" | "pictures">();
  const [isSending, setSending] = useState(false);
  const isEmpty = draft.text.trim() === "" && draft.picture_ids.length === 0;
  function say() {
    if (isEmpty || isSending) return;
    onSay(draft);
    forget();
    setOpen(undefined);
  }
  function type(event: KeyboardEvent) {
    // Enter ends a word while Chinese is typed; only an Enter of its own sends.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    say();
  }
  const toggle = (which: "phrases" | "pictures") => setOpen(open === which ? undefined : which);
  return (
    <div className="composer">
      {open === "phrases" && (
        <Phrases
          onChoose={(phrase) => {
            onSay({ ...EMPTY, phrase });
            setOpen(undefined);
          }}
        />
      )}
      {(open === "pictures" || draft.picture_ids.length > 0) && (
        <Photos
          label={t("chat.pictures")}
          value={draft.picture_ids}
          onChange={(ids) => setDraft((now) => ({ ...now, picture_ids: [...ids] }))}
          onBusy={setSending}
          max={PICTURES_MAX}
        />
      )}
      <div className="composer-line">
        <Tool icon="list" label={t("chat.phrases")} isOpen={open === "phrases"} onClick={() => toggle("phrases")} />
        <Tool icon="image" label={t("chat.pictures")} isOpen={open === "pictures"} onClick={() => toggle("pictures")} />
        <label className="unseen" htmlFor={id}>
          {t("chat.say")}
        </label>
        <textarea
          id={id}
          rows={1}
          className="composer-words"
          placeholder={t("chat.say")}
          maxLength={2000}
          value={draft.text}
          onChange={(event) => setDraft((now) => ({ ...now, text: event.target.value }))}
          onKeyDown={type}
        />
        <button
          type="button"
          className="composer-send"
          aria-label={t("chat.send")}
          disabled={isEmpty || isSending}
          onClick={say}
        >
          <Icon name="paper-plane-right" size={22} />
        </button>
      </div>
    </div>
  );
}

interface ToolProps {
  icon: "list" | "image";
  label: string;
  isOpen: boolean;
  onClick: () => void;
}

function Tool({ icon, label, isOpen, onClick }: ToolProps) {
  return (
    <button type="button" className="composer-tool" aria-label={label} aria-expanded={isOpen} onClick={onClick}>
      <Icon name={icon} size={22} />
    </button>
  );
}

function Phrases({ onChoose }: { onChoose: (phrase: NonNullable<Draft["phrase"]>) => void }) {
  const { t, language } = useSpeech();
  const { data } = useQuery(phrasesQuery(language));
  return (
    <ul className="phrases" aria-label={t("chat.phrases")}>
      {data?.items.map(({ code, text }) => (
        <li key={code}>
          <button type="button" className="phrase" onClick={() => onChoose(code)}>
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
}

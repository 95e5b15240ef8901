import { useSpeech } from "@/app/i18n";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/Toast";

/** Something to copy into a program's configuration; what is long is cut, and copied whole. */
export function Copied({ label, text }: { label: string; text: string }) {
  const { t } = useSpeech();
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      toast.done(t("apps.copied", { label }));
    } catch {
      toast.done(t("apps.notCopied"));
    }
  }
  return (
    <button
      type="button"
      className="row row-tap apps-copied"
      aria-label={t("apps.copy", { label })}
      onClick={() => void copy()}
    >
      <span className="row-words">
        <span className="row-text">{label}</span>
        <span className="apps-text numbers">{text}</span>
      </span>
      <Icon name="copy" size={20} />
    </button>
  );
}

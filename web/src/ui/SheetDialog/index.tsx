import { useEffect, useRef, type ReactNode } from "react";
import { useSpeech } from "@/app/i18n";
import { Icon } from "@/ui/Icon";
import { opened } from "./OnTop";
import "./sheet-dialog.css";

export { OnTop } from "./OnTop";

interface Props {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A sheet that asks for something before one goes on: modal, closed by Escape, by its cross and by a tap beside it. */
export function SheetDialog({ title, isOpen, onClose, children }: Props) {
  const { t } = useSpeech();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const own = dialog.current;
    if (!isOpen || own === null) return;
    own.showModal();
    const closed = opened(own);
    return () => {
      closed();
      own.close();
    };
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      className="sheet-dialog"
      aria-label={title}
      onClose={(event) => event.target === dialog.current && onClose()}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      {isOpen && (
        <div className="sheet-dialog-inner">
          <header className="sheet-dialog-head">
            <h2>{title}</h2>
            <button type="button" className="sheet-dialog-close" aria-label={t("ui.close")} onClick={onClose}>
              <Icon name="x" size={20} />
            </button>
          </header>
          {children}
        </div>
      )}
    </dialog>
  );
}

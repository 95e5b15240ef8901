import { useSpeech } from "@/app/i18n";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";

interface Props {
  name: string;
  isOpen: boolean;
  canShare: boolean;
  onClose: () => void;
  onShare: () => void;
  onGrants: () => void;
  onAgain: () => void;
  onForget: () => void;
}

/** What can be done with any program, from the dots of its capsule. */
export function Menu({ name, isOpen, canShare, onClose, onShare, onGrants, onAgain, onForget }: Props) {
  const { t } = useSpeech();
  const choose = (does: () => void) => () => {
    onClose();
    does();
  };
  return (
    <SheetDialog title={name} isOpen={isOpen} onClose={onClose}>
      {canShare ? (
        <Row icon="export" title={t("mini.share")} onClick={choose(onShare)} />
      ) : (
        <Row icon="export" title={t("mini.share")} text={t("mini.unshared")} />
      )}
      <Row icon="shield-check" title={t("mini.settings")} onClick={choose(onGrants)} />
      <Row icon="arrows-clockwise" title={t("mini.restart")} onClick={choose(onAgain)} />
      <Row icon="trash" title={t("mini.forget")} text={t("mini.forgetText")} onClick={choose(onForget)} />
    </SheetDialog>
  );
}

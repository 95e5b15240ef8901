import { useState } from "react";
import { toast } from "@/ui/Toast";
import { Button, type Tone } from "@/ui/Button";

interface Props {
  /** What will happen, with its amount: "Hold ¥30 until it is done". */
  children: string;
  tone?: Tone;
  isDisabled?: boolean;
  /** Does it. The button is busy until it is done; what is refused is said. */
  onConfirm: () => Promise<unknown>;
}

/** The button that moves money: says what and how much, does it once however often it is tapped. */
export function ConfirmAmount({ children, tone = "ink", isDisabled = false, onConfirm }: Props) {
  const [isBusy, setBusy] = useState(false);
  async function confirm() {
    setBusy(true);
    try {
      await onConfirm();
    } catch (error) {
      toast.error(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Button
      tone={tone}
      isBlock
      isBusy={isBusy}
      disabled={isDisabled}
      onClick={() => void confirm()}
      className="numbers"
    >
      {children}
    </Button>
  );
}

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { ErrorFace } from "@/ui/Face";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { toast } from "@/ui/Toast";
import { isMe } from "../session/me";
import { Steps, type Kind } from "./AddHandle";

type Step = "closed" | "ways" | "exchange" | "drop";

/** A number or an address that is mine: exchange it, or take it away where it is not the last. */
export function OwnHandle({ kind, value, isLast }: { kind: Kind; value: string; isLast: boolean }) {
  const { t } = useSpeech();
  const [step, setStep] = useState<Step>("closed");
  const close = () => setStep("closed");
  return (
    <>
      <Row
        icon={kind === "phone" ? "phone" : "envelope-simple"}
        title={value}
        text={t(kind === "phone" ? "profile.byPhone" : "profile.byEmail")}
        onClick={() => setStep("ways")}
      />
      <SheetDialog title={value} isOpen={step !== "closed"} onClose={close}>
        {step === "ways" && (
          <div className="sign-in">
            <Button isBlock onClick={() => setStep("exchange")}>
              {t(`profile.handle.exchange.${kind}`)}
            </Button>
            {isLast ? (
              <p className="sign-in-text">{t("profile.handle.last")}</p>
            ) : (
              <Button weight="plain" tone="danger" isBlock onClick={() => setStep("drop")}>
                {t(`profile.handle.drop.${kind}`)}
              </Button>
            )}
          </div>
        )}
        {step === "exchange" && <Steps kind={kind} isInPlace onDone={close} />}
        {step === "drop" && <Drop kind={kind} onDone={close} />}
      </SheetDialog>
    </>
  );
}

function Drop({ kind, onDone }: { kind: Kind; onDone: () => void }) {
  const { t } = useSpeech();
  const queries = useQueryClient();
  const drop = useAct(() => got(http.DELETE("/api/me/handles/{kind}", { params: { path: { kind } } })), {
    onDone: (me) => {
      isMe(queries, me);
      toast.done(t(`profile.handle.dropped.${kind}`));
      onDone();
    },
  });
  return (
    <div className="sign-in">
      <p className="sign-in-text">{t("profile.handle.dropText")}</p>
      {drop.error && <ErrorFace error={drop.error} />}
      <Button tone="danger" isBlock isBusy={drop.isPending} onClick={() => drop.mutate()}>
        {t(`profile.handle.drop.${kind}`)}
      </Button>
    </div>
  );
}

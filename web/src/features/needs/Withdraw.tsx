import { useState } from "react";
import { useNavigate } from "react-router";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { SheetDialog } from "@/ui/SheetDialog";
import { toast } from "@/ui/Toast";
import type { Need } from "./needs";

/** Takes a need off the map, after a question. */
export function Withdraw({ need }: { need: Need }) {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const [isAsked, setAsked] = useState(false);
  const withdraw = useAct(
    (id: string) => got(http.DELETE("/api/needs/{need_id}", { params: { path: { need_id: id } } })),
    {
      touches: [["needs"], ["bids"], ["nearby"]],
      onDone: () => {
        toast.done(t("needs.withdrawn"));
        void navigate("/me/needs", { replace: true });
      },
      onError: (error) => toast.error(error),
    },
  );
  return (
    <>
      <Button weight="plain" tone="danger" isBlock onClick={() => setAsked(true)}>
        {t("needs.withdraw")}
      </Button>
      <SheetDialog title={t("needs.withdrawTitle")} isOpen={isAsked} onClose={() => setAsked(false)}>
        <p className="need-hint">{t("needs.withdrawText")}</p>
        <Button
          tone="danger"
          weight="soft"
          isBlock
          isBusy={withdraw.isPending}
          onClick={() => withdraw.mutate(need.id)}
        >
          {t("needs.withdraw")}
        </Button>
      </SheetDialog>
    </>
  );
}

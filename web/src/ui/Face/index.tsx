import { lazy, Suspense, type ReactNode } from "react";
import { readable } from "@/api";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Icon, type IconName } from "@/ui/Icon";
import "./face.css";

const FaceIcon = lazy(() => import("./FaceIcon"));

interface FaceProps {
  icon: IconName;
  title: string;
  text?: string;
  tone?: "need" | "offer" | "shop" | "ink";
  /** The one next step. */
  action?: ReactNode;
}

/** What a place says that has nothing to show: one sentence and one next step. */
export function Face({ icon, title, text, tone = "ink", action }: FaceProps) {
  return (
    <div className={`face face-${tone}`}>
      <Suspense fallback={<Icon name={icon} size={40} />}>
        <FaceIcon name={icon} />
      </Suspense>
      <p className="face-title">{title}</p>
      {text !== undefined && <p className="face-text">{text}</p>}
      {action}
    </div>
  );
}

/** What went wrong, and what to do about it, in the server's words. */
export function ErrorFace({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useSpeech();
  const problem = readable(error);
  return (
    <div role="alert">
      <Face
        icon={problem.code === "offline" ? "wifi-slash" : "warning-circle"}
        title={problem.title}
        text={problem.remedy}
        action={
          onRetry && (
            <Button weight="soft" onClick={onRetry}>
              {t("ui.tryAgain")}
            </Button>
          )
        }
      />
    </div>
  );
}

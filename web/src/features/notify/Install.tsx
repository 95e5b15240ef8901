import { Steps } from "antd-mobile";
import { useState } from "react";
import { useInstall } from "@/app/install";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Face } from "@/ui/Face";
import { Icon } from "@/ui/Icon";
import { Page } from "@/ui/Page";
import { isApple, isInstalled } from "./push/push";
import "./install.css";

const STEPS = [
  ["export", "share"],
  ["plus", "add"],
  ["bell", "open"],
] as const;

/** The way onto the home screen: by one button where the browser offers it, by three steps on iOS, by its menu elsewhere. */
export function Install() {
  const { t } = useSpeech();
  const install = useInstall();
  const [isDone, setDone] = useState(isInstalled);
  return (
    <Page title={t("notify.install.title")} hasBack>
      {isDone ? (
        <Face icon="shield-check" title={t("notify.install.done")} text={t("notify.install.doneText")} />
      ) : (
        <>
          <p>{t("notify.install.why")}</p>
          {isApple() && <AppleSteps />}
          {install && (
            <Button
              isBlock
              icon={<Icon name="download-simple" size={20} />}
              onClick={() => void install().then(() => setDone(isInstalled()))}
            >
              {t("notify.install.now")}
            </Button>
          )}
          {!isApple() && !install && <p className="install-menu">{t("notify.install.menu")}</p>}
        </>
      )}
    </Page>
  );
}

function AppleSteps() {
  const { t } = useSpeech();
  return (
    <div className="install-steps">
      <Steps direction="vertical" current={STEPS.length}>
        {STEPS.map(([icon, step]) => (
          <Steps.Step
            key={step}
            status="process"
            icon={<Icon name={icon} size={24} />}
            title={t(`notify.install.${step}`)}
            description={t(`notify.install.${step}Text`)}
          />
        ))}
      </Steps>
    </div>
  );
}

import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { useSpeech } from "@/app/i18n";
import { useCategories } from "@/features/nearby";
import { Button } from "@/ui/Button";
import { CategoryIcon } from "@/ui/CategoryIcon";
import { Face } from "@/ui/Face";
import { Money } from "@/ui/Money";
import { Page } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { MyList } from "./MyList";
import { myNeedsQuery, type Need } from "./needs";

/** What I asked for, newest first. */
export function MyNeeds() {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const needs = useInfiniteQuery(myNeedsQuery);
  return (
    <Page title={t("needs.mine")} hasBack>
      <MyList
        label={t("needs.mine")}
        found={needs}
        keyOf={(need) => need.id}
        empty={
          <Face
            icon="lifebuoy"
            tone="need"
            title={t("needs.mineNone")}
            text={t("needs.mineNoneText")}
            action={
              <Button tone="need" onClick={() => void navigate("/ask")}>
                {t("needs.askForHelp")}
              </Button>
            }
          />
        }
      >
        {(need) => <Line need={need} />}
      </MyList>
    </Page>
  );
}

function Line({ need }: { need: Need }) {
  const { t, ago } = useSpeech();
  const category = useCategories().get(need.category);
  return (
    <Row
      lead={
        <span className="need-icon">
          <CategoryIcon icon={category?.icon ?? ""} />
        </span>
      }
      title={need.title}
      text={t("needs.line", { stage: t(`needs.stage.${need.stage}`), ago: ago(need.created_at) })}
      trail={need.fee ? <Money amount={need.fee} /> : undefined}
      to={`/needs/${need.id}`}
    />
  );
}

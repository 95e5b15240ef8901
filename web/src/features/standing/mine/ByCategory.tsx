import { useSpeech } from "@/app/i18n";
import { useCategories } from "@/features/nearby";
import { CategoryIcon } from "@/ui/CategoryIcon";
import { Row } from "@/ui/Row";
import type { Standing } from "./standing";

/** How one stands in each kind of help and role: what the gates of a kind of help look at. */
export function ByCategory({ found }: { found: Standing["by_category"] }) {
  const { t, number, either } = useSpeech();
  const kinds = useCategories();
  if (found.length === 0) return null;
  return (
    <section className="section">
      <h2 className="section-title">{t("standing.byCategory")}</h2>
      <ul className="section-body">
        {found.map(({ category, role, score, facts }) => {
          const kind = kinds.get(category);
          return (
            <li key={`${category} ${role}`}>
              <Row
                lead={<CategoryIcon icon={kind?.icon ?? ""} size={24} />}
                title={kind ? either(kind, "name") : category}
                text={`${t(`standing.inRole.${role}`)} · ${t("standing.receiptsCount", { count: facts })}`}
                trail={<strong className="numbers">{number(score)}</strong>}
              />
            </li>
          );
        })}
      </ul>
      <p className="standing-note">{t("standing.byCategoryText")}</p>
    </section>
  );
}

import { useSpeech } from "@/app/i18n";
import type { Part } from "./standing";

/** The five dimensions: what each gives of what it can, and where everybody begins. */
export function Parts({ parts, formula }: { parts: readonly Part[]; formula: number }) {
  const { t, number } = useSpeech();
  return (
    <section className="section">
      <h2 className="section-title">{t("standing.parts")}</h2>
      <ul className="parts">
        {parts.map((part) => (
          <li key={part.dimension}>
            <span>{t(`standing.dimension.${part.dimension}`)}</span>
            <span className="numbers">
              {t("standing.ofMost", { points: number(Math.round(part.points)), most: number(Math.round(part.most)) })}
            </span>
            <span className="part-bar" aria-hidden="true">
              <span style={{ inlineSize: `${(100 * part.points) / part.most}%` }} />
              <i style={{ insetInlineStart: `${(100 * part.at_first) / part.most}%` }} />
            </span>
            <small>{t(`standing.dimensionText.${part.dimension}`)}</small>
          </li>
        ))}
      </ul>
      <p className="standing-note">{t("standing.partsText", { formula })}</p>
    </section>
  );
}

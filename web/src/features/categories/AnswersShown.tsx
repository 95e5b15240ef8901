import { useSpeech } from "@/app/i18n";
import type { Category } from "@/features/nearby";
import { isTold, questionsOf, type Answer, type Question } from "./form";
import "./categories.css";

/** What somebody answered, a line each. */
export function AnswersShown({ category, answers }: { category: Category; answers: Record<string, unknown> }) {
  const { t, language, number } = useSpeech();
  const told = questionsOf(category, language).filter(({ code }) => isTold(answers[code]));
  if (told.length === 0) return null;
  const words = (question: Question, answer: Answer) => {
    if (answer === true) return t("categories.yes");
    if (typeof answer === "number") return `${number(answer)} ${question.unit}`.trim();
    return question.choices.find(({ value }) => value === answer)?.label ?? String(answer);
  };
  return (
    <dl className="kind-answers">
      {told.map((question) => (
        <div key={question.code}>
          <dt>{question.title}</dt>
          <dd>{words(question, answers[question.code] as Answer)}</dd>
        </div>
      ))}
    </dl>
  );
}

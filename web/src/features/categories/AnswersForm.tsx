import { useState } from "react";
import { ApiError } from "@/api";
import { useSpeech } from "@/app/i18n";
import type { Category } from "@/features/nearby";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { answered, numberOf, questionsOf, type Answer, type Answers, type Question } from "./form";
import "./categories.css";

interface Props {
  category: Category;
  answers: Answers;
  onChange: (answers: Answers) => void;
  /** Only questions with answers to choose from: an offer is of a kind, the rest is about one need. */
  isOffer?: boolean;
  /** What the server refused; the part about an answer stands beside it. */
  error?: unknown;
}

/** The questions of a kind of help. Nothing of it must be answered. */
export function AnswersForm({ category, answers, onChange, isOffer = false, error }: Props) {
  const { language } = useSpeech();
  const path = error instanceof ApiError ? error.problem.path : undefined;
  const asked = questionsOf(category, language).filter(({ type }) => !isOffer || type === "choice");
  return asked.map((question, index) => (
    <Ask
      key={question.code}
      question={question}
      answer={answers[question.code]}
      onChange={(answer) => onChange(answered(answers, question.code, answer))}
      error={path === `answers.${question.code}` || (path === "answers" && index === 0) ? error : undefined}
    />
  ));
}

interface AskProps {
  question: Question;
  answer: Answer | undefined;
  onChange: (answer: Answer | undefined) => void;
  error: unknown;
}

function Ask({ question, answer, onChange, error }: AskProps) {
  const { t } = useSpeech();
  if (question.type === "yes")
    return (
      <label className="kind-yes">
        <span>{question.title}</span>
        <input
          type="checkbox"
          checked={answer === true}
          onChange={(event) => onChange(event.target.checked ? true : undefined)}
        />
      </label>
    );
  if (question.type === "choice") {
    const choices = [...question.choices, { value: "", label: t("categories.noAnswer") }];
    return (
      <div className="kind-question">
        <p aria-hidden="true">{question.title}</p>
        <Chips
          label={question.title}
          choices={choices}
          value={typeof answer === "string" ? answer : ""}
          onChange={(value) => onChange(value === "" ? undefined : value)}
        />
      </div>
    );
  }
  if (question.type === "number") return <NumberAsk {...{ question, answer, onChange, error }} />;
  return (
    <Field
      label={question.title}
      value={typeof answer === "string" ? answer : ""}
      maxLength={question.lengthMax}
      onChange={(typed) => onChange(typed === "" ? undefined : typed)}
      error={error}
    />
  );
}

function NumberAsk({ question, answer, onChange, error }: AskProps) {
  const { t } = useSpeech();
  const [typed, setTyped] = useState(answer === undefined ? "" : String(answer));
  const isWrong = typed.trim() !== "" && numberOf(question, typed) === undefined;
  const { unit, least = 0, most } = question;
  return (
    <Field
      label={unit === "" ? question.title : t("categories.withUnit", { title: question.title, unit })}
      hint={isWrong && most !== undefined ? t("categories.between", { least, most }) : undefined}
      inputMode={question.isWhole ? "numeric" : "decimal"}
      value={typed}
      onChange={(next) => {
        setTyped(next);
        onChange(numberOf(question, next));
      }}
      error={error}
    />
  );
}

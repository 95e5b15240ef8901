import { useSpeech } from "@/app/i18n";
import { isTold, questionsOf } from "@/features/categories";
import { useCategories } from "@/features/nearby";
import { Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import type { Need } from "./needs";

/** When, how long, who pays how, and the answers to the category's questions. */
export function Facts({ need }: { need: Need }) {
  const { t, when, number, language } = useSpeech();
  const category = useCategories().get(need.category);
  const answers = category
    ? questionsOf(category, language).flatMap((question) => {
        const answer = (need.answers as Record<string, unknown>)[question.code];
        if (!isTold(answer)) return [];
        const choice = question.choices.find(({ value }) => value === answer)?.label;
        const value = choice ?? (typeof answer === "number" ? number(answer) : String(answer));
        return [{ question, value: answer === true ? t("needs.yes") : value }];
      })
    : [];
  return (
    <Section>
      <Row
        icon="clock"
        title={need.when.now ? t("needs.now") : when(need.when.starts_at)}
        text={t("needs.until", { at: when(need.when.ends_at), minutes: number(need.minutes) })}
      />
      <Row icon="wallet" title={t(`needs.payment.${need.payment}`)} />
      {need.materials !== "none" && <Row icon="receipt" title={t(`needs.materials.${need.materials}`)} />}
      {answers.map(({ question, value }) => (
        <Row
          key={question.code}
          icon="info"
          title={question.unit === "" ? value : t("needs.inUnit", { value, unit: question.unit })}
          text={question.title}
        />
      ))}
      {need.mine && need.mine.place_note !== "" && (
        <Row icon="lock-simple" title={need.mine.place_note} text={t("needs.noteIsPrivate")} />
      )}
    </Section>
  );
}

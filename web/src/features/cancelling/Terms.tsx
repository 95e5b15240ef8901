import type { Shape } from "@/api";
import { useSpeech } from "@/app/i18n";
import "./cancelling.css";

interface Props {
  terms: Shape<"CancellationTerms">;
  /** Which of the two reads it. */
  side: "asker" | "helper";
  /** Who is on the other side. */
  name: string;
}

/** What calling off costs the asker, by when they do it. */
export function Terms({ terms, side, name }: Props) {
  const { t, when } = useSpeech();
  const isFree = terms.free_until !== undefined && terms.free_until !== null && new Date(terms.free_until) > new Date();
  return (
    <div className="terms">
      <p>{t(`cancelling.policy.${terms.policy}`)}</p>
      {isFree && terms.free_until && <p>{t("cancelling.freeUntil", { when: when(terms.free_until) })}</p>}
      <details>
        <summary>{t("cancelling.details")}</summary>
        <Shares terms={terms} side={side} name={name} />
      </details>
    </div>
  );
}

/** The rule's line for each time, in money. */
export function Shares({ terms, side, name }: Props) {
  const { t, money } = useSpeech();
  return (
    <>
      <dl className="terms-shares">
        {terms.terms.map((term) => (
          <div key={term.when}>
            <dt>{t(`cancelling.when.${term.when}`)}</dt>
            <dd className="numbers">
              {term.to_helper.minor === 0
                ? t("cancelling.free")
                : t(`cancelling.share.${side}`, { amount: money(term.to_helper), name })}
            </dd>
          </div>
        ))}
      </dl>
      <p className="terms-always">{t(`cancelling.always.${side}`)}</p>
    </>
  );
}

import { useSearchParams } from "react-router";
import { useSpeech } from "@/app/i18n";
import { useCategories, WithCurrency } from "@/features/nearby";
import { AskForm } from "./AskForm";
import { Kinds } from "./Kinds";
import "./ask.css";

/** Service Required: which kind of help, then everything about it on one page. */
export function Ask() {
  const { either } = useSpeech();
  const [asked, setAsked] = useSearchParams();
  const kinds = useCategories();
  const category = kinds.get(asked.get("category") ?? "");
  if (!category) return <Kinds kinds={kinds} onChoose={(code) => setAsked({ category: code })} />;
  return (
    <WithCurrency title={either(category, "name")}>
      {(currency) => <AskForm key={category.code} category={category} currency={currency} />}
    </WithCurrency>
  );
}

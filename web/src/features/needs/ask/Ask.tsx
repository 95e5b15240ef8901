import { useSearchParams } from "react-router";
import { useCategories } from "@/features/nearby";
import { AskForm } from "./AskForm";
import { Kinds } from "./Kinds";
import "./ask.css";

/** Service Required: which kind of help, then everything about it on one page. */
export function Ask() {
  const [asked, setAsked] = useSearchParams();
  const kinds = useCategories();
  const category = kinds.get(asked.get("category") ?? "");
  if (!category) return <Kinds kinds={kinds} onChoose={(code) => setAsked({ category: code })} />;
  return <AskForm key={category.code} category={category} />;
}

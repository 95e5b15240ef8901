import { useSpeech } from "@/app/i18n";
import { useCategories } from "@/features/nearby";
import { CategoryIcon } from "@/ui/CategoryIcon";
import { ListSkeleton } from "@/ui/Skeleton";
import "./categories.css";

interface Props {
  tone: "need" | "offer";
  chosen: string | undefined;
  onChoose: (code: string) => void;
}

/** Every kind of help that is on here, as large tiles; a tap chooses and goes on. */
export function KindChooser({ tone, chosen, onChoose }: Props) {
  const { t, either } = useSpeech();
  const kinds = useCategories();
  if (kinds.size === 0) return <ListSkeleton />;
  return (
    <ul className={`kinds kinds-${tone}`} aria-label={t("categories.kinds")}>
      {[...kinds.values()].map((kind) => (
        <li key={kind.code}>
          <button
            type="button"
            className="kind"
            aria-pressed={kind.code === chosen}
            onClick={() => onChoose(kind.code)}
          >
            <CategoryIcon icon={kind.icon} size={28} />
            <span>{either(kind, "name")}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

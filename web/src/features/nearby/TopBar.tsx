import { useSpeech } from "@/app/i18n";
import { CategoryIcon } from "@/ui/CategoryIcon";
import { Chips } from "@/ui/Chips";
import { Icon } from "@/ui/Icon";
import type { Category } from "./nearby";

interface Props {
  place: string | undefined;
  kinds: Map<string, Category>;
  category: string | undefined;
  onCategory: (code: string | undefined) => void;
  onSearch: () => void;
  /** There when the map was moved away from what the list shows. */
  onSearchHere: (() => void) | undefined;
}

/** Over the map: where this is, which kinds of help, and "search this area". */
export function TopBar({ place, kinds, category, onCategory, onSearch, onSearchHere }: Props) {
  const { t, either } = useSpeech();
  const choices = [
    { value: "", label: t("nearby.allKinds") },
    ...[...kinds.values()].map((each) => ({
      value: each.code,
      label: either(each, "name"),
      icon: <CategoryIcon icon={each.icon} size={18} />,
    })),
  ];
  return (
    <div className="home-top">
      <button type="button" className="home-search" onClick={onSearch}>
        <Icon name="magnifying-glass" size={20} />
        <span className="home-place">
          {place === undefined ? t("nearby.search.title") : t("nearby.around", { place })}
        </span>
        <span className="home-hint">{t("nearby.search.change")}</span>
      </button>
      {kinds.size > 0 && (
        <Chips
          isRow
          label={t("nearby.kinds")}
          choices={choices}
          value={category ?? ""}
          onChange={(code) => onCategory(code === "" ? undefined : code)}
        />
      )}
      {onSearchHere && (
        <button type="button" className="home-here" onClick={onSearchHere}>
          <Icon name="arrows-clockwise" size={18} />
          {t("nearby.searchHere")}
        </button>
      )}
    </div>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useSpeech } from "@/app/i18n";
import { Own } from "@/features/people";
import { ErrorFace } from "@/ui/Face";
import { Page } from "@/ui/Page";
import { ListSkeleton } from "@/ui/Skeleton";
import { Appeals } from "./Appeals";
import { ByCategory } from "./ByCategory";
import { Carry } from "./Carry";
import { Consent } from "./Consent";
import { Dial } from "./Dial";
import { Kept } from "./Kept";
import { NewWords } from "./NewWords";
import { Parts } from "./Parts";
import { Points } from "./Points";
import { Receipts } from "./Receipts";
import { ShownTo } from "./ShownTo";
import { appealsQuery, sharingQuery, standingQuery, type Standing as Mine } from "./standing";
import { Voice } from "./Voice";
import { WhatIf } from "./WhatIf";
import "./mine.css";

/** My standing: asked for first, then the score with all that it is made of. */
export function Standing() {
  const { t } = useSpeech();
  return <Own title={t("standing.mine")}>{(me) => <AskedOrScored me={me.id} />}</Own>;
}

function AskedOrScored({ me }: { me: string }) {
  const { t } = useSpeech();
  const sharing = useQuery(sharingQuery);
  if (sharing.data?.is_scored === false) return <Consent sharing={sharing.data} />;
  return (
    <Page title={t("standing.mine")} hasBack>
      {sharing.isPending && <ListSkeleton />}
      {sharing.isError && <ErrorFace error={sharing.error} onRetry={() => void sharing.refetch()} />}
      {sharing.data && <Scored me={me} />}
    </Page>
  );
}

function Scored({ me }: { me: string }) {
  const { day } = useSpeech();
  const standing = useQuery(standingQuery);
  const appeals = useQuery(appealsQuery);
  if (standing.isPending) return <ListSkeleton />;
  if (standing.isError) return <ErrorFace error={standing.error} onRetry={() => void standing.refetch()} />;
  const contested = appeals.data?.items ?? [];
  return (
    <>
      <NewWords sharing={standing.data.sharing} />
      <Dial score={standing.data.score} band={standing.data.band} at={day(standing.data.at)} />
      <Reasons standing={standing.data} />
      <Parts parts={standing.data.dimensions} formula={standing.data.formula} />
      <ByCategory found={standing.data.by_category} />
      <WhatIf />
      <Receipts lines={standing.data.lines} appeals={contested} />
      <Appeals appeals={contested} />
      <Voice />
      <Kept />
      <ShownTo sharing={standing.data.sharing} />
      <Carry me={me} />
    </>
  );
}

/** The three largest reasons, and what would raise the score, in the reader's language. */
function Reasons({ standing }: { standing: Mine }) {
  const { t } = useSpeech();
  return (
    <>
      <Told title={t("standing.reasons")} told={standing.reasons} />
      {standing.steps.length > 0 && <Told title={t("standing.steps")} told={standing.steps.slice(0, 3)} />}
    </>
  );
}

function Told({ title, told }: { title: string; told: Mine["reasons"] | Mine["steps"] }) {
  const { language } = useSpeech();
  return (
    <section className="section">
      <h2 className="section-title">{title}</h2>
      <ul className="section-body told-list">
        {told.map((each) => (
          <li key={each.code}>
            <span>{without(each.text[language])}</span>
            {each.points !== 0 && <Points points={each.points} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The sentence without its points, which stand beside it. */
function without(text: string | undefined): string {
  return text?.split(/[:：]/)[0] ?? "";
}

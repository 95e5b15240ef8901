import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { useMe } from "@/features/people";
import { Chips } from "@/ui/Chips";
import { ErrorFace } from "@/ui/Face";
import { Page, Section } from "@/ui/Page";
import { PersonFace } from "@/ui/PersonFace";
import { Row } from "@/ui/Row";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { Report } from "./Report";
import { ReviewList } from "./ReviewList";
import { ReputeStars } from "./ReputeStars";
import { blocksQuery, personQuery, type Person as Seen, type Repute } from "./standing";
import "./standing.css";

type Role = "both" | "helper" | "asker";
const ROLES: Role[] = ["both", "helper", "asker"];

/** What everybody may know of a person: who, since when, which promises they kept, what others say. */
export function Person() {
  const { t } = useSpeech();
  const id = useParams()["id"] ?? "";
  const person = useQuery(personQuery(id));
  if (person.isPending)
    return (
      <Page title={t("standing.person")} hasBack>
        <ListSkeleton />
      </Page>
    );
  if (person.isLoadingError)
    return (
      <Page title={t("standing.person")} hasBack>
        <ErrorFace error={person.error} onRetry={() => void person.refetch()} />
      </Page>
    );
  return <Shown person={person.data} />;
}

function Shown({ person }: { person: Seen }) {
  const { t, day, number } = useSpeech();
  const { me } = useMe();
  const [role, setRole] = useState<Role>("both");
  const facts = [
    person.phone_verified && t("standing.phoneVerified"),
    person.email_verified && t("standing.emailVerified"),
  ].filter((fact) => fact !== false);
  return (
    <Page title={person.name} hasBack>
      <div className="person-head">
        <PersonFace id={person.id} name={person.name} picture={person.picture} size={72} />
        <div>
          <p className="person-name">{person.name}</p>
          <p className="person-since">{t("standing.since", { day: day(person.member_since) })}</p>
        </div>
      </div>
      {person.bio !== "" && <p>{person.bio}</p>}
      <div className="record">
        <Record title={t("standing.asHelper")} repute={person.as_helper} />
        <Record title={t("standing.asAsker")} repute={person.as_asker} />
      </div>
      {(facts.length > 0 || person.answer_rate !== null || person.standing !== null) && (
        <Section>
          {person.standing !== null && <Standing standing={person.standing} />}
          {facts.map((fact) => (
            <Row key={fact} icon="shield-check" title={fact} />
          ))}
          {person.answer_rate !== null && (
            <Row
              icon="chat-circle"
              title={t("standing.answers", { percent: number(Math.round(person.answer_rate * 100)) })}
            />
          )}
        </Section>
      )}
      <section>
        <h2 className="section-title">{t("standing.title")}</h2>
        <Chips
          label={t("standing.roles")}
          value={role}
          choices={ROLES.map((value) => ({ value, label: t(`standing.role.${value}`) }))}
          onChange={setRole}
        />
      </section>
      <Section>
        <ReviewList personId={person.id} {...(role !== "both" && { role })} />
      </Section>
      {me !== undefined && me?.id !== person.id && (
        <Section>
          <Block person={person} isKnown={me !== null} />
          <Report kind="person" id={person.id} />
        </Section>
      )}
    </Page>
  );
}

function Standing({ standing }: { standing: NonNullable<Seen["standing"]> }) {
  const { t, number } = useSpeech();
  const band = t(`standing.band.${standing.band}`);
  const title =
    standing.score === null
      ? t("standing.public.band", { band })
      : t("standing.public.score", { band, score: number(standing.score) });
  return <Row icon="shield-check" title={title} text={t("standing.public.text")} />;
}

function Record({ title, repute }: { title: string; repute: Repute }) {
  const { t, number } = useSpeech();
  return (
    <section>
      <h2>{title}</h2>
      <p className="record-kept numbers">{number(repute.completed)}</p>
      <small>{t("standing.keptUnit", { count: repute.completed })}</small>
      <small>
        <ReputeStars repute={repute} />
      </small>
    </section>
  );
}

function Block({ person, isKnown }: { person: Seen; isKnown: boolean }) {
  const { t } = useSpeech();
  const blocks = useQuery({ ...blocksQuery, enabled: isKnown });
  const isBlocked = blocks.data?.items.some((block) => block.person.id === person.id) ?? false;
  const params = { path: { person_id: person.id } };
  const blocking = useAct(
    async (block: boolean) => {
      if (block) await http.PUT("/api/me/blocks/{person_id}", { params });
      else await got(http.DELETE("/api/me/blocks/{person_id}", { params }));
    },
    {
      touches: [["blocks"], ["nearby"], ["offers"], ["needs"]],
      onDone: () => toast.done(isBlocked ? t("standing.unblocked") : t("standing.blocked")),
      onError: toast.error,
    },
  );
  return (
    <Row
      icon="prohibit"
      title={isBlocked ? t("standing.unblock", { name: person.name }) : t("standing.block", { name: person.name })}
      text={t("standing.blockText")}
      onClick={() => blocking.mutate(!isBlocked)}
    />
  );
}

import { useQuery } from "@tanstack/react-query";
import { useSpeech } from "@/app/i18n";
import type { Shape } from "@/api";
import { PersonFace } from "@/ui/PersonFace";
import { Row } from "@/ui/Row";
import { personQuery, type Side } from "./standing";
import { ReputeStars } from "./ReputeStars";
import "./standing.css";

/** A person in one role: face, name, stars and kept promises; leads to what everybody may know of them. */
export function PersonRow({ face, role }: { face: Shape<"FaceWire">; role: Side }) {
  const { t } = useSpeech();
  const { data: person } = useQuery(personQuery(face.id));
  const repute = person && (role === "helper" ? person.as_helper : person.as_asker);
  return (
    <Row
      lead={<PersonFace id={face.id} name={face.name} picture={face.picture} size={44} />}
      title={<strong>{face.name}</strong>}
      text={
        repute && (
          <span className="standing-line">
            <ReputeStars repute={repute} />
            <span>{t("standing.kept", { count: repute.completed })}</span>
          </span>
        )
      }
      to={`/people/${face.id}`}
    />
  );
}

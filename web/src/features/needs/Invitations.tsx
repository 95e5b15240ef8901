import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Countdown } from "@/ui/Countdown";
import { Face } from "@/ui/Face";
import { Money } from "@/ui/Money";
import { Page } from "@/ui/Page";
import { PersonFace } from "@/ui/PersonFace";
import { toast } from "@/ui/Toast";
import { MyList } from "./MyList";
import { invitationsQuery, type Invitation } from "./needs";

/** What I was asked for, and why. Saying no is free. */
export function Invitations() {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const invitations = useInfiniteQuery(invitationsQuery);
  return (
    <Page title={t("needs.invitations")} hasBack>
      <MyList
        label={t("needs.invitations")}
        found={invitations}
        keyOf={(invitation) => invitation.need.id}
        empty={
          <Face
            icon="bell"
            tone="offer"
            title={t("needs.invitationsNone")}
            text={t("needs.invitationsNoneText")}
            action={
              <Button tone="offer" onClick={() => void navigate("/lend")}>
                {t("needs.lendAHand")}
              </Button>
            }
          />
        }
      >
        {(invitation) => <Asked invitation={invitation} />}
      </MyList>
    </Page>
  );
}

function Asked({ invitation }: { invitation: Invitation }) {
  const { t, ago } = useSpeech();
  const navigate = useNavigate();
  const { need } = invitation;
  const isOpen = need.stage === "open" && invitation.answer === null;
  const decline = useAct(
    (id: string, headers) =>
      got(http.POST("/api/needs/{need_id}/decline", { params: { path: { need_id: id } }, headers })),
    { touches: [["needs", "mine"]], onError: (error) => toast.error(error) },
  );
  return (
    <article className="asked" aria-label={need.title}>
      <header>
        <PersonFace id={need.asker.id} name={need.asker.name} picture={need.asker.picture} size={44} />
        <div>
          <h2>{need.title}</h2>
          <p className="need-hint">{t("needs.askedBy", { name: need.asker.name, ago: ago(invitation.asked_at) })}</p>
        </div>
        <p className="asked-fee">{need.fee ? <Money amount={need.fee} /> : t("needs.openFee")}</p>
      </header>
      <ul className="need-hint">
        {invitation.why.map((reason) => (
          <li key={reason.code}>{reason.text}</li>
        ))}
      </ul>
      {isOpen ? (
        <>
          <p className="need-hint">
            <Countdown until={need.expires_at} />
          </p>
          <div className="asked-can">
            <Button tone="offer" onClick={() => void navigate(`/needs/${need.id}`)}>
              {t("needs.look")}
            </Button>
            <Button weight="plain" isBusy={decline.isPending} onClick={() => decline.mutate(need.id)}>
              {t("needs.declineFree")}
            </Button>
          </div>
        </>
      ) : (
        <p className="need-stage-line">
          {invitation.answer === null ? t(`needs.stage.${need.stage}`) : t(`needs.answer.${invitation.answer}`)}
        </p>
      )}
    </article>
  );
}

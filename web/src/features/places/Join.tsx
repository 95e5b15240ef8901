import { useState } from "react";
import { ApiError, got, http, isAt } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { useMe } from "@/features/people";
import { Button } from "@/ui/Button";
import { ErrorFace } from "@/ui/Face";
import { Field } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/Toast";
import { fittingEmail, membershipsQuery, type Community, type Proof } from "./places";
import "./places.css";

interface Props {
  community: Community;
  name: string;
  /** Belongs already, and shows again that they are there. */
  isMember?: boolean;
}

/** What a community asks for to belong, and the button that shows it. */
export function Join({ community, name, isMember = false }: Props) {
  const { t } = useSpeech();
  const joining = useAct(
    (proof: Proof, headers) => {
      const body = { at: null, email: null, invite: null, ...proof };
      const params = { path: { community_id: community.id } };
      return got(http.POST("/api/communities/{community_id}/membership", { params, body, headers }));
    },
    {
      touches: [membershipsQuery.queryKey],
      onDone: () => toast.done(t("places.joined", { name })),
    },
  );
  const ask = {
    name,
    isBusy: joining.isPending,
    error: joining.error,
    onShow: (proof: Proof) => joining.mutate(proof),
  };
  const isBeside = isAt(joining.error, "invite");
  return (
    <section className="places-join" aria-label={t("places.join", { name })}>
      {community.membership === "open" && <Open {...ask} />}
      {community.membership === "gps" && <Here {...ask} isMember={isMember} />}
      {community.membership === "email" && <ByEmail {...ask} community={community} />}
      {community.membership === "invite" && <ByInvite {...ask} />}
      {joining.error instanceof ApiError && !isBeside && <ErrorFace error={joining.error} />}
    </section>
  );
}

interface Ask {
  name: string;
  isBusy: boolean;
  error: unknown;
  onShow: (proof: Proof) => void;
}

function Open({ name, isBusy, onShow }: Ask) {
  const { t } = useSpeech();
  return (
    <Button isBlock isBusy={isBusy} onClick={() => onShow({})}>
      {t("places.join", { name })}
    </Button>
  );
}

function Here({ name, isBusy, onShow, isMember }: Ask & { isMember: boolean }) {
  const { t } = useSpeech();
  const [isLooking, setLooking] = useState(false);
  const [isUnknown, setUnknown] = useState(false);
  function show() {
    setLooking(true);
    setUnknown(false);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setLooking(false);
        onShow({ at: { lat: coords.latitude, lon: coords.longitude } });
      },
      () => {
        setLooking(false);
        setUnknown(true);
      },
      { timeout: 10_000, maximumAge: 0, enableHighAccuracy: true },
    );
  }
  return (
    <>
      <p className="places-what">{t("places.hereText")}</p>
      <Button
        isBlock
        weight={isMember ? "soft" : "solid"}
        icon={<Icon name="crosshair" size={20} />}
        isBusy={isBusy || isLooking}
        onClick={show}
      >
        {isMember ? t("places.hereAgain") : t("places.joinHere", { name })}
      </Button>
      {isUnknown && (
        <p className="field-error" role="alert">
          {t("places.hereUnknown")}
        </p>
      )}
    </>
  );
}

function ByEmail({ community, name, isBusy, onShow }: Ask & { community: Community }) {
  const { t } = useSpeech();
  const { me } = useMe();
  const email = fittingEmail(community, me?.email ?? null);
  if (me && email === undefined)
    return <p className="places-what">{t("places.emailNone", { domains: community.email_domains.join(", ") })}</p>;
  return (
    <Button isBlock isBusy={isBusy} onClick={() => onShow({ email: email ?? null })}>
      {email === undefined ? t("places.join", { name }) : t("places.joinEmail", { name, email })}
    </Button>
  );
}

function ByInvite({ name, isBusy, error, onShow }: Ask) {
  const { t } = useSpeech();
  const [invite, setInvite] = useState("");
  return (
    <form
      className="places-join"
      onSubmit={(event) => {
        event.preventDefault();
        if (invite.trim() !== "") onShow({ invite: invite.trim() });
      }}
    >
      <Field
        label={t("places.invite")}
        hint={t("places.inviteHint")}
        error={isAt(error, "invite") ? error : undefined}
        value={invite}
        maxLength={60}
        autoComplete="off"
        onChange={setInvite}
      />
      <Button isBlock type="submit" isBusy={isBusy} disabled={invite.trim() === ""}>
        {t("places.joinInvite", { name })}
      </Button>
    </form>
  );
}

import { useMutation } from "@tanstack/react-query";
import { Link } from "react-router";
import { useSpeech } from "@/app/i18n";
import { OffersPart } from "@/features/offers";
import { Button } from "@/ui/Button";
import { Face } from "@/ui/Face";
import { Icon } from "@/ui/Icon";
import { Page, Section } from "@/ui/Page";
import { PersonFace } from "@/ui/PersonFace";
import { Row } from "@/ui/Row";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { askToSignIn } from "../session/asking";
import { signOut, useMe, type Me as Mine } from "../session/me";
import "./me.css";

/** The tab of one's own things. */
export function Me() {
  const { t } = useSpeech();
  const { me } = useMe();
  return (
    <Page title={t("people.me.title")}>
      {me === undefined && <ListSkeleton rows={1} />}
      {me === null && <Nobody />}
      {me && <Profile me={me} />}
      {me && <OffersPart />}
      {me && (
        <Section>
          <Row icon="receipt" title={t("deals.mine")} to="/me/deals" />
          <Row icon="lifebuoy" title={t("people.me.needs")} to="/me/needs" />
          <Row icon="bell" title={t("people.me.invitations")} to="/me/invitations" />
        </Section>
      )}
      <Section>
        {me && <Row icon="users-three" title={t("people.me.communities")} to="/me/communities" />}
        {me && <Row icon="hands-clapping" title={t("people.me.standing")} to="/me/standing" />}
        {me && <Row icon="storefront" title={t("people.me.takings")} to="/me/takings" />}
        {me && <Row icon="lock-simple" title={t("people.me.payPassword")} to="/me/pay-password" />}
        {me && <Row icon="code" title={t("people.me.apps")} to="/me/apps" />}
        {me && <Row icon="shield-check" title={t("people.me.privacy")} to="/me/privacy" />}
        <Row icon="gear" title={t("people.settings.title")} to="/me/settings" />
      </Section>
      {me && <SignOut />}
    </Page>
  );
}

function Nobody() {
  const { t } = useSpeech();
  return (
    <Section>
      <Face
        icon="user"
        title={t("people.me.nobody")}
        text={t("people.me.nobodyText")}
        action={<Button onClick={() => void askToSignIn()}>{t("people.signIn.title")}</Button>}
      />
    </Section>
  );
}

function Profile({ me }: { me: Mine }) {
  const { t } = useSpeech();
  return (
    <Link className="profile" to="/me/profile">
      <PersonFace id={me.id} name={me.name} picture={me.picture} size={64} />
      <span className="profile-words">
        <span className="profile-name">{me.name}</span>
        <span className="profile-handle numbers">{me.phone ?? me.email}</span>
      </span>
      <span className="profile-edit">
        <Icon name="pencil-simple" size={20} />
        <span>{t("people.me.edit")}</span>
      </span>
    </Link>
  );
}

function SignOut() {
  const { t } = useSpeech();
  const leaving = useMutation({
    mutationFn: signOut,
    onSuccess: () => toast.done(t("people.me.signedOut")),
    onError: (error) => toast.error(error),
  });
  return (
    <Button
      weight="soft"
      icon={<Icon name="sign-out" size={20} />}
      isBusy={leaving.isPending}
      onClick={() => leaving.mutate()}
    >
      {t("people.me.signOut")}
    </Button>
  );
}

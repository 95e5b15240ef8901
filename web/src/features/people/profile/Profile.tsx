import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { ApiError, got, http, isAt, type Shape } from "@/api";
import { useAct } from "@/app/act";
import { useDraft } from "@/app/draft";
import { LANGUAGES, useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { toast } from "@/ui/Toast";
import { Words } from "@/ui/Words";
import { Own } from "../me/Own";
import { isMe, type Me } from "../session/me";
import { LANGUAGE_NAMES } from "../settings/names";
import { AddHandle } from "./AddHandle";
import { changed, type Changes } from "./changes";
import { OwnHandle } from "./OwnHandle";
import { Portrait } from "./Portrait";

const NOTHING: Changes = {};
const FIELDS = ["name", "bio", "picture_id"] as const;

/** What I say of myself: others see it, but for how I sign in. */
export function Profile() {
  const { t } = useSpeech();
  return <Own title={t("profile.title")}>{(me) => <Form key={me.id} me={me} />}</Own>;
}

function Form({ me }: { me: Me }) {
  const { t, setLanguage } = useSpeech();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [draft, keep, forget] = useDraft<Changes>(`profile.${me.id}`, NOTHING);
  const [isSending, setSending] = useState(false);
  const shown = { ...me, ...draft };
  const wanted = changed(me, draft);
  const saving = useAct((body: Shape<"MeChanges">, headers) => got(http.PATCH("/api/me", { body, headers })), {
    touches: [["people", me.id]],
    onDone: (after: Me) => {
      forget();
      isMe(queries, after);
      void setLanguage(after.language);
      toast.done(t("profile.saved"));
      void navigate(-1);
    },
    onError: (error) => {
      if (!FIELDS.some((field) => isAt(error, field))) toast.error(error);
    },
  });
  const change = (changes: Changes) => keep((now) => ({ ...now, ...changes }));
  const error = saving.error instanceof ApiError ? saving.error : undefined;
  const at = (field: (typeof FIELDS)[number]) => (isAt(error, field) ? error : undefined);
  return (
    <Page
      title={t("profile.title")}
      hasBack
      footer={
        <Button
          isBlock
          isBusy={saving.isPending}
          disabled={wanted === undefined || isSending || shown.name.trim() === ""}
          onClick={() => wanted && saving.mutate(wanted)}
        >
          {isSending ? t("profile.sending") : wanted === undefined ? t("profile.unchanged") : t("profile.save")}
        </Button>
      }
    >
      <Portrait
        id={me.id}
        name={shown.name}
        pictureId={shown.picture_id}
        onChange={(picture_id) => change({ picture_id })}
        onBusy={setSending}
        error={at("picture_id")}
      />
      <Field
        label={t("profile.name")}
        hint={t("profile.nameHint")}
        error={at("name")}
        value={shown.name}
        maxLength={60}
        autoComplete="nickname"
        onChange={(name) => change({ name })}
      />
      <Words
        label={t("profile.about")}
        hint={t("profile.aboutHint")}
        error={at("bio")}
        value={shown.bio}
        onChange={(bio) => change({ bio })}
      />
      <div className="field">
        <p className="field-title" aria-hidden="true">
          {t("profile.language")}
        </p>
        <Chips
          label={t("profile.language")}
          value={shown.language}
          choices={LANGUAGES.map((each) => ({ value: each, label: LANGUAGE_NAMES[each] }))}
          onChange={(language) => change({ language })}
        />
      </div>
      <Section title={t("profile.onlyYou")}>
        {me.phone === null ? (
          <AddHandle kind="phone" />
        ) : (
          <OwnHandle kind="phone" value={me.phone} isLast={me.email === null} />
        )}
        {me.email === null ? (
          <AddHandle kind="email" />
        ) : (
          <OwnHandle kind="email" value={me.email} isLast={me.phone === null} />
        )}
      </Section>
      <Section>
        <Row icon="user" title={t("profile.asOthers")} to={`/people/${me.id}`} />
      </Section>
    </Page>
  );
}

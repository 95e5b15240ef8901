import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { ErrorFace } from "@/ui/Face";
import { Field } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { canAddPasskeys, madeOnThisDevice } from "./passkey";
import { deviceOf, passkeysQuery } from "./privacy";

/** Keys by which I sign in without a code; each is kept by a device of mine. */
export function Passkeys() {
  const { t, day } = useSpeech();
  const passkeys = useQuery(passkeysQuery);
  const [isAdding, setAdding] = useState(false);
  const dropping = useAct(
    (id: string) => got(http.DELETE("/api/me/passkeys/{passkey_id}", { params: { path: { passkey_id: id } } })),
    {
      touches: [passkeysQuery.queryKey],
      onDone: () => toast.done(t("privacy.passkey.dropped")),
      onError: toast.error,
    },
  );
  if (passkeys.isPending) return <ListSkeleton rows={1} />;
  if (passkeys.isError) return <ErrorFace error={passkeys.error} onRetry={() => void passkeys.refetch()} />;
  return (
    <>
      <Section title={t("privacy.passkeys")}>
        {passkeys.data.items.map(({ id, name, created_at, used_at }) => (
          <Row
            key={id}
            icon="fingerprint"
            title={name}
            text={
              used_at === null
                ? t("privacy.passkey.since", { day: day(created_at) })
                : t("privacy.passkey.used", { day: day(used_at) })
            }
            trail={
              <Button
                weight="soft"
                aria-label={t("privacy.passkey.dropNamed", { name })}
                isBusy={dropping.isPending && dropping.variables === id}
                onClick={() => dropping.mutate(id)}
              >
                {t("privacy.passkey.drop")}
              </Button>
            }
          />
        ))}
        {passkeys.data.items.length === 0 && (
          <Row icon="fingerprint" title={t("privacy.passkey.none")} text={t("privacy.passkey.noneText")} />
        )}
      </Section>
      {canAddPasskeys() && (
        <Button weight="soft" icon={<Icon name="plus" size={20} />} onClick={() => setAdding(true)}>
          {t("privacy.passkey.add")}
        </Button>
      )}
      <SheetDialog title={t("privacy.passkey.add")} isOpen={isAdding} onClose={() => setAdding(false)}>
        <Add onDone={() => setAdding(false)} />
      </SheetDialog>
    </>
  );
}

function Add({ onDone }: { onDone: () => void }) {
  const { t } = useSpeech();
  const [name, setName] = useState(() => deviceOf(navigator.userAgent));
  const adding = useAct(
    async (called: string) => {
      const asked = await got(http.POST("/api/me/passkeys/options"));
      const credential = await madeOnThisDevice(asked.options);
      return got(
        http.POST("/api/me/passkeys", { body: { challenge_id: asked.challenge_id, name: called, credential } }),
      );
    },
    {
      touches: [passkeysQuery.queryKey],
      onDone: () => {
        toast.done(t("privacy.passkey.added"));
        onDone();
      },
      // What the browser says when somebody turns it down is no fault of theirs or ours.
      onError: (error) => error instanceof ApiError && toast.error(error),
    },
  );
  return (
    <>
      <Field
        label={t("privacy.passkey.name")}
        hint={t("privacy.passkey.nameHint")}
        value={name}
        maxLength={60}
        onChange={setName}
      />
      <Button
        isBlock
        isBusy={adding.isPending}
        disabled={name.trim() === ""}
        onClick={() => adding.mutate(name.trim())}
      >
        {t("privacy.passkey.make")}
      </Button>
    </>
  );
}

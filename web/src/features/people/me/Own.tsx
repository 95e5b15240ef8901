import type { ReactNode } from "react";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Face } from "@/ui/Face";
import { Page } from "@/ui/Page";
import { ListSkeleton } from "@/ui/Skeleton";
import { askToSignIn } from "../session/asking";
import { useMe, type Me } from "../session/me";

/** A screen of one's own things: whoever is not signed in is asked to, and then sees it. */
export function Own({ title, children }: { title: string; children: (me: Me) => ReactNode }) {
  const { t } = useSpeech();
  const { me } = useMe();
  if (me) return children(me);
  return (
    <Page title={title} hasBack>
      {me === undefined ? (
        <ListSkeleton />
      ) : (
        <Face
          icon="user"
          title={t("people.own.nobody")}
          text={t("people.own.nobodyText")}
          action={<Button onClick={() => void askToSignIn()}>{t("people.signIn.title")}</Button>}
        />
      )}
    </Page>
  );
}

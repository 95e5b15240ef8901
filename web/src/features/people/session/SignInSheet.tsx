import { lazy, Suspense } from "react";
import { useSpeech } from "@/app/i18n";
import { ListSkeleton } from "@/ui/Skeleton";
import { SheetDialog } from "@/ui/SheetDialog";
import { answerSignIn, useSignInAsked } from "./asking";

const SignIn = lazy(() => import("./SignIn"));

/** Asks who somebody is when they act; closing it gives the act up. */
export function SignInSheet() {
  const { t } = useSpeech();
  const isAsked = useSignInAsked();
  return (
    <SheetDialog title={t("people.signIn.title")} isOpen={isAsked} onClose={() => answerSignIn(false)}>
      <Suspense fallback={<ListSkeleton rows={2} />}>
        <SignIn onDone={() => answerSignIn(true)} />
      </Suspense>
    </SheetDialog>
  );
}

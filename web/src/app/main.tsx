import { QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { createBrowserRouter, RouterProvider } from "react-router";
import { behave, speak } from "@/api";
import { sendUnsent } from "@/features/chat";
import { signInFor } from "@/features/people";
import * as appearance from "./appearance";
import { load, loadRest, preferred, SpeechProvider, translator, type Language } from "./i18n";
import "./install";
import { queries } from "./queries";
import { routes } from "./routes";
import "./theme.css";
import "./base.css";

const REST_AFTER_MS = 4_000;

async function begin(): Promise<void> {
  appearance.begin();
  const language = preferred();
  const texts = await load(language);
  document.documentElement.lang = language;
  talkIn(language, texts);
  behave({ signIn: signInFor });
  const root = document.getElementById("root");
  if (root === null) return;
  const router = createBrowserRouter(routes);
  createRoot(root).render(
    <SpeechProvider
      first={language}
      texts={texts}
      onChange={(next, words) => {
        talkIn(next, words);
        void queries.invalidateQueries();
      }}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </SpeechProvider>,
  );
  void sendUnsent();
  // A notification was tapped while the app is open; it may be tapped in the first second.
  navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<{ go?: unknown }>) => {
    if (typeof data?.go === "string") void router.navigate(data.go);
  });
  // The first screen has the network to itself; screens wait for the rest when somebody goes there earlier.
  setTimeout(() => {
    void loadRest().catch(() => undefined);
    if (import.meta.env.PROD) void import("./offline").then((offline) => offline.begin());
  }, REST_AFTER_MS);
}

/** Requests ask for the reader's language, and what only the client knows is said in it. */
function talkIn(language: Language, texts: Record<string, string>): void {
  const t = translator(language, texts);
  behave({ language: () => language });
  speak({
    offline: { title: t("app.error.offline"), remedy: t("app.error.offlineRemedy") },
    timeout: { title: t("app.error.timeout"), remedy: t("app.error.timeoutRemedy") },
    broken: { title: t("app.error.broken"), remedy: t("app.error.brokenRemedy") },
  });
}

void begin();

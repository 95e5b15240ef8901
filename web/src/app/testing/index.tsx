import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactElement } from "react";
import { MemoryRouter } from "react-router";
import { load, loadRest, SpeechProvider, type Language } from "@/app/i18n";

/** Renders a component as it stands in the app: with its words, queries and addresses. */
export async function show(element: ReactElement, { language = "en" as Language, at = "/" } = {}) {
  const texts = await load(language);
  await loadRest();
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <SpeechProvider first={language} texts={texts}>
      <QueryClientProvider client={queries}>
        <MemoryRouter initialEntries={[at]}>{element}</MemoryRouter>
      </QueryClientProvider>
    </SpeechProvider>,
  );
}

import { QueryClient } from "@tanstack/react-query";
import { ApiError, got, http } from "@/api";

/** One place for what was read. Requests try again by themselves (api/send), so a query does not; live events refresh it. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false,
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: true,
      networkMode: "always",
    },
    mutations: { retry: false, networkMode: "always" },
  },
});

/** Whether an error says that nobody is signed in. */
export function isSignInNeeded(error: unknown): boolean {
  return error instanceof ApiError && error.code === "sign_in_needed";
}

/** What this installation is: demo or not, and which map it draws. It does not change while one looks. */
export const settingsQuery = {
  queryKey: ["settings"],
  queryFn: () => got(http.GET("/api/settings")),
  staleTime: Infinity,
};

/** Every kind of help, by code. */
export const categoriesQuery = {
  queryKey: ["categories"],
  queryFn: () => got(http.GET("/api/categories")),
  staleTime: 60 * 60_000,
};

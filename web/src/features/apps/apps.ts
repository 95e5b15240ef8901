import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ApiError, got, http, type Shape } from "@/api";

export type App = Shape<"AppView">;
export type Notification = Shape<"NotificationWire">;

/** My programs that call the Open API. */
export const appsQuery = queryOptions({ queryKey: ["apps"], queryFn: () => got(http.GET("/api/me/apps")) });

export const appQuery = (id: string) =>
  queryOptions({
    queryKey: ["apps", id],
    queryFn: () => got(http.GET("/api/me/apps/{app_id}", { params: { path: { app_id: id } } })),
  });

/** What of my app opens as a mini-program; null while nothing does. */
export const programQuery = (id: string) =>
  queryOptions({
    queryKey: ["apps", id, "program"],
    queryFn: async () => {
      try {
        return await got(http.GET("/api/me/apps/{app_id}/program", { params: { path: { app_id: id } } }));
      } catch (refused) {
        if (refused instanceof ApiError && refused.code === "not_found") return null;
        throw refused;
      }
    },
  });

/** What an app's server was told, newest first. */
export const notificationsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["apps", id, "notifications"],
    queryFn: ({ pageParam }) =>
      got(
        http.GET("/api/me/apps/{app_id}/notifications", {
          params: { path: { app_id: id }, query: { limit: 30, cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const notificationQuery = (id: string, notificationId: string) =>
  queryOptions({
    queryKey: ["apps", id, "notifications", notificationId],
    queryFn: () =>
      got(
        http.GET("/api/me/apps/{app_id}/notifications/{notification_id}", {
          params: { path: { app_id: id, notification_id: notificationId } },
        }),
      ),
  });

export type State = "taken" | "waiting" | "given_up";

/** What became of a notification. */
export function stateOf({ taken_at, next_at }: Pick<Notification, "taken_at" | "next_at">): State {
  if (taken_at !== null) return "taken";
  return next_at === null ? "given_up" : "waiting";
}

/** A text as a file to save. */
export function fileOf(text: string): string {
  return `data:application/x-pem-file;charset=utf-8,${encodeURIComponent(text)}`;
}

/** A bare key as a PEM file has it. */
export function pemOf(bare: string): string {
  return `-----BEGIN PUBLIC KEY-----\n${bare.replace(/(.{64})(?=.)/g, "$1\n")}\n-----END PUBLIC KEY-----\n`;
}

/** Whether what was pasted is a certificate signing request, and not a key. */
export function isRequest(text: string): boolean {
  return text.includes("BEGIN CERTIFICATE REQUEST") || text.includes("BEGIN NEW CERTIFICATE REQUEST");
}

/** Whether what was pasted is a private key, which nobody should send anywhere. */
export function isPrivate(text: string): boolean {
  return text.includes("PRIVATE KEY");
}

// The part of the service worker that shows what the server pushes, and opens the screen that it is about.
self.addEventListener("push", (event) => {
  const told = event.data?.json() ?? {};
  event.waitUntil(
    self.registration.showNotification(told.title ?? "Everywhere", {
      body: told.body,
      // What is told of one thing replaces what was told of it before.
      tag: told.tag,
      icon: "/icon-192.png",
      badge: "/icon-192.png",
      data: { path: told.path },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data?.path));
});

/** Brings the app to the front at an address of ours, or opens it there. */
async function show(path) {
  const address = new URL(
    typeof path === "string" && /^\/(?!\/)/.test(path) ? path : "/messages",
    self.location.origin,
  );
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const [app] = open.filter((each) => new URL(each.url).origin === address.origin);
  if (app === undefined) return self.clients.openWindow(address.href);
  // The app changes its screen itself, so that nothing half written is lost.
  app.postMessage({ go: address.pathname + address.search });
  await app.focus();
}

// Kept by the browser. Shows what Mooring pushes, and opens the page it is about. It reads and stores nothing.
self.addEventListener("push", (event) => {
  const said = event.data ? event.data.json() : {};
  const shown = { body: said.body || "", tag: said.tag || "mooring", data: { address: said.address || "/inbox/" } };
  event.waitUntil(self.registration.showNotification(said.title || "Mooring", shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const address = new URL(event.notification.data.address, self.location.origin);
  if (address.origin === self.location.origin) event.waitUntil(self.clients.openWindow(address.href));
});

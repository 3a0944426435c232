// Lets this browser show messages: asks for leave, subscribes, and sends the form with what the browser gave.
const form = document.querySelector("[data-push]");
const says = document.querySelector("[data-push-says]");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const packed = (key) => btoa(String.fromCharCode(...new Uint8Array(key))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const subscribe = async () => {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
  const kept = await navigator.serviceWorker.register(form.dataset.worker);
  await navigator.serviceWorker.ready;
  const before = await kept.pushManager.getSubscription();
  if (before) await before.unsubscribe();
  return kept.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.push) });
};

if (form && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  form.hidden = false;
  says.hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const made = await subscribe();
      form.elements.address.value = made.endpoint;
      form.elements.public_key.value = packed(made.getKey("p256dh"));
      form.elements.secret.value = packed(made.getKey("auth"));
      form.submit();
    } catch (error) {
      says.textContent = error.message === "denied" ? form.dataset.denied : form.dataset.failed;
      says.hidden = false;
    }
  });
}

// Runs inside a page that is shown on a phone of the panel: tells the phone what the page shows, and gives the page the
// phone's position instead of the computer's.
(() => {
  if (window.parent === window) return;
  const tell = (message) => window.parent.postMessage({ shuke: "phone", ...message }, "*");
  const waiting = new Map();
  let asked = 0;

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || event.data?.shuke !== "position") return;
    const callbacks = waiting.get(event.data.id);
    waiting.delete(event.data.id);
    if (!callbacks) return;
    if (event.data.position) {
      const coords = { latitude: event.data.position.lat, longitude: event.data.position.lng, accuracy: 30 };
      callbacks.ok({ coords, timestamp: Date.now() });
    } else {
      callbacks.failed?.({ code: 1, message: "refused", PERMISSION_DENIED: 1, POSITION_UNAVAILABLE: 2, TIMEOUT: 3 });
    }
  });

  const geolocation = {
    getCurrentPosition(ok, failed) {
      asked += 1;
      waiting.set(asked, { ok, failed });
      tell({ type: "locate", id: asked });
    },
    watchPosition(ok, failed) {
      this.getCurrentPosition(ok, failed);
      return asked;
    },
    clearWatch(id) {
      waiting.delete(id);
    },
  };
  Object.defineProperty(navigator, "geolocation", { value: geolocation, configurable: true });

  const show = () => {
    const values = (name) =>
      [...document.querySelectorAll(`[${name}]`)].map((element) => ({
        value: element.getAttribute(name),
        text: element.textContent.trim(),
      }));
    const codes = values("data-qr").map((code) => new URL(code.value, location.href).href);
    tell({ type: "page", title: document.title, path: location.pathname + location.search, codes, acts: values("data-act") });
  };
  document.addEventListener("DOMContentLoaded", () => {
    show();
    new MutationObserver(show).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ["data-qr", "data-act"],
    });
  });
  document.addEventListener("contextmenu", (event) => {
    const code = event.target.closest?.("[data-qr]");
    if (!code) return;
    event.preventDefault();
    tell({ type: "scan", url: new URL(code.getAttribute("data-qr"), location.href).href });
  });
})();

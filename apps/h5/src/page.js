// The only script of the phone pages. Everything works without it, except that the phone's position cannot be asked for.
// Plain JavaScript, because it goes to the phone as it stands; the types are checked from the comments.
document.documentElement.classList.add("script");

/** @param {HTMLFormElement} form @param {string} name */
const field = (form, name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

/** @type {NodeListOf<HTMLFormElement>} */
const locateForms = document.querySelectorAll('form[data-form="locate"]');
for (const form of locateForms) {
  const button = form.querySelector("button");
  const note = form.querySelector("[data-note]");
  const label = button?.textContent ?? "";
  /** @param {string} words */
  const rest = (words) => {
    if (button) {
      button.disabled = false;
      button.textContent = label;
    }
    if (note) note.textContent = words;
  };
  form.addEventListener("submit", (event) => {
    if (field(form, "lng").value !== "") return;
    event.preventDefault();
    const refused = form.dataset["refused"] ?? "";
    if (!navigator.geolocation) return rest(refused);
    if (button) {
      button.disabled = true;
      button.textContent = form.dataset["locating"] ?? label;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        // Phones answer in WGS-84.
        field(form, "lng").value = String(coords.longitude);
        field(form, "lat").value = String(coords.latitude);
        form.submit();
      },
      () => rest(refused),
      { timeout: 8000, maximumAge: 60_000 },
    );
  });
  // Somebody who comes back with the browser's arrow should be asked again, not sent off with the old position.
  addEventListener("pageshow", () => {
    field(form, "lng").value = "";
    rest(note?.textContent ?? "");
  });
}

/** @type {NodeListOf<HTMLSelectElement>} */
const selects = document.querySelectorAll('form[data-form="search"] select');
for (const select of selects) {
  select.addEventListener("change", () => {
    const district = select.form?.elements.namedItem("district");
    if (select.name === "city" && district instanceof HTMLSelectElement) district.value = "";
    select.form?.submit();
  });
}

/** @type {NodeListOf<HTMLButtonElement>} */
const copyButtons = document.querySelectorAll("button[data-copy]");
for (const button of copyButtons) {
  button.addEventListener("click", () => {
    void navigator.clipboard?.writeText(button.dataset["copy"] ?? "").then(() => {
      button.textContent = button.dataset["copied"] ?? "";
    });
  });
}

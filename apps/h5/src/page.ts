/** The only script of the phone pages. Everything works without it, except that the phone's position cannot be asked for. */
document.documentElement.classList.add("script");

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-form="locate"]')) {
  const button = form.querySelector("button");
  const note = form.querySelector("[data-note]");
  const label = button?.textContent ?? "";
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  const rest = (words: string) => {
    if (button) {
      button.disabled = false;
      button.textContent = label;
    }
    if (note) note.textContent = words;
  };
  form.addEventListener("submit", (event) => {
    if (field("lng").value !== "") return;
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
        field("lng").value = String(coords.longitude);
        field("lat").value = String(coords.latitude);
        form.submit();
      },
      () => rest(refused),
      { timeout: 8000, maximumAge: 60_000 },
    );
  });
  // Somebody who comes back with the browser's arrow should be asked again, not sent off with the old position.
  addEventListener("pageshow", () => {
    field("lng").value = "";
    rest(note?.textContent ?? "");
  });
}

for (const select of document.querySelectorAll<HTMLSelectElement>('form[data-form="search"] select')) {
  select.addEventListener("change", () => {
    const form = select.form;
    if (!form) return;
    const district = form.elements.namedItem("district");
    if (select.name === "city" && district instanceof HTMLSelectElement) district.value = "";
    form.submit();
  });
}

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
  button.addEventListener("click", () => {
    void navigator.clipboard?.writeText(button.dataset["copy"] ?? "").then(() => {
      button.textContent = button.dataset["copied"] ?? "";
    });
  });
}

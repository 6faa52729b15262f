/**
 * Makes an element. Properties starting with "on" are listeners, `class`, `data-…` and `aria-…` are attributes, `null`
 * and `false` leave a thing out.
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "selected") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const shown = new WeakMap();

/**
 * Fills a container when what it shows has changed, and only then, so that polling moves neither focus nor scroll.
 * A list that was read to its end stays at its end.
 */
export function fill(container, signature, make) {
  const text = JSON.stringify(signature);
  if (shown.get(container) === text) return false;
  const stick = container.dataset.stick === "end" && container.scrollHeight - container.scrollTop - container.clientHeight < 60;
  const active = container.contains(document.activeElement) ? document.activeElement : undefined;
  const focus = active?.dataset.testid;
  const nth = focus ? [...container.querySelectorAll(`[data-testid="${focus}"]`)].indexOf(active) : -1;
  const scroll = container.scrollTop;
  shown.set(container, text);
  container.replaceChildren(...[make()].flat(Infinity).filter(Boolean));
  container.scrollTop = stick || !container.dataset.filled ? (container.dataset.stick === "end" ? container.scrollHeight : 0) : scroll;
  container.dataset.filled = "yes";
  const next = focus ? container.querySelectorAll(`[data-testid="${focus}"]`)[nth] : undefined;
  // Words that somebody is just writing stay.
  if (next?.matches("input:not([type=radio], [type=checkbox]), textarea")) next.value = active.value;
  next?.focus();
  return true;
}

/** The next fill of this container happens in any case, and starts at its beginning or end. */
export function forget(container) {
  shown.delete(container);
  delete container.dataset.filled;
}

/** Reads the fields of a form that was just sent by hand. */
export function fieldsOf(event) {
  event.preventDefault();
  return Object.fromEntries(new FormData(event.currentTarget));
}

import type { HTMLElement } from "node-html-parser";

/** One form as it would be sent: what the page filled in itself, hidden inputs included. */
export interface PageForm {
  kind: string;
  method: "get" | "post";
  action: string;
  fields: Map<string, string>;
  selects: Map<string, Option[]>;
}

export interface Option {
  value: string;
  label: string;
}

export interface PhoneRequest {
  url: string;
  method: "GET" | "POST";
  /** Fields of a posted form. */
  form?: Record<string, string>;
}

/** Reads a form; `action` is made absolute against the page's own address. */
export function readForm(form: HTMLElement, pageUrl: string): PageForm {
  const fields = new Map<string, string>();
  const selects = new Map<string, Option[]>();
  for (const input of form.querySelectorAll("input,textarea")) {
    const name = input.getAttribute("name");
    if (name === undefined || name === "" || input.hasAttribute("disabled")) continue;
    const type = (input.getAttribute("type") ?? "text").toLowerCase();
    if (["submit", "button", "image", "reset", "file"].includes(type)) continue;
    if ((type === "checkbox" || type === "radio") && !input.hasAttribute("checked")) continue;
    const fallback = type === "checkbox" || type === "radio" ? "on" : "";
    const value = input.tagName === "TEXTAREA" ? input.text : input.getAttribute("value");
    fields.set(name, value ?? fallback);
  }
  for (const select of form.querySelectorAll("select")) {
    const name = select.getAttribute("name");
    if (name === undefined || name === "") continue;
    const options = select.querySelectorAll("option").filter((o) => !o.hasAttribute("disabled"));
    const all = options.map((o) => ({
      value: o.getAttribute("value") ?? o.text.trim(),
      label: o.text.trim(),
    }));
    selects.set(name, all);
    const chosen = options.findIndex((o) => o.hasAttribute("selected"));
    const value = all[Math.max(0, chosen)]?.value;
    if (value !== undefined) fields.set(name, value);
  }
  const button = form.querySelector("button[name],input[type=submit][name]");
  const buttonName = button?.getAttribute("name");
  if (buttonName) fields.set(buttonName, button?.getAttribute("value") ?? "");
  return {
    kind: form.getAttribute("data-form") ?? "",
    method: (form.getAttribute("method") ?? "get").toLowerCase() === "post" ? "post" : "get",
    action: new URL(form.getAttribute("action") || pageUrl, pageUrl).href,
    fields,
    selects,
  };
}

/** The request that pressing the form's button makes, as a browser without script would send it. */
export function submission(form: PageForm, fill: Record<string, string> = {}): PhoneRequest {
  const fields = Object.fromEntries([...form.fields, ...Object.entries(fill)]);
  if (form.method === "post") return { method: "POST", url: form.action, form: fields };
  const url = new URL(form.action);
  url.search = new URLSearchParams(fields).toString();
  return { method: "GET", url: url.href };
}

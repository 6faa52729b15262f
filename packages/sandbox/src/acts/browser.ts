import { parse } from "node-html-parser";
import type { HTMLElement } from "node-html-parser";
import { Agent, request } from "undici";
import { ControlError } from "../kit/errors.ts";
import { isBody } from "../kit/params.ts";
import type { Sim } from "../sim.ts";
import type { Act, Outcome } from "./fields.ts";
import { needText, optionalText } from "./fields.ts";

export interface PageInit {
  method?: "GET" | "POST";
  form?: Record<string, string>;
}

export interface PageAnswer {
  status: number;
  url: string;
  html: string;
}

const MAX_REDIRECTS = 10;
const TIMEOUT_MS = 30_000;
const USER_AGENT = {
  customer:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.60 Language/zh_CN",
  staff:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 wxwork/5.0.2 MicroMessenger/7.0.1 Language/zh",
};

const agent = new Agent({
  connections: 16,
  keepAliveTimeout: 10_000,
  connect: { timeout: TIMEOUT_MS },
  headersTimeout: TIMEOUT_MS,
  bodyTimeout: TIMEOUT_MS,
});

/** Cookies of one phone by host: name → value. */
type Jar = Record<string, Record<string, string>>;

function keepCookies(sim: Sim, who: string, host: string, header: string | string[] | undefined): void {
  if (header === undefined) return;
  const jar: Jar = sim.world.cell<Jar>(`jar:${who}`, {});
  const cookies = { ...jar[host] };
  for (const line of Array.isArray(header) ? header : [header]) {
    const [first = "", ...attributes] = line.split(";").map((part) => part.trim());
    const cut = first.indexOf("=");
    if (cut <= 0) continue;
    const name = first.slice(0, cut);
    const ended = attributes.some((part) => /^max-age=(0|-\d+)$/i.test(part) || /^expires=thu, 01 jan 1970/i.test(part));
    if (ended) delete cookies[name];
    else cookies[name] = first.slice(cut + 1);
  }
  sim.world.keep(`jar:${who}`, { ...jar, [host]: cookies });
}

/** Fetches as somebody's phone: cookie jar, user agent, redirects (OAuth included) followed. */
export async function fetchAs(sim: Sim, who: string, url: string, init: PageInit = {}): Promise<PageAnswer> {
  const { world } = sim;
  let target = parseUrl(url);
  let method = init.method ?? "GET";
  let body = init.form ? new URLSearchParams(init.form).toString() : undefined;
  let referer = "";
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const cookies = world.cell<Jar>(`jar:${who}`, {})[target.host] ?? {};
    const cookie = Object.entries(cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join("; ");
    const headers: Record<string, string> = {
      "user-agent": world.users.has(who) ? USER_AGENT.staff : USER_AGENT.customer,
      accept: "text/html,application/xhtml+xml,*/*;q=0.8",
      "accept-language": "zh-CN,zh;q=0.9",
      ...sim.timeFor(target),
    };
    if (cookie !== "") headers.cookie = cookie;
    if (referer !== "") headers.referer = referer;
    if (target.origin === world.origin) headers["x-sandbox-phone"] = who;
    if (method === "POST") {
      headers["content-type"] = "application/x-www-form-urlencoded";
      headers.origin = target.origin;
      headers["sec-fetch-site"] = "same-origin";
    }
    const response = await request(target, {
      method,
      headers,
      dispatcher: agent,
      ...(method === "POST" ? { body: body ?? "" } : {}),
    });
    keepCookies(sim, who, target.host, response.headers["set-cookie"]);
    const { location } = response.headers;
    if (response.statusCode >= 300 && response.statusCode < 400 && typeof location === "string") {
      await response.body.dump();
      referer = target.origin === world.origin ? "" : target.href;
      target = new URL(location, target);
      if (response.statusCode !== 307 && response.statusCode !== 308) {
        method = "GET";
        body = undefined;
      }
      continue;
    }
    return { status: response.statusCode, url: target.href, html: await response.body.text() };
  }
  return { status: 310, url: target.href, html: "" };
}

function parseUrl(url: string): URL {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new ControlError(`no http url: ${url}`);
  return new URL(url);
}

/** What a failed connection looks like on a phone. */
async function fetched(work: Promise<PageAnswer>, url: string): Promise<Outcome> {
  try {
    return { ...(await work) };
  } catch (error) {
    if (error instanceof ControlError) throw error;
    return { status: 0, url, html: "", error: `the page did not load: ${error instanceof Error ? error.message : String(error)}` };
  }
}

export function openPage(sim: Sim, who: string, url: string): Promise<Outcome> {
  return fetched(fetchAs(sim, who, url), url);
}

/** Values that a browser would submit for a form that nobody touched. */
function formValues(form: HTMLElement): Record<string, string> {
  const values: Record<string, string> = {};
  for (const field of form.querySelectorAll("input, select, textarea")) {
    const name = field.getAttribute("name");
    if (name === undefined || name === "" || field.hasAttribute("disabled")) continue;
    const type = (field.getAttribute("type") ?? "").toLowerCase();
    if (field.tagName === "SELECT") {
      const chosen = field.querySelector("option[selected]") ?? field.querySelector("option");
      values[name] = chosen?.getAttribute("value") ?? chosen?.text ?? "";
    } else if (field.tagName === "TEXTAREA") values[name] = field.text;
    else if (type === "checkbox" || type === "radio") {
      if (field.hasAttribute("checked")) values[name] = field.getAttribute("value") ?? "on";
    } else if (type !== "submit" && type !== "button" && type !== "file") values[name] = field.getAttribute("value") ?? "";
  }
  return values;
}

async function submitForm(act: Act, url: string): Promise<PageAnswer> {
  const { sim, who, input } = act;
  const page = await fetchAs(sim, who, url);
  const wanted = optionalText(input, "form");
  const forms = parse(page.html).querySelectorAll("form");
  const fields = input.fields ?? {};
  if (!isBody(fields)) throw new ControlError("submit fields must be an object of texts");
  const given = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
  const named = forms.filter((form) => wanted === "" || form.getAttribute("data-form") === wanted);
  // Several forms may carry one name (a "choose" per store): the one whose hidden values agree is meant.
  const form =
    named.find((candidate) => {
      const values = formValues(candidate);
      return Object.entries(given).every(([name, value]) => values[name] === value);
    }) ?? named[0];
  if (!form) {
    const names = forms.map((candidate) => candidate.getAttribute("data-form") ?? "?").join(", ");
    throw new ControlError(`the page ${page.url} (HTTP ${page.status}) has no form ${wanted || "at all"}; forms: ${names || "none"}`);
  }
  const values = { ...formValues(form), ...given };
  const target = new URL(form.getAttribute("action") || page.url, page.url);
  if ((form.getAttribute("method") ?? "get").toLowerCase() === "post") {
    return fetchAs(sim, who, target.href, { method: "POST", form: values });
  }
  target.search = new URLSearchParams(values).toString();
  return fetchAs(sim, who, target.href);
}

export const browserVerbs = {
  /** `open {url}`: answers {status, url, html} */
  open: (act: Act): Promise<Outcome> => openPage(act.sim, act.who, needText(act.input, "url")),
  /** `submit {url, form?, fields}`: loads the page, fills the form with data-form=`form`, sends it */
  submit: (act: Act): Promise<Outcome> => {
    const url = needText(act.input, "url");
    return fetched(submitForm(act, url), url);
  },
};

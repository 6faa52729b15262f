import { parse } from "node-html-parser";
import type { HTMLElement } from "node-html-parser";
import { readForm, submission } from "./page-form.ts";
import type { Option, PageForm, PhoneRequest } from "./page-form.ts";

export interface PhoneResponse {
  status: number;
  /** Where the answer came from, after redirects. */
  url: string;
  html: string;
}

export type PhoneFetch = (request: PhoneRequest) => Promise<PhoneResponse>;

/** What this person does where a page leaves the choice. Every method is asked at most a few times per walk. */
export interface Manners {
  /** The position that the phone gives, or undefined when the person refuses. */
  locate(): { lng: number; lat: number; datum: "wgs84" | "gcj02" } | undefined;
  /** What to type or choose; `attempt` counts from 0, undefined means giving up. */
  search(selects: ReadonlyMap<string, Option[]>, attempt: number): Record<string, string> | undefined;
  /** Which of the stores offered, or undefined for none; asked again (attempt 1) when the first gave no code. */
  choose(count: number, attempt: number): number | undefined;
  /** Whether to press a claim button, to follow the link to the next step. */
  claim(): boolean;
  goOn(): boolean;
}

export interface Walk {
  pages: number;
  /** What was done, in order: "locate", "search", "choose", "claim", "next". */
  steps: string[];
  /** QR urls shown at the end. */
  codes: string[];
  /** The page said that the person is in this group already. */
  alreadyIn?: string;
  /** Reasons why it did not go further, as the page gave them, or how it failed. */
  problems: string[];
  /** True when trying again later may help: the page was not there. */
  unreachable: boolean;
  /** The page where the walk ended, for those who read more of it (staff tasks). */
  last?: { url: string; root: HTMLElement };
}

const MAX_PAGES = 12;
const MAX_SEARCHES = 3;
const MAX_CHOICES = 2;

/**
 * Opens a link and uses the pages as a person would, without script: finds the store, takes the code. Never throws for
 * what a page does; every failure is a reason in `problems`.
 */
export async function walkPages(fetch: PhoneFetch, url: string, manners: Manners): Promise<Walk> {
  const walk: Walk = { pages: 0, steps: [], codes: [], problems: [], unreachable: false };
  let request: PhoneRequest | undefined = { method: "GET", url };
  const memory: Memory = { searches: 0, choices: 0, done: new Set() };
  while (request !== undefined) {
    if (walk.pages >= MAX_PAGES) {
      walk.problems.push("too-many-pages");
      break;
    }
    const page = await open(fetch, request, walk);
    if (page === undefined) break;
    walk.last = page;
    request = nextStep(page, walk, manners, memory);
  }
  return walk;
}

interface Page {
  url: string;
  root: HTMLElement;
}

interface Memory {
  searches: number;
  choices: number;
  done: Set<string>;
}

async function open(fetch: PhoneFetch, request: PhoneRequest, walk: Walk): Promise<Page | undefined> {
  let response: PhoneResponse;
  try {
    response = await fetch(request);
  } catch {
    walk.problems.push("unreachable");
    walk.unreachable = true;
    return undefined;
  }
  walk.pages++;
  const root = parse(response.html);
  const page = { url: response.url, root };
  const reasons = root.querySelectorAll("[data-reason]").map((e) => e.getAttribute("data-reason") ?? "");
  walk.problems.push(...reasons.filter((reason) => reason !== ""));
  if (response.status >= 400) {
    walk.unreachable ||= response.status >= 500;
    if (reasons.length === 0) walk.problems.push(`http-${response.status}`);
    // A page that explains itself may still offer a way on.
    return root.querySelector("form[data-form],[data-next]") ? page : undefined;
  }
  if (root.querySelector("*") === null) {
    walk.problems.push("not-a-page");
    return undefined;
  }
  return page;
}

function nextStep(page: Page, walk: Walk, manners: Manners, memory: Memory): PhoneRequest | undefined {
  const already = page.root.querySelector("[data-already-in]")?.getAttribute("data-already-in");
  if (already) {
    walk.alreadyIn = already;
    return undefined;
  }
  const codes = page.root.querySelectorAll("[data-qr]").map((e) => e.getAttribute("data-qr") ?? "");
  walk.codes = codes.filter((code) => code !== "").map((code) => new URL(code, page.url).href);
  if (walk.codes.length > 0) return undefined;

  const forms = page.root.querySelectorAll("form[data-form]").map((form) => readForm(form, page.url));
  const step =
    chooseStep(forms, manners, memory) ??
    locateStep(forms, manners, memory) ??
    searchStep(forms, manners, memory) ??
    // Who neither gave the position nor searched may still take one of the stores that are listed anyway.
    chooseStep(forms, manners, memory) ??
    claimStep(forms, manners, memory) ??
    linkStep(page, manners, memory);
  if (step === undefined) return undefined;
  walk.steps.push(step.name);
  return step.request;
}

interface Step {
  name: string;
  request: PhoneRequest;
}

function chooseStep(forms: PageForm[], manners: Manners, memory: Memory): Step | undefined {
  const stores = forms.filter((form) => form.kind === "choose");
  // A page may list some stores before it was asked: one's own position or search comes first.
  const canAsk = forms.some((form) => form.kind === "locate") && !memory.done.has("locate");
  if (stores.length === 0 || canAsk || memory.choices >= MAX_CHOICES) return undefined;
  const index = manners.choose(stores.length, memory.choices);
  memory.choices = index === undefined ? MAX_CHOICES : memory.choices + 1;
  const store = index === undefined ? undefined : stores[Math.min(index, stores.length - 1)];
  return store && { name: "choose", request: submission(store) };
}

function locateStep(forms: PageForm[], manners: Manners, memory: Memory): Step | undefined {
  const form = forms.find((candidate) => candidate.kind === "locate");
  if (form === undefined || memory.done.has("locate")) return undefined;
  memory.done.add("locate");
  const at = manners.locate();
  if (at === undefined) return undefined;
  const fill = { lng: String(at.lng), lat: String(at.lat), datum: at.datum };
  return { name: "locate", request: submission(form, fill) };
}

function searchStep(forms: PageForm[], manners: Manners, memory: Memory): Step | undefined {
  const form = forms.find((candidate) => candidate.kind === "search");
  if (form === undefined || memory.choices > 0 || memory.searches >= MAX_SEARCHES) return undefined;
  const fill = manners.search(form.selects, memory.searches);
  memory.searches++;
  return fill && { name: "search", request: submission(form, fill) };
}

function claimStep(forms: PageForm[], manners: Manners, memory: Memory): Step | undefined {
  const form = forms.find((candidate) => candidate.kind === "claim");
  if (form === undefined || memory.done.has("claim")) return undefined;
  memory.done.add("claim");
  return manners.claim() ? { name: "claim", request: submission(form) } : undefined;
}

function linkStep(page: Page, manners: Manners, memory: Memory): Step | undefined {
  const link = page.root.querySelector("a[data-next]")?.getAttribute("href");
  if (!link || memory.done.has(`next ${link}`) || !manners.goOn()) return undefined;
  memory.done.add(`next ${link}`);
  return { name: "next", request: { method: "GET", url: new URL(link, page.url).href } };
}

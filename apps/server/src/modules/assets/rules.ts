import type { ContentAttachment } from "@shuke/contract";
import { type ContentPlace, contentPlaces, contentVariables, placesFor, variablesOf } from "@shuke/contract/asset-words";
import { Problem } from "#kit/problem";

/** The files that a content needs, and which of them must be up at WeCom: the little picture of a link is fetched from us. */
export function filesOf(attachments: readonly ContentAttachment[]): { all: string[]; upload: string[] } {
  const all = attachments.flatMap((one) => (one.fileId === null ? [] : [one.fileId]));
  const upload = attachments.flatMap((one) => (one.kind === "link" || one.fileId === null ? [] : [one.fileId]));
  return { all: [...new Set(all)], upload: [...new Set(upload)] };
}

/** What can be refused without asking the database. */
export function checkWording({ name, text, attachments }: { name: string; text: string; attachments: readonly ContentAttachment[] }): void {
  if (text.trim() === "" && attachments.length === 0) throw new Problem("contentEmpty", { name });
  const unknown = variablesOf(text).filter((gap) => !contentVariables.some((known) => known === gap));
  if (unknown.length > 0) throw new Problem("contentVariable", { name, gaps: inBraces(unknown), known: inBraces(contentVariables) });
  if (placesFor(variablesOf(text)).length === 0) throw new Problem("contentNowhere", { name, gaps: inBraces(variablesOf(text)) });
}

const inBraces = (names: readonly string[]) => names.map((name) => `{{${name}}}`).join(" ");

/** Where a content cannot go because of its gaps, the refusal says which. */
export function checkPlace(name: string, text: string, place: ContentPlace): void {
  const unfilled = variablesOf(text).filter((gap) => !contentPlaces[place].some((known) => known === gap));
  if (unfilled.length === 0) return;
  const codes = { mass: "contentNotMass", welcome: "contentNotWelcome", sidebar: "contentNotSidebar" } as const;
  throw new Problem(codes[place], { name, gaps: inBraces(unfilled) }, 409);
}

type Standing = { live_n: number | null; expires_at: Date | null; archived_at: Date | null };
/** Whether something of it goes out: up to its last instant without it. */
export const isUsable = ({ live_n, expires_at, archived_at }: Standing, now: Date): boolean =>
  live_n !== null && archived_at === null && (expires_at === null || now < expires_at);

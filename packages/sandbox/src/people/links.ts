import type { Attachment, Json } from "../people-host.ts";
import { MINUTE } from "./when.ts";

const TEN_MINUTES = 10 * MINUTE;

// What a chat app underlines: an address up to white space, Chinese punctuation or a closing bracket.
const ADDRESS = /https?:\/\/[^\s<>"'，。；、！？）)】」\]]+/gu;

/** The links of a message in the order in which a person meets them: in the text, then the cards below it. */
export function linksIn(texts: readonly string[], attachments: readonly Attachment[]): string[] {
  const found = texts.flatMap((text) => text.match(ADDRESS) ?? []);
  for (const attachment of attachments) {
    const url = text(object(attachment["link"])["url"]);
    if (url !== "") found.push(url);
  }
  return [...new Set(found)];
}

/**
 * What a message is about, as a name for the draws that hang on it: its ten minutes and words without addresses and ids. Those
 * differ from run to run (ports, running numbers), and the same life must not change with them.
 */
export function gist(text: string, at: number): string {
  return `${Math.floor(at / TEN_MINUTES)}:${text.replaceAll(ADDRESS, "").trim().slice(0, 60)}`;
}

function object(value: Json | undefined): Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

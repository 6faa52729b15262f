import { fill, say, type Language, type SidebarPhrases } from "@shuke/phrases";

/** What the server wrote into the page. */
export type Boot = { token: string; language: Language; now: string; timeZone: string; words: SidebarPhrases };

function readBoot(): Boot {
  const text = document.getElementById("boot")?.textContent ?? "";
  // Written by our own server for this very page.
  return JSON.parse(text) as Boot;
}

export const boot = readBoot();
export const words = boot.words;

/** The phrase under a key of a table, with its form for one; "" where nobody has named it. */
export const sayIn = (table: object, key: string, values: Record<string, unknown> = {}): string =>
  say(table as Record<string, string>, key, values) ?? "";
export { fill };

import { fill } from "@shuke/phrases";
import type { PhoneBubble } from "@shuke/kit-ui";
import type { ConsolePhrases } from "../../i18n.ts";
import type { Draft } from "./draft.ts";

/** What the customer's phone will show, from what is in the form. */
export function previewOf(
  draft: Pick<Draft, "kind" | "welcomeText" | "link" | "linkTitle" | "linkDesc">,
  sender: string,
  words: ConsolePhrases["codes"],
  /** Of the library, said in place of the text. */
  said: PhoneBubble[] | null = null,
): PhoneBubble[] {
  if (draft.kind === "group") return [{ kind: "note", text: words.previewGroupNote }];
  const bubbles: PhoneBubble[] = [{ kind: "note", text: fill(words.previewJoined, { name: sender }) }];
  if (said) bubbles.push(...said);
  else if (draft.welcomeText.trim() !== "") bubbles.push({ kind: "text", text: draft.welcomeText });
  if (draft.link !== "none") {
    bubbles.push({
      kind: "link",
      title: draft.linkTitle || words.form.linkPages[draft.link],
      desc: draft.linkDesc || words.form.linkPages[draft.link],
    });
  }
  return bubbles;
}

import type { Why } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { PathLink } from "../../kit/bits.tsx";
import { useBooks } from "../pickers/options.ts";
import { whyWords } from "./words.ts";

/** Who or what is behind a call, a task or a line of a story, by name, with the way to it. `bare`: without the kind. */
export function WhyLink({ why, bare = false }: { why: Why; bare?: boolean }) {
  const { phrases, language } = useWords();
  // Playbooks are known by their keys below; their names are in their files.
  const books = useBooks(why.kind === "playbook").data?.items;
  const book = why.kind === "playbook" ? books?.find(({ key }) => key === why.label)?.name : undefined;
  const named = book ? { ...why, label: language === "en" ? book.en : book.zh } : why;
  const said = whyWords(named, phrases.why, bare);
  return why.to === null ? <span>{said}</span> : <PathLink to={why.to}>{said}</PathLink>;
}

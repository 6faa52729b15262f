import { say } from "@shuke/phrases";

/** Why a call did not work. WeCom's own code stays beside the words, for whoever looks it up; what nobody has named is shown as it came. */
export function callErrorWords(error: string, words: Readonly<Record<string, string>>): string {
  const [, code = ""] = /^(\d{5,6})\b/.exec(error) ?? [];
  const known = say(words, error) ?? say(words, code);
  if (known === undefined) return error;
  return code === "" ? known : `${known} (${code})`;
}

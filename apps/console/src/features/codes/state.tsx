import type { LiveCode } from "@shuke/contract";
import { StatusTag } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { toldWords } from "../../kit/problem.ts";

export function CodeState({ code }: { code: LiveCode }) {
  const { phrases, language } = useWords();
  const state = code.qrUrl === null ? "waiting" : code.state;
  const tone = state === "waiting" || code.problem ? "watch" : state === "active" ? "good" : "plain";
  return (
    <StatusTag tone={tone} {...(code.problem ? { title: toldWords(code.problem, language) } : {})}>
      {phrases.codes.states[state]}
    </StatusTag>
  );
}

import type { LiveCode } from "@shuke/contract";
import { StatusTag } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";

export function CodeState({ code }: { code: LiveCode }) {
  const { phrases } = useWords();
  if (code.qrUrl === null) {
    return (
      <StatusTag tone="watch" {...(code.problem ? { title: code.problem } : {})}>
        {phrases.codes.states.waiting}
      </StatusTag>
    );
  }
  return <StatusTag tone={code.state === "active" ? "good" : "plain"}>{phrases.codes.states[code.state]}</StatusTag>;
}

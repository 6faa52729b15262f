import type { TalkState } from "@shuke/contract";
import { StatusTag, type Tone } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";

const tones: Record<TalkState, Tone> = {
  draft: "plain",
  announced: "primary",
  collecting: "primary",
  live: "good",
  digest: "watch",
  closed: "plain",
  cancelled: "plain",
};

export function TalkStateTag({ state }: { state: TalkState }) {
  const { phrases } = useWords();
  return <StatusTag tone={tones[state]}>{phrases.talks.states[state]}</StatusTag>;
}

import { StatusTag } from "@shuke/kit-ui";
import type { Tone } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import type { ConsolePhrases } from "../../i18n.ts";
import { useWords, word } from "../../i18n.ts";

export type Message = Output<"inbox.list">["items"][number];

const tones: Readonly<Record<string, Tone>> = {
  received: "primary",
  done: "good",
  ignored: "plain",
  quarantined: "bad",
  dismissed: "plain",
};

export function MessageState({ message }: { message: Pick<Message, "state"> }) {
  const { phrases } = useWords();
  return <StatusTag tone={tones[message.state] ?? "plain"}>{word(phrases.inbox.states, message.state)}</StatusTag>;
}

/** Why it could not be handled, in words; the bare error where no words fit. */
export function troubleWords({ error, errorCode }: Pick<Message, "error" | "errorCode">, phrases: ConsolePhrases): string | null {
  if (errorCode === null) return error;
  return phrases.inbox.troubles[errorCode];
}

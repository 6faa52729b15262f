import type { RecipientState, SendSender, SendState } from "@shuke/contract";
import { StatusTag, type Tone } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";

const tones: Record<SendState, Tone> = {
  draft: "plain",
  waiting: "watch",
  scheduled: "primary",
  planning: "primary",
  running: "good",
  done: "plain",
  cancelled: "plain",
};

export function SendStateTag({ state }: { state: SendState }) {
  const { phrases } = useWords();
  return <StatusTag tone={tones[state]}>{phrases.sends.states[state]}</StatusTag>;
}

const personTones: Record<RecipientState, Tone> = {
  planned: "primary",
  delivered: "good",
  failed: "bad",
  unsent: "watch",
  refused: "plain",
  "held-out": "plain",
};

export function RecipientTag({ state }: { state: RecipientState }) {
  const { phrases } = useWords();
  return <StatusTag tone={personTones[state]}>{phrases.sends.recipientStates[state]}</StatusTag>;
}

const taskTones: Record<SendSender["state"], Tone> = {
  open: "plain",
  planned: "primary",
  created: "watch",
  confirmed: "good",
  closed: "plain",
  none: "plain",
};

export function TaskTag({ state }: { state: SendSender["state"] }) {
  const { phrases } = useWords();
  return <StatusTag tone={taskTones[state]}>{phrases.sends.taskStates[state]}</StatusTag>;
}

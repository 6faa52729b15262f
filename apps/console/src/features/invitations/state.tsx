import type { Invitation, InvitationStage } from "@shuke/contract";
import { StatusTag, type Tone } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";

const tones: Record<Invitation["state"], Tone> = { draft: "plain", running: "good", done: "plain", cancelled: "plain" };

export function InvitationTag({ state }: { state: Invitation["state"] }) {
  const { phrases } = useWords();
  return <StatusTag tone={tones[state]}>{phrases.invitations.states[state]}</StatusTag>;
}

const stageTones: Record<InvitationStage, Tone> = {
  waiting: "plain",
  asked: "primary",
  missed: "watch",
  reached: "primary",
  opened: "primary",
  joined: "good",
  out: "plain",
};

export function StageTag({ stage }: { stage: InvitationStage }) {
  const { phrases } = useWords();
  return <StatusTag tone={stageTones[stage]}>{phrases.invitations.stages[stage]}</StatusTag>;
}

import type { MomentStaff, MomentState } from "@shuke/contract";
import { StatusTag, type Tone } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";

const tones: Record<MomentState, Tone> = { draft: "plain", scheduled: "primary", asked: "good", done: "plain", cancelled: "plain" };

export function MomentTag({ state }: { state: MomentState }) {
  const { phrases } = useWords();
  return <StatusTag tone={tones[state]}>{phrases.moments.states[state]}</StatusTag>;
}

const staffTones: Record<MomentStaff["state"], Tone> = { asked: "watch", published: "good", spared: "plain", refused: "plain" };

export function MomentStaffTag({ state }: { state: MomentStaff["state"] }) {
  const { phrases } = useWords();
  return <StatusTag tone={staffTones[state]}>{phrases.moments.staffStates[state]}</StatusTag>;
}

import type { InvitationPlan } from "@shuke/contract";
import type { invitationEnds, invitationStates } from "@shuke/contract/invitation-words";

export type InvitationRow = {
  id: string;
  name: string;
  plan: InvitationPlan;
  state: (typeof invitationStates)[number];
  reason: (typeof invitationEnds)[number] | null;
  revision: number;
  savedAt: Date;
  savedBy: string;
  createdAt: Date;
  submittedAt: Date | null;
  submittedBy: string | null;
  endedAt: Date | null;
  nextAt: Date | null;
};

export type WaveRow = {
  id: string;
  no: number;
  state: "open" | "ended";
  startsAt: Date;
  until: Date;
  people: number;
  seats: number;
  rate: number;
};

import type { MomentPlan } from "@shuke/contract";
import type { momentEnds, momentStates } from "@shuke/contract/moment-words";

export type MomentRow = {
  id: string;
  name: string;
  plan: MomentPlan;
  state: (typeof momentStates)[number];
  reason: (typeof momentEnds)[number] | null;
  revision: number;
  savedAt: Date;
  savedBy: string;
  createdAt: Date;
  submittedAt: Date | null;
  submittedBy: string | null;
  endedAt: Date | null;
  wecomId: string | null;
};

import type { SendForecast, SendPlan, SendState } from "@shuke/contract";
import type { Actor } from "#kit/actor";

export type SendRow = {
  id: string;
  name: string;
  target: "customers" | "groups";
  state: SendState;
  plan: SendPlan;
  kind: "usual" | "again" | "correction";
  ofSend: string | null;
  revision: number;
  createdAt: Date;
  createdBy: Actor;
  savedAt: Date;
  savedBy: string;
  submittedAt: Date | null;
  submittedBy: Actor | null;
  approvedBy: Actor | null;
  refusal: string | null;
  cancelReason: string | null;
  nextAt: Date | null;
  collectedAt: Date | null;
  finishedAt: Date | null;
  recipients: number;
  heldOut: number;
  refused: number;
  delivered: number;
  failed: number;
  unsent: number;
  tasks: number;
  confirmed: number;
  forecast: SendForecast | null;
};

export type OpenTask = { no: number; sender: string; cell: number; size: number };

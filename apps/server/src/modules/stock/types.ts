import type { StockPlan } from "@shuke/contract";
import type { ArrivalReason, ArrivalState, StockReason, WantRoad, WantState } from "@shuke/contract/stock-words";

export type ProductRow = {
  id: string;
  plan: StockPlan;
  playbook: string | null;
  revision: number;
  savedAt: Date;
  savedBy: string;
  archivedAt: Date | null;
};

export type ArrivalRow = {
  id: string;
  productId: string;
  storeId: string | null;
  arrived: number;
  taken: number;
  held: number;
  reserved: number;
  free: number;
  state: ArrivalState;
  reason: ArrivalReason | null;
  waves: number;
  at: Date;
  by: string;
  endedAt: Date | null;
  nextAt: Date | null;
  received: number;
  received80At: Date | null;
};

export type WaveRow = {
  arrivalId: string;
  no: number;
  id: string;
  state: "open" | "ended";
  startsAt: Date;
  until: Date;
  endedAt: Date | null;
  people: number;
  pieces: number;
  rate: number;
  received: number;
  received80At: Date | null;
  offered: number;
  taken: number;
};

export type WantRow = {
  id: string;
  productId: string;
  customerId: string;
  storeId: string | null;
  quantity: number;
  road: WantRoad;
  since: Date;
  notedBy: string;
  expiresAt: Date;
  state: WantState;
  reason: StockReason | null;
  arrivalId: string | null;
  endedAt: Date | null;
};

import type { Position } from "./geo.ts";

/** A store as routing and pages read it. Hours are local `HH:MM`; null means not told. */
export type StoreRow = Position & {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly province: string;
  readonly city: string;
  readonly district: string;
  readonly address: string;
  readonly state: "open" | "closed";
  readonly opens: string | null;
  readonly closes: string | null;
  readonly managerUserId: string | null;
};

export type StaffMember = {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly departments: readonly number[];
  readonly position: string;
  /** May serve customers (客户联系). */
  readonly follows: boolean;
};

import type { RawBuilder } from "kysely";
import type { SegmentTree } from "@shuke/contract";

/** For whom and on which local day conditions are asked. */
export type Frame = {
  corpId: string;
  /** IANA zone of the corp. */
  zone: string;
  /** The corp's local day, `YYYY-MM-DD`. */
  today: string;
  /** Sets that were made for several segments before, by condition: read there instead of being made again. */
  made?: ReadonlyMap<string, MadeSet>;
};

/** A temporary table with one row per person in `key` (parts.ts), and the column that says yes; null: everybody in it. */
export type MadeSet = { table: string; column: string | null };

/** A set as one of several questions to the same rows: what asks the same table is answered by one walk through it. */
export type SetPart = {
  /** A table with the conditions that all have in common: `behaviour_last b where b.corp_id = … and b.kind = …`. */
  of: RawBuilder<unknown>;
  /** The column that names the person. */
  key: RawBuilder<unknown>;
  /** Which of the rows count. */
  row: RawBuilder<unknown>;
  /** What must hold for all of a person's rows that count together; an aggregate takes the `filter` (…) that it is given. */
  test?: (filter: RawBuilder<unknown>) => RawBuilder<unknown>;
  /** There is one row a person at most. */
  single?: true;
};

/**
 * One condition in SQL, over a row `c` of `customer`. `probe` answers for the few people of an increment by their indexes;
 * `set` gives everybody who fulfils it, for a whole count. Conditions over the customer's own row have no set.
 */
export type LeafSql = {
  /** True or false, never null. */
  probe: RawBuilder<boolean>;
  set?: {
    /** What its one column holds. */
    key: "id" | "external";
    rows: RawBuilder<unknown>;
    part?: SetPart;
    /** The set holds those who do not fulfil the condition: "at most" is easier to say as "not more than". */
    negated?: true;
  };
  /** What an explanation shows beside yes or no: a JSON value. */
  figure?: RawBuilder<unknown>;
  /** Customers whose answer may change when the local day goes from `from` to `to`. */
  moving?: (from: string, to: string) => RawBuilder<unknown>;
};

export type SegmentRow = {
  id: string;
  name: string;
  description: string;
  state: "active" | "archived";
  version: number;
  tree: SegmentTree;
  depends: string[];
  /** See families.ts. */
  families: number;
  members: number;
  computedVersion: number | null;
  computedAt: Date | null;
  tookMs: number | null;
  wanted: string | null;
  computingSince: Date | null;
  lastError: string | null;
  retryAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

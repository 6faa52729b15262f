import type { RawBuilder } from "kysely";
import type { SegmentTree } from "@shuke/contract";

/** For whom and on which local day conditions are asked. */
export type Frame = {
  corpId: string;
  /** IANA zone of the corp. */
  zone: string;
  /** The corp's local day, `YYYY-MM-DD`. */
  today: string;
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

/** An order as a source told it, checked, before anybody knows whose it is. */
export type NewOrder = {
  orderNo: string;
  keys: Record<string, string>;
  amountFen: number;
  refundedFen: number;
  paidAt: Date;
  storeCode: string;
  channel: string;
  credit: "direct" | "prompted" | "unknown";
  /** When the shop last changed it; null where its rows do not say. */
  changedAt: Date | null;
  /** What was bought, where the shop says it. */
  items?: Array<{ sku: string; quantity: number }>;
};

export type NewRefund = { orderNo: string; refundNo: string; amountFen: number; refundedAt: Date };

/** What a recording came to. `unchanged`: had been recorded word for word. */
export type Recorded = { added: number; changed: number; unchanged: number };

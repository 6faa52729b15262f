import { z } from "zod";
import { id, instant, named, page, pageOf } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { arrivalReasons, arrivalStates, stockLimits, stockReasons, wantRoads, wantStates } from "./stock-words.ts";

export const wantState = z.enum(wantStates);
export const stockReason = z.enum(stockReasons);

const quantity = z.number().int().min(1).max(stockLimits.each);

export const stockPlan = z.object({
  name: z.string().trim().min(1).max(60),
  /** As the shop's orders name it: by this an order shows that somebody bought it. */
  sku: z.string().trim().min(1).max(60),
  unit: z.string().trim().min(1).max(10).default("件"),
  /** Only there; null: in every store. */
  storeId: id.nullable().default(null),
  /** What she is told; `{{name}}` and `{{until}}` are filled in. */
  text: z.string().trim().min(1).max(800),
  /** So long some are kept for whoever was told. */
  holdHours: z.number().int().min(stockLimits.holdHours.least).max(stockLimits.holdHours.most).default(stockLimits.holdHours.usual),
  /** Nobody waits longer than that. */
  validDays: z.number().int().min(stockLimits.validDays.least).max(stockLimits.validDays.most).default(stockLimits.validDays.usual),
  /** As many as one person may ask for. */
  each: quantity.default(2),
  /** Who is told first: the oldest want, or whom the lot names. */
  order: z.enum(["oldest", "lot"]).default("oldest"),
  /** Customers may ask for it on their page. */
  open: z.boolean().default(true),
});
export type StockPlan = z.infer<typeof stockPlan>;

/** Pieces: `reserved` + `taken` + `free` = `arrived`, always. */
export const stockLedger = z.object({
  arrived: z.number().int(),
  reserved: z.number().int(),
  taken: z.number().int(),
  free: z.number().int(),
});
export type StockLedger = z.infer<typeof stockLedger>;

const reasonCounts = z.array(z.object({ reason: stockReason, people: z.number().int() }));

export const stockWave = z.object({
  no: z.number().int(),
  /** Its mass send. */
  sendId: z.string(),
  state: z.enum(["open", "ended"]),
  startsAt: instant,
  until: instant,
  endedAt: instant.nullable(),
  people: z.number().int(),
  pieces: z.number().int(),
  /** Of pieces kept, the part that was expected to be taken. */
  rate: z.number(),
  received: z.number().int(),
  /** The same from its own start. */
  minutesTo80: z.number().nullable(),
  taken: z.number().int(),
  returned: reasonCounts,
  /** Tasks of members of staff, and how many were not confirmed. */
  tasks: z.number().int(),
  unconfirmed: z.number().int(),
  waitsForApproval: z.boolean(),
});
export type StockWave = z.infer<typeof stockWave>;

export const stockArrival = stockLedger.extend({
  id: z.string(),
  state: z.enum(arrivalStates),
  reason: z.enum(arrivalReasons).nullable(),
  store: named.nullable(),
  at: instant,
  by: z.string(),
  endedAt: instant.nullable(),
  /** From the word that it had come until 80 of 100 of those whom the first wave reached had been reached; null: nobody was yet. */
  minutesTo80: z.number().nullable(),
  received: z.number().int(),
  /** Pieces taken of those kept for people who were reached; null: nobody was yet. */
  takeRate: z.number().nullable(),
  dropped: reasonCounts,
  waves: z.array(stockWave),
});
export type StockArrival = z.infer<typeof stockArrival>;

export const stockItem = stockPlan.extend({
  id: z.string(),
  store: named.nullable(),
  revision: z.number().int(),
  archived: z.boolean(),
  /** Who waits, and how many pieces they want. */
  waiting: z.number().int(),
  wanted: z.number().int(),
  /** Of arrivals that are not over. */
  stock: stockLedger,
  going: z.number().int(),
  savedAt: instant,
  savedBy: z.string(),
  /** Where customers ask for it themselves. */
  path: z.string(),
});
export type StockItem = z.infer<typeof stockItem>;

export const stockWant = z.object({
  id: z.string(),
  productId: z.string(),
  product: z.string(),
  unit: z.string(),
  /** Null: not known any more. */
  customerId: z.string().nullable(),
  name: z.string(),
  store: named.nullable(),
  quantity: z.number().int(),
  road: z.enum(wantRoads),
  since: instant,
  by: z.string(),
  expiresAt: instant,
  state: wantState,
  reason: stockReason.nullable(),
  /** Of held: until when some are kept for her. */
  until: instant.nullable(),
  endedAt: instant.nullable(),
});
export type StockWant = z.infer<typeof stockWant>;

export const stockForecast = z.object({
  waiting: z.number().int(),
  /** Of them, who has nobody who could tell her. */
  unreachable: z.number().int(),
  wanted: z.number().int(),
  rate: z.number(),
  /** People of earlier waves that the rate stands on; 0: nothing is known yet. */
  known: z.number().int(),
  waves: z.array(
    z.object({ no: z.number().int(), people: z.number().int(), pieces: z.number().int(), taken: z.number().int(), startsAt: instant }),
  ),
  /** Pieces that stay when everybody was asked. */
  left: z.number().int(),
  /** People for whom nothing is left, as far as one can tell. */
  without: z.number().int(),
  /** The first wave waits for a second person. */
  needsApproval: z.boolean(),
});
export type StockForecast = z.infer<typeof stockForecast>;

const one = z.object({ id });
const arriving = { productId: id, pieces: z.number().int().min(1).max(stockLimits.pieces), storeId: id.nullable().default(null) };
export const stockAdded = z.object({ added: z.number().int(), again: z.number().int(), unknown: z.number().int() });
export type StockAdded = z.infer<typeof stockAdded>;

export const stock = {
  list: endpoint({
    name: "stock.list",
    summary: "Products that people wait for, with how many wait and what is there",
    permission: "plays.read",
    input: z.object({ query: z.string().max(100).optional(), archived: z.boolean().default(false), ...page }),
    output: pageOf(stockItem),
  }),
  get: endpoint({
    name: "stock.get",
    summary: "One product with its arrivals and their waves, the newest first",
    permission: "plays.read",
    input: one,
    output: stockItem.extend({ arrivals: z.array(stockArrival) }),
  }),
  people: endpoint({
    name: "stock.people",
    summary: "Who wants or wanted a product, the oldest want first, and what became of each",
    permission: "plays.read",
    input: z.object({ id, state: wantState.optional(), reason: stockReason.optional(), arrivalId: id.optional(), ...page }),
    output: pageOf(stockWant),
  }),
  save: endpoint({
    name: "stock.save",
    summary: "Make a product that people may wait for, or change one",
    permission: "plays.write",
    input: z.object({ id: id.optional(), revision: z.number().int().optional(), plan: stockPlan }),
    output: stockItem,
  }),
  archive: endpoint({
    name: "stock.archive",
    summary: "Put a product away or take it out again; nobody can ask for it while it is away",
    permission: "plays.write",
    input: z.object({ id, archived: z.boolean() }),
    output: stockItem,
  }),
  want: endpoint({
    name: "stock.want",
    summary: "Note that these customers want a product; who waits for it already stays where she is",
    permission: "plays.write",
    input: z.object({ id, customerIds: z.array(id).min(1).max(500), quantity: quantity.default(1), storeId: id.nullable().default(null) }),
    output: stockAdded,
  }),
  wantMany: endpoint({
    name: "stock.wantMany",
    summary: "The same for everybody of these segments or with these tags, or for a file with one customer a line",
    permission: "plays.write",
    input: z
      .object({
        id,
        segmentIds: z.array(id).max(50).default([]),
        tagIds: z.array(id).max(50).default([]),
        /** WeCom's external user ids, one a line; after a comma how many. */
        csv: z.string().max(8_000_000).default(""),
        quantity: quantity.default(1),
      })
      .refine(({ segmentIds, tagIds, csv }) => segmentIds.length + tagIds.length > 0 || csv.trim() !== "", "nobody"),
    output: stockAdded,
  }),
  withdraw: endpoint({
    name: "stock.withdraw",
    summary: "Take a want back; what was kept for her is free again",
    permission: "plays.write",
    input: z.object({ wantId: id }),
    output: stockWant,
  }),
  taken: endpoint({
    name: "stock.taken",
    summary: "She has taken it: goods that were kept for her, or are free",
    permission: "plays.write",
    input: z.object({ wantId: id, quantity: quantity.optional() }),
    output: stockWant,
  }),
  forecast: endpoint({
    name: "stock.forecast",
    summary: "What saying that so many have come would do: waves, people, what is left",
    permission: "plays.read",
    input: z.object(arriving),
    output: stockForecast,
  }),
  arrive: endpoint({
    name: "stock.arrive",
    summary: "So many have come: whoever waits is told in waves, the oldest want first",
    permission: "plays.write",
    input: z.object(arriving),
    output: stockArrival,
  }),
  stop: endpoint({
    name: "stock.stop",
    summary: "No further waves, and what was not sent is called off; what is kept for people who were reached stays until its end",
    permission: "plays.write",
    input: z.object({ id, why: z.string().trim().max(200).default("") }),
    output: stockArrival,
  }),
};

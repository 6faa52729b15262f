import { z } from "zod";
import { day, id, instant, ok, page, pageOf, problem } from "./common.ts";
import { downloadSpec, endpoint } from "./endpoint.ts";

/** Kinds of keys that tell who bought, the strongest first. */
export const personKeyKinds = ["external", "unionid", "member", "phone"] as const;

export const orderCredit = z.enum(["direct", "prompted", "unknown"]);
const fen = z.number().int();

/** Who bought, as far as we know: a WeCom customer, somebody known by a key only, or nobody. */
export const buyer = z.object({
  id: z.string(),
  kind: z.enum(["customer", "person"]),
  /** A customer's name; a person of whom only keys are known has none. */
  name: z.string().nullable(),
});
export type Buyer = z.infer<typeof buyer>;

export const orderItem = z.object({
  orderNo: z.string(),
  buyer: buyer.nullable(),
  amountFen: fen,
  refundedFen: fen,
  paidAt: instant,
  day,
  storeId: z.string().nullable(),
  storeName: z.string().nullable(),
  storeCode: z.string(),
  channel: z.string(),
  credit: orderCredit,
});
export type OrderItem = z.infer<typeof orderItem>;

const filter = {
  /** An order number, a phone, a member number, a unionid, an external_userid or a customer's name. */
  query: z.string().max(80).optional(),
  personId: id.optional(),
  storeId: z.string().optional(),
  channel: z.string().max(60).optional(),
  from: day.optional(),
  to: day.optional(),
  matched: z.enum(["yes", "no"]).optional(),
  refunded: z.boolean().optional(),
};
export const orderFilter = z.object(filter);
export type OrderFilter = z.infer<typeof orderFilter>;

const rate = z.number().nullable();
export const matchRate = z.object({ days: z.number().int(), orders: z.number(), matched: z.number(), rate });

export const orderImport = z.object({
  id: z.string(),
  fileName: z.string(),
  format: z.enum(["csv", "cdnow"]),
  state: z.enum(["uploading", "running", "done", "failed", "cancelled"]),
  bytes: z.number(),
  received: z.number(),
  handled: z.number(),
  rows: z.number(),
  added: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  rejected: z.number(),
  error: problem.nullable(),
  createdAt: instant,
  finishedAt: instant.nullable(),
  /** Pieces that arrived: whoever uploads goes on behind them. */
  pieces: z.number().int(),
});
export type OrderImport = z.infer<typeof orderImport>;

export const rowProblem = problem.extend({ line: z.number() });

export const orders = {
  list: endpoint({
    name: "orders.list",
    summary: "Orders, the newest first",
    permission: "orders.read",
    scope: "own",
    input: z.object({ ...filter, ...page }),
    output: pageOf(orderItem),
  }),
  totals: endpoint({
    name: "orders.totals",
    summary: "What the filtered list adds up to; null where counting it would take too long",
    permission: "orders.read",
    scope: "own",
    input: orderFilter,
    output: z.object({
      totals: z.object({ orders: z.number(), matched: z.number(), refunded: z.number(), amountFen: fen, refundedFen: fen }).nullable(),
    }),
  }),
  get: endpoint({
    name: "orders.get",
    summary: "One order with its keys, refunds and how its buyer was found",
    permission: "orders.read",
    shows: { subject: "order", by: "orderNo" },
    scope: "own",
    input: z.object({ orderNo: z.string().min(1).max(120) }),
    output: orderItem.extend({
      keys: z.array(z.object({ kind: z.string(), value: z.string() })),
      source: z.string(),
      changedAt: instant,
      recordedAt: instant,
      refunds: z.array(z.object({ refundNo: z.string(), amountFen: fen, refundedAt: instant })),
    }),
  }),
  channels: endpoint({
    name: "orders.channels",
    summary: "Channels that orders came by",
    permission: "orders.read",
    scope: "any",
    input: z.object({}),
    output: z.object({ channels: z.array(z.string()) }),
  }),
  summary: endpoint({
    name: "orders.summary",
    summary: "Customers with an order up to a day, their orders, days and amount (fen, net of refunds), and how many came again",
    permission: "orders.read",
    input: z.object({ asOf: z.string().max(40).optional() }),
    output: z.object({
      customers: z.number(),
      orders: z.number(),
      customerDays: z.number(),
      amount: z.number(),
      /** Share of customers with orders on two or more local days; null without customers. */
      repurchaseRate: rate,
      /** Share whose second day came within so many days of the first. */
      nDayRepurchase: z.object({ "30": rate, "90": rate }),
    }),
  }),
  daily: endpoint({
    name: "orders.daily",
    summary: "Orders and amounts per local day, of one store or all",
    permission: "orders.read",
    input: z.object({ from: day.optional(), to: day.optional(), storeId: z.string().optional(), channel: z.string().optional() }),
    output: z.object({
      days: z.array(
        z.object({
          day,
          orders: z.number(),
          matched: z.number(),
          refunded: z.number(),
          amountFen: fen,
          refundedFen: fen,
          direct: z.number(),
          prompted: z.number(),
        }),
      ),
    }),
  }),
  matchRate: endpoint({
    name: "orders.matchRate",
    summary: "Orders of the last 30 days that belong to a WeCom customer; unknown without orders",
    permission: "orders.read",
    input: z.object({}),
    output: matchRate,
  }),
  people: endpoint({
    name: "orders.people",
    summary: "Buyers of one cell of the RFM grid",
    permission: "orders.read",
    input: z.object({
      r: z.number().int().min(1).max(5).optional(),
      f: z.number().int().min(1).max(5).optional(),
      m: z.number().int().min(1).max(5).optional(),
      ...page,
    }),
    output: pageOf(
      z.object({
        buyer,
        r: z.number(),
        f: z.number(),
        m: z.number(),
        orders: z.number(),
        amountFen: fen,
        days: z.number(),
        lastAt: instant,
      }),
    ),
  }),
  rfmGrid: endpoint({
    name: "orders.rfmGrid",
    summary: "How many buyers stand in each cell, as scored after the last local midnight or import",
    permission: "orders.read",
    input: z.object({}),
    output: z.object({
      asOf: day.nullable(),
      people: z.number(),
      cells: z.array(z.object({ r: z.number(), f: z.number(), m: z.number(), people: z.number() })),
    }),
  }),
  importPreview: endpoint({
    name: "orders.importPreview",
    summary: "Reads the beginning of a file: its columns, first orders and what is wrong with them",
    permission: "orders.write",
    changes: false,
    input: z.object({ head: z.string().max(400_000), format: z.enum(["csv", "cdnow", "auto"]).default("auto") }),
    output: z.object({
      format: z.enum(["csv", "cdnow"]),
      columns: z.array(z.object({ column: z.string(), field: z.string().nullable() })),
      orders: z.array(
        z.object({
          line: z.number(),
          orderNo: z.string(),
          paidAt: instant,
          amountFen: fen,
          keys: z.array(z.object({ kind: z.string(), value: z.string() })),
        }),
      ),
      problems: z.array(rowProblem),
    }),
  }),
  importCreate: endpoint({
    name: "orders.importCreate",
    summary: "Announces a file; its pieces follow",
    permission: "orders.write",
    input: z.object({
      fileName: z.string().min(1).max(200),
      format: z.enum(["csv", "cdnow"]),
      bytes: z
        .number()
        .int()
        .min(1)
        .max(4 * 1024 ** 3),
    }),
    output: z.object({ id: z.string() }),
  }),
  importPiece: endpoint({
    name: "orders.importPiece",
    summary: "The next piece of the file, base64; the import begins with the last one",
    permission: "orders.write",
    changes: false,
    input: z.object({ id, n: z.number().int().min(0), body: z.string().max(3_000_000), last: z.boolean() }),
    output: orderImport,
  }),
  imports: endpoint({
    name: "orders.imports",
    summary: "Imports, the newest first",
    permission: "orders.read",
    input: z.object({}),
    output: z.object({ items: z.array(orderImport) }),
  }),
  importProblems: endpoint({
    name: "orders.importProblems",
    summary: "Rows that were left out, and why",
    permission: "orders.read",
    input: z.object({ id, limit: z.number().int().min(1).max(1000).default(100) }),
    output: z.object({ items: z.array(rowProblem) }),
  }),
  importCancel: endpoint({
    name: "orders.importCancel",
    summary: "Stops an import; what came in stays",
    permission: "orders.write",
    input: z.object({ id }),
    output: ok,
  }),
  hook: endpoint({
    name: "orders.hook",
    summary: "Where the shop sends its orders, and what came lately",
    permission: "orders.read",
    input: z.object({}),
    output: z.object({
      url: z.string(),
      /** The secret itself is shown once, when it is made. */
      secret: z.object({ hint: z.string(), madeAt: instant, oldUntil: instant.nullable() }).nullable(),
      deliveries: z.array(
        z.object({
          id: z.string(),
          at: instant,
          status: z.number(),
          problem: problem.nullable(),
          orders: z.number(),
          refunds: z.number(),
          fresh: z.number(),
        }),
      ),
    }),
  }),
  hookRotate: endpoint({
    name: "orders.hookRotate",
    summary: "Makes a new secret; the one before holds for another day",
    permission: "orders.write",
    input: z.object({}),
    output: z.object({ secret: z.string() }),
  }),
  hookTest: endpoint({
    name: "orders.hookTest",
    summary: "Signs a sample call with the secret and checks it as the hook would; nothing is recorded",
    permission: "orders.write",
    changes: false,
    input: z.object({}),
    output: z.object({ status: z.number(), problem: problem.nullable(), curl: z.string() }),
  }),
};

/** Files of orders. */
export const orderDownloads = {
  orders: downloadSpec({ name: "orders", permission: "orders.read", scope: "own", file: "orders", input: orderFilter }),
  problems: downloadSpec({ name: "order-problems", permission: "orders.read", file: "order-problems", input: z.object({ id }) }),
};

export const rfm = endpoint({
  name: "analytics.rfm",
  summary:
    "Buyers per quintile of recency, frequency and amount as of a local day: 1 + floor(5 × share of customers with a strictly worse value), 5 is best",
  permission: "insight.read",
  input: z.object({ asOf: z.string().max(40).optional() }),
  output: z.object({
    r: z.record(z.string(), z.number()),
    f: z.record(z.string(), z.number()),
    m: z.record(z.string(), z.number()),
  }),
});

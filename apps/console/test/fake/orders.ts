import type { Buyer, OrderImport, OrderItem, PersonConflict } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { customerRows } from "./people.ts";
import { storeRows } from "./places.ts";
import { found } from "./refusal.ts";
import { ago, chance, cut, dayOf, hour, minute, now, pick, whole } from "./seed.ts";

const channels = ["小程序", "门店收银", "外卖"];

const buyerOf = (n: number): Buyer | null => {
  if (chance("matched", n) < 0.72) {
    const { id, name } = pick(customerRows, "buyer", n);
    return { id, kind: "customer", name };
  }
  return chance("keyless", n) < 0.2 ? null : { id: `per_${String(n).padStart(4, "0")}`, kind: "person", name: null };
};

export const orderRows: OrderItem[] = Array.from({ length: 640 }, (_, n) => {
  const back = n * 47 * minute + whole(0, 30, "paid", n) * minute;
  const store = chance("web", n) < 0.85 ? pick(storeRows, "at", n) : null;
  const amountFen = whole(15, 38, "fen", n) * 100 - (n % 3 === 0 ? 10 : 0);
  const paidAt = ago(back);
  return {
    orderNo: `ZL${dayOf(0).replaceAll("-", "")}${String(90_000 - n)}`,
    buyer: buyerOf(n),
    amountFen,
    refundedFen: n % 29 === 4 ? amountFen : n % 41 === 7 ? 600 : 0,
    paidAt,
    day: new Date(Date.parse(paidAt) + 8 * hour).toISOString().slice(0, 10),
    storeId: store?.id ?? null,
    storeName: store?.name ?? null,
    storeCode: store?.code ?? "",
    channel: pick(channels, "channel", n),
    credit: pick(["direct", "prompted", "unknown"] as const, "credit", n),
  };
});

const first = (n: number): Buyer => {
  const { id, name } = found(customerRows[n], "customer", String(n));
  return { id, kind: "customer", name };
};
export const conflicts: PersonConflict[] = [
  ["phone", "13800138021", 3, 17],
  ["member", "VIP-20931", 8, 31],
  ["phone", "13500135077", 12, 44],
].map(([kind, value, holder, claimant], n) => ({
  id: `cfl_${n}`,
  kind: String(kind),
  value: String(value),
  holder: first(Number(holder)),
  claimant: n === 2 ? { id: "per_0191", kind: "person", name: null } : first(Number(claimant)),
  why: `order:${orderRows[n * 7]?.orderNo ?? ""}`,
  foundAt: ago((n * 9 + 2) * hour),
  state: "open",
  how: null,
}));

const done = { received: 0, handled: 0, rows: 0, added: 0, changed: 0, unchanged: 0, rejected: 0, error: null, pieces: 1 };
const imports: OrderImport[] = [
  {
    ...done,
    id: "imp_3",
    fileName: "2027 年 2 月订单.csv",
    format: "csv",
    state: "running",
    bytes: 48_212_044,
    received: 48_212_044,
    handled: 20_731_179,
    rows: 231_400,
    added: 230_988,
    rejected: 12,
    createdAt: ago(3 * minute),
    finishedAt: null,
  },
  {
    ...done,
    id: "imp_2",
    fileName: "收银系统补单.csv",
    format: "csv",
    state: "done",
    bytes: 812_044,
    received: 812_044,
    handled: 812_044,
    rows: 4_120,
    added: 3_964,
    changed: 21,
    unchanged: 128,
    rejected: 7,
    createdAt: ago(28 * hour),
    finishedAt: ago(28 * hour - minute),
  },
  {
    ...done,
    id: "imp_1",
    fileName: "旧系统导出.csv",
    format: "csv",
    state: "failed",
    bytes: 92_100,
    received: 92_100,
    error: { code: "ordersCsvEncoding", message: "", details: {} },
    createdAt: ago(52 * hour),
    finishedAt: ago(52 * hour),
  },
];

const cells = [1, 2, 3, 4, 5].flatMap((r) =>
  [1, 2, 3, 4, 5].map((f) => ({ r, f, m: Math.min(5, Math.max(1, Math.round((r + f) / 2))), people: whole(60, 900, "cell", r, f) })),
);
const perScore = (of: "r" | "f" | "m") =>
  Object.fromEntries(
    [1, 2, 3, 4, 5].map((score) => [
      String(score),
      cells.filter((cell) => cell[of] === score).reduce((sum, { people }) => sum + people, 0),
    ]),
  );

const shown = (input: {
  query?: string | undefined;
  matched?: string | undefined;
  refunded?: boolean | undefined;
  channel?: string | undefined;
}) =>
  orderRows.filter(
    (row) =>
      (input.query === undefined || row.orderNo.includes(input.query) || row.buyer?.name?.includes(input.query)) &&
      (input.matched === undefined || (row.buyer?.kind === "customer") === (input.matched === "yes")) &&
      (input.channel === undefined || row.channel === input.channel) &&
      (input.refunded !== true || row.refundedFen > 0),
  );
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

export const matchRate = { days: 30, orders: 18_240, matched: 13_170, rate: 13_170 / 18_240 };
export const rfmCounts = () => ({ r: perScore("r"), f: perScore("f"), m: perScore("m") });

export const orderHandlers: Handlers["orders"] = {
  list: (input) => cut(shown(input), input),
  totals: (input) => {
    const rows = shown(input);
    return {
      totals: {
        orders: rows.length,
        matched: rows.filter(({ buyer }) => buyer?.kind === "customer").length,
        refunded: rows.filter(({ refundedFen }) => refundedFen > 0).length,
        amountFen: sum(rows.map(({ amountFen }) => amountFen)),
        refundedFen: sum(rows.map(({ refundedFen }) => refundedFen)),
      },
    };
  },
  get: ({ orderNo }) => {
    const row = found(
      orderRows.find((one) => one.orderNo === orderNo),
      "order",
      orderNo,
    );
    return {
      ...row,
      keys:
        row.buyer === null
          ? []
          : [
              { kind: "phone", value: "13900139014" },
              { kind: "member", value: "VIP-10427" },
            ],
      source: "hook",
      changedAt: row.paidAt,
      recordedAt: row.paidAt,
      refunds: row.refundedFen > 0 ? [{ refundNo: "R1", amountFen: row.refundedFen, refundedAt: row.paidAt }] : [],
    };
  },
  channels: () => ({ channels }),
  summary: () => ({
    customers: 12_840,
    orders: 41_902,
    customerDays: 39_118,
    amount: 88_204_150,
    repurchaseRate: 0.471,
    nDayRepurchase: { "30": 0.338, "90": 0.442 },
  }),
  daily: () => ({
    days: Array.from({ length: 30 }, (_, n) => {
      const orders = whole(480, 760, "day", n);
      return {
        day: dayOf(29 - n),
        orders,
        matched: Math.round(orders * 0.72),
        refunded: whole(4, 18, "refunded", n),
        amountFen: orders * 2_140,
        refundedFen: whole(4, 18, "refunded", n) * 2_000,
        direct: Math.round(orders * 0.31),
        prompted: Math.round(orders * 0.22),
      };
    }),
  }),
  matchRate: () => matchRate,
  people: (input) =>
    cut(
      customerRows.slice(0, 120).map(({ id, name }, n) => ({
        buyer: n % 9 === 4 ? { id: `per_${n}`, kind: "person" as const, name: null } : { id, kind: "customer" as const, name },
        r: input.r ?? 5,
        f: input.f ?? 4,
        m: input.m ?? 4,
        orders: whole(3, 30, "orders", n),
        amountFen: whole(60, 900, "spent", n) * 100,
        days: whole(2, 20, "days", n),
        lastAt: ago(whole(1, 400, "last", n) * hour),
      })),
      input,
    ),
  rfmGrid: () => ({ asOf: dayOf(0), people: sum(cells.map(({ people }) => people)), cells }),
  importPreview: ({ format }) => ({
    format: format === "auto" ? "csv" : format,
    columns: [
      { column: "订单号", field: "orderNo" },
      { column: "支付时间", field: "paidAt" },
      { column: "实付金额", field: "amount" },
      { column: "手机号", field: "phone" },
      { column: "门店编号", field: "storeCode" },
      { column: "优惠券", field: null },
    ],
    orders: orderRows.slice(0, 5).map(({ orderNo, paidAt, amountFen }, n) => ({
      line: n + 2,
      orderNo,
      paidAt,
      amountFen,
      keys: [{ kind: "phone", value: `1390013901${n}` }],
    })),
    problems: [{ line: 7, code: "orderAmount", message: "", details: { column: "实付金额", value: "十八块五" } }],
  }),
  importCreate: () => ({ id: "imp_3" }),
  importPiece: () => found(imports[0], "import", "imp_3"),
  imports: () => ({ items: imports }),
  importProblems: () => ({
    items: [
      { line: 18, code: "orderAmount", message: "", details: { column: "实付金额", value: "免单" } },
      { line: 204, code: "orderTime", message: "", details: { column: "支付时间", value: "昨天" } },
      { line: 911, code: "orderNoMissing", message: "", details: { column: "订单号", value: "" } },
    ],
  }),
  importCancel: () => ({ ok: true }),
  hook: () => ({
    url: "https://shuke.example/hooks/orders?corp=corp_demo",
    secret: { hint: "…9f3c", madeAt: ago(20 * hour), oldUntil: new Date(now + 4 * hour).toISOString() },
    deliveries: Array.from({ length: 8 }, (_, n) => ({
      id: `del_${n}`,
      at: ago(n * 13 * minute),
      status: n === 2 ? 401 : n === 5 ? 422 : 200,
      problem:
        n === 2
          ? { code: "hookSignature", message: "", details: {} }
          : n === 5
            ? { code: "hookRows", message: "", details: { count: 1, first: "orders[0].paidAt" } }
            : null,
      orders: n === 2 ? 0 : whole(1, 40, "delivered", n),
      refunds: n % 4 === 1 ? 2 : 0,
      fresh: n === 2 || n === 5 ? 0 : whole(1, 40, "delivered", n),
    })),
  }),
  hookRotate: () => ({ secret: "sk_orders_5f0c2f3f3c1b4e9d8a7b6c5d4e3f2a1b" }),
  hookTest: () => ({ status: 200, problem: null, curl: "curl -X POST …" }),
};

export const whoIsWhoHandlers: Handlers["people"] = {
  identity: ({ personId }) => ({
    person: { id: personId, kind: "customer", name: customerRows.find(({ id }) => id === personId)?.name ?? null },
    into: null,
    keys: [
      { kind: "external", value: "wmAAAAAAAAAAAA0001", why: "wecom", linkedAt: null },
      { kind: "unionid", value: "oABC0001", why: "wecom", linkedAt: null },
      { kind: "phone", value: "13900139014", why: `order:${orderRows[0]?.orderNo ?? ""}`, linkedAt: ago(30 * hour) },
    ],
    merged: [{ person: { id: "per_0042", kind: "person", name: null }, since: ago(30 * hour), why: "unionid", direct: true }],
  }),
  link: () => ({ linked: true, merged: 0 }),
  merge: ({ intoId }) => ({ into: intoId }),
  split: () => ({ ok: true }),
  conflicts: (input) =>
    cut(
      conflicts.filter(({ state }) => state === input.state),
      input,
    ),
  settle: ({ id, how }) => {
    Object.assign(
      found(
        conflicts.find((one) => one.id === id),
        "conflict",
        id,
      ),
      { state: "settled", how },
    );
    return { ok: true };
  },
  importKeys: () => ({ rows: 20, linked: 18, merged: 1, conflicts: 1, rejected: 0, problems: [] }),
};

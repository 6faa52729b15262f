import type { StockArrival, StockItem, StockWant, StockWave } from "@shuke/contract";
import { stockReasons, wantRoads, wantStates } from "@shuke/contract/stock-words";
import type { Handlers } from "./handlers.ts";
import { customerRows } from "./people.ts";
import { storeRows } from "./places.ts";
import { found, Refusal } from "./refusal.ts";
import { ago, cut, dayMs, hour, minute, now, pick, whole } from "./seed.ts";

const at = (ms: number) => new Date(now + ms).toISOString();
const store = storeRows[0] ? { id: storeRows[0].id, name: storeRows[0].name } : null;

const product = (n: number, name: string, sku: string, unit: string, some: Partial<StockItem> = {}): StockItem => ({
  id: `prd_${n}`,
  name,
  sku,
  unit,
  storeId: null,
  text: "你登记的{{name}}到货了，按登记的先后通知到你，给你留到 {{until}}，留完为止。到店报名字就行，来不了点卡片让给别人。",
  holdHours: 24,
  validDays: 90,
  each: 2,
  order: "oldest",
  open: true,
  store: null,
  revision: 3,
  archived: false,
  waiting: whole(40, 900, "waiting", n),
  wanted: whole(900, 1400, "wanted", n),
  stock: { arrived: 0, reserved: 0, taken: 0, free: 0 },
  going: 0,
  savedAt: ago(n * dayMs),
  savedBy: "林晓雯",
  path: `/m/stock?p=prd_${n}`,
  ...some,
});

const products: StockItem[] = [
  product(1, "明前龙井礼盒", "LJ-2027-GIFT", "盒", {
    stock: { arrived: 600, reserved: 214, taken: 386, free: 0 },
    going: 1,
    waiting: 1432,
    wanted: 1890,
  }),
  product(2, "桂花乌龙散装 250 克", "GH-250", "袋", { waiting: 318, wanted: 402 }),
  product(3, "白瓷盖碗", "GW-WHITE", "只", { storeId: store?.id ?? null, store, each: 1, waiting: 12, wanted: 12 }),
  product(4, "新会陈皮 10 年", "CP-10", "罐", { open: false, waiting: 0, wanted: 0, order: "lot" }),
];

const wave = (no: number, some: Partial<StockWave>): StockWave => ({
  no,
  sendId: `snd_${no}`,
  state: "ended",
  startsAt: at(-30 * hour),
  until: at(-6 * hour),
  endedAt: at(-6 * hour),
  people: 1480,
  pieces: 2000,
  rate: 0.3,
  received: 1212,
  minutesTo80: 47,
  taken: 386,
  returned: [],
  tasks: 36,
  unconfirmed: 0,
  waitsForApproval: false,
  ...some,
});

const arrivals: StockArrival[] = [
  {
    id: "arv_1",
    state: "going",
    reason: null,
    store: null,
    at: at(-30 * hour),
    by: "林晓雯",
    endedAt: null,
    arrived: 600,
    reserved: 214,
    taken: 386,
    free: 0,
    received: 1630,
    minutesTo80: 47,
    takeRate: 0.236,
    dropped: [
      { reason: "bought", people: 61 },
      { reason: "not-friend", people: 18 },
      { reason: "withdrawn", people: 7 },
    ],
    waves: [
      wave(1, {
        unconfirmed: 3,
        returned: [
          { reason: "expired", people: 853 },
          { reason: "not-reached", people: 268 },
        ],
      }),
      wave(2, {
        state: "open",
        startsAt: at(-5 * hour),
        until: at(19 * hour),
        endedAt: null,
        people: 690,
        pieces: 906,
        rate: 0.236,
        received: 418,
        taken: 0,
        tasks: 34,
        unconfirmed: 12,
      }),
    ],
  },
  {
    id: "arv_2",
    state: "done",
    reason: "sold-out",
    store,
    at: at(-40 * dayMs),
    by: "周敏",
    endedAt: at(-39 * dayMs),
    arrived: 80,
    reserved: 0,
    taken: 80,
    free: 0,
    received: 231,
    minutesTo80: 26,
    takeRate: 0.41,
    dropped: [],
    waves: [
      wave(1, {
        startsAt: at(-40 * dayMs),
        until: at(-39 * dayMs),
        endedAt: at(-39 * dayMs),
        people: 266,
        pieces: 266,
        received: 231,
        taken: 80,
        returned: [
          { reason: "sold-out", people: 151 },
          { reason: "not-reached", people: 35 },
        ],
      }),
    ],
  },
  {
    id: "arv_3",
    state: "stopped",
    reason: "stopped",
    store: null,
    at: at(-70 * dayMs),
    by: "林晓雯",
    endedAt: at(-70 * dayMs),
    arrived: 50,
    reserved: 0,
    taken: 0,
    free: 50,
    received: 0,
    minutesTo80: null,
    takeRate: null,
    dropped: [],
    waves: [],
  },
];

const wants: StockWant[] = Array.from({ length: 130 }, (_, n): StockWant => {
  const customer = customerRows[n + 1];
  const state = n < 60 ? pick(wantStates, "state", n) : "waiting";
  const road = pick(wantRoads, "road", n);
  const over = state !== "waiting" && state !== "held";
  return {
    id: `wnt_${n}`,
    productId: "prd_1",
    product: "明前龙井礼盒",
    unit: "盒",
    customerId: n === 9 ? null : (customer?.id ?? null),
    name: n === 9 ? "" : (customer?.name ?? ""),
    store: n % 11 === 0 ? store : null,
    quantity: 1 + (n % 2),
    road,
    since: at(-(60 - n / 3) * dayMs),
    by: road === "page" ? "" : "周敏",
    expiresAt: at((30 + n / 3) * dayMs),
    state,
    reason: over && state !== "taken" ? pick(stockReasons, "reason", n) : null,
    until: state === "held" ? at(19 * hour) : null,
    endedAt: over ? at(-n * minute) : null,
  };
});

const productAt = (id: string) =>
  found(
    products.find((one) => one.id === id),
    "product",
    id,
  );

const arrivalAt = (id: string) =>
  found(
    arrivals.find((one) => one.id === id),
    "arrival",
    id,
  );

const wantAt = (id: string) => {
  const want = found(
    wants.find((one) => one.id === id),
    "want",
    id,
  );
  if (want.state !== "waiting" && want.state !== "held") throw new Refusal(409, "stockWantOver");
  return want;
};

const end = (want: StockWant, state: "withdrawn" | "taken"): StockWant => {
  want.state = state;
  want.reason = state === "withdrawn" ? "withdrawn" : null;
  want.until = null;
  want.endedAt = at(0);
  return want;
};

export const stockHandlers: Handlers["stock"] = {
  list: (input) =>
    cut(
      products.filter(
        (one) =>
          one.archived === input.archived && (input.query === undefined || one.name.includes(input.query) || one.sku.includes(input.query)),
      ),
      input,
    ),
  get: ({ id }) => ({ ...productAt(id), arrivals: id === "prd_1" ? arrivals : [] }),
  people: (input) =>
    cut(
      wants.filter(
        (one) =>
          one.productId === input.id &&
          (input.state === undefined || one.state === input.state) &&
          (input.reason === undefined || one.reason === input.reason),
      ),
      input,
    ),
  save: ({ id, plan }) => {
    const taken = products.find((one) => one.sku === plan.sku && one.id !== id);
    if (taken) throw new Refusal(409, "stockSkuTaken", { sku: plan.sku, name: taken.name });
    if (id !== undefined) return Object.assign(productAt(id), plan, { revision: productAt(id).revision + 1 });
    const made = product(products.length + 1, plan.name, plan.sku, plan.unit, { ...plan, waiting: 0, wanted: 0, revision: 1 });
    products.push(made);
    return made;
  },
  archive: ({ id, archived }) => {
    const one = productAt(id);
    if (archived && one.going > 0) throw new Refusal(409, "stockUnderWay", { name: one.name });
    return Object.assign(one, { archived });
  },
  want: ({ customerIds }) => ({ added: customerIds.length, again: 0, unknown: 0 }),
  wantMany: ({ csv }) => ({ added: 318, again: 24, unknown: csv === "" ? 0 : 2 }),
  withdraw: ({ wantId }) => end(wantAt(wantId), "withdrawn"),
  taken: ({ wantId }) => end(wantAt(wantId), "taken"),
  forecast: ({ productId, pieces }) => {
    const { waiting, wanted, holdHours } = productAt(productId);
    const waves: Array<{ no: number; people: number; pieces: number; taken: number; startsAt: string }> = [];
    let [left, queue] = [pieces, waiting - Math.round(waiting * 0.02)];
    while (left > 0 && queue > 0 && waves.length < 50) {
      const people = Math.min(queue, Math.max(1, Math.floor(left / 0.236 / 1.3)));
      const kept = Math.round(people * 1.3);
      const taken = Math.min(left, Math.max(1, Math.round(kept * 0.236)));
      waves.push({ no: waves.length + 1, people, pieces: kept, taken, startsAt: at(waves.length * holdHours * hour) });
      left -= taken;
      queue -= people;
    }
    return {
      waiting,
      unreachable: Math.round(waiting * 0.02),
      wanted,
      rate: 0.236,
      known: 1443,
      waves,
      left,
      without: queue,
      needsApproval: (waves[0]?.people ?? 0) > 5000,
    };
  },
  arrive: ({ productId, pieces }) => {
    const made: StockArrival = {
      ...arrivalAt("arv_3"),
      id: `arv_${arrivals.length + 1}`,
      state: "going",
      reason: null,
      at: at(0),
      endedAt: null,
      arrived: pieces,
      free: pieces,
    };
    if (productId === "prd_1") arrivals.unshift(made);
    return made;
  },
  stop: ({ id }) => {
    const one = arrivalAt(id);
    if (one.state !== "going") throw new Refusal(409, "stockArrivalOver");
    return Object.assign(one, { state: "stopped", reason: "stopped" });
  },
};

import type { HandoverItem, HandoverPlan, Leaver } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { customerRows, groupRows, staffRows } from "./people.ts";
import { found } from "./refusal.ts";
import { ago, cut, dayOf, hour } from "./seed.ts";

const leaver = (userId: string, name: string, more: Partial<Leaver>): Leaver => ({
  userId,
  name,
  standing: "left",
  customers: 0,
  groups: 0,
  tasks: 0,
  underWay: 0,
  handoverId: null,
  handoverState: null,
  ...more,
});

const leavers: Leaver[] = [
  leaver("XuTing", "许婷", { customers: 2180, groups: 4, tasks: 3, underWay: 212, handoverId: "hnd_1", handoverState: "running" }),
  leaver("DengYu", "邓宇", { customers: 864, groups: 7, tasks: 1, underWay: 96 }),
  leaver("PanMeng", "潘萌", {
    standing: "inactive",
    customers: 143,
    tasks: 2,
    underWay: 11,
    handoverId: "hnd_2",
    handoverState: "planned",
  }),
];

const takers = (done: number, spoiled = false): HandoverPlan["takers"] =>
  staffRows.slice(1, 5).map(({ userId, name, customers, groups }, n) => ({
    userId,
    name,
    customers: 1255 - n * 7,
    groups: n === 0 ? 4 : 2,
    done: Math.floor(done / 4),
    hasCustomers: customers,
    hasGroups: Math.min(groups, 8),
    spoiled: spoiled && n === 3,
  }));

const plan = (id: string, userId: string, name: string, more: Partial<HandoverPlan>): HandoverPlan => ({
  id,
  userId,
  name,
  kind: "resigned",
  reason: "left",
  state: "running",
  message: "",
  perTaker: 500,
  undoOf: null,
  plannedAt: ago(30 * hour),
  startedAt: ago(29 * hour),
  endedAt: null,
  holds: { customers: 5000, groups: 10 },
  states: [
    { kind: "customer", state: "done", count: 1972 },
    { kind: "customer", state: "waiting", count: 1996 },
    { kind: "customer", state: "planned", count: 1001 },
    { kind: "customer", state: "back", count: 12 },
    { kind: "customer", state: "person", count: 19 },
    { kind: "group", state: "done", count: 9 },
    { kind: "group", state: "person", count: 1 },
  ],
  days: [
    { day: dayOf(1), customers: 2000, groups: 10 },
    { day: dayOf(0), customers: 2000, groups: 0 },
    { day: dayOf(-1), customers: 1000, groups: 0 },
  ],
  takers: takers(1981, true),
  whys: [
    { why: "store", count: 4310 },
    { why: "friend", count: 412 },
    { why: "department", count: 288 },
  ],
  undecided: [
    { kind: "customer", reason: "refused", count: 16 },
    { kind: "customer", reason: "no-taker", count: 3 },
    { kind: "group", reason: "confirm-in-client", count: 1 },
  ],
  complete: false,
  canUndo: false,
  ...more,
});

const plans: HandoverPlan[] = [
  plan("hnd_1", "XuTing", "许婷", {}),
  plan("hnd_2", "PanMeng", "潘萌", {
    kind: "onjob",
    reason: "leave",
    state: "planned",
    startedAt: null,
    plannedAt: ago(2 * hour),
    holds: { customers: 143, groups: 0 },
    states: [{ kind: "customer", state: "planned", count: 143 }],
    days: [{ day: dayOf(0), customers: 143, groups: 0 }],
    takers: takers(0).map((one) => ({ ...one, customers: 36, groups: 0 })),
    undecided: [],
    whys: [
      { why: "store", count: 124 },
      { why: "friend", count: 19 },
    ],
  }),
  plan("hnd_3", "FangQi", "方琪", { state: "done", plannedAt: ago(300 * hour), endedAt: ago(200 * hour), undecided: [], complete: true }),
];

const STATES: ReadonlyArray<[HandoverItem["state"], string | null]> = [
  ["done", null],
  ["waiting", null],
  ["done", null],
  ["person", "refused"],
  ["back", "40099"],
  ["planned", null],
];

const items: HandoverItem[] = [...groupRows.slice(0, 4), ...customerRows.slice(0, 40)].map((row, n) => {
  const isGroup = "chatId" in row;
  const [state, reason] = STATES[n % STATES.length] ?? (["done", null] as const);
  const to = staffRows[1 + (n % 4)];
  return {
    kind: isGroup ? "group" : "customer",
    key: isGroup ? row.chatId : row.externalUserId,
    id: row.id,
    name: row.name ?? "",
    to: to?.userId ?? "",
    toName: to?.name ?? "",
    why: "store",
    state: isGroup ? "done" : state,
    reason: isGroup ? null : reason,
    runAt: ago((n % 30) * hour),
    waitUntil: state === "waiting" ? ago(-20 * hour) : null,
    doneAt: state === "done" ? ago(3 * hour) : null,
    tries: 1,
  };
});

const notStarted = items
  .filter((item) => item.kind === "customer")
  .map((item): HandoverItem => ({ ...item, state: "planned", reason: null, runAt: ago(0), waitUntil: null, doneAt: null, tries: 0 }));

const one = (id: string) =>
  found(
    plans.find((each) => each.id === id),
    "handover",
    id,
  );

export const handoverHandlers: Handlers["handover"] = {
  leavers: ({ query }) => ({ items: leavers.filter(({ name, userId }) => query === undefined || `${name} ${userId}`.includes(query)) }),
  plan: () => one("hnd_2"),
  execute: ({ handoverId }) => one(handoverId),
  status: ({ handoverId }) => one(handoverId),
  items: ({ handoverId, state, kind, ...input }) =>
    cut(
      (handoverId === "hnd_2" ? notStarted : items).filter(
        (item) => (state === undefined || item.state === state) && (kind === undefined || item.kind === kind),
      ),
      input,
    ),
  list: () => ({ items: plans }),
  give: () => ({ given: 20, skipped: 0 }),
  keep: () => ({ kept: 20, skipped: 0 }),
  cancel: () => ({ ok: true }),
  undo: () => ({ handoverIds: ["hnd_2"] }),
};

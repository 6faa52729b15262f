import type { Send, SendForecast, SendPlan, SendSender, SendState } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { customerRows, groupRows, staffRows } from "./people.ts";
import { found, Refusal } from "./refusal.ts";
import { ago, cut, dayMs, hour, now } from "./seed.ts";

const at = (ms: number) => new Date(now + ms).toISOString();
const none = { segmentIds: [], tagIds: [], groupIds: [], storeIds: [] };
const parts = { segmentIds: ["seg_1"], tagIds: [], groupIds: [], storeIds: [] };
const planOf = (name: string, some: Partial<SendPlan> = {}): SendPlan => ({
  name,
  to: "customers",
  audience: { everyone: false, ...parts, except: none },
  content: {
    text: "春天的第一杯：樱花拿铁今天到店，会员第二杯半价，只到这个周日。",
    link: { title: "领第二杯半价", desc: "到店出示就行", page: "welfare" },
  },
  variants: [],
  rules: [],
  holdOutPercent: 5,
  from: null,
  until: at(6 * hour),
  hours: { from: "09:00", to: "20:00" },
  spreadHours: 2,
  selling: true,
  topic: null,
  ...some,
});

/** What is foreseen comes in a curve that flattens. */
const foreseen = (size: number, from: number): SendForecast => {
  const share = [0.18, 0.34, 0.45, 0.53, 0.59, 0.63, 0.66, 0.68];
  const range = (part: number) => ({
    low: Math.round(size * part * 0.82),
    expected: Math.round(size * part),
    high: Math.round(size * Math.min(0.97, part * 1.16)),
  });
  return {
    at: at(from),
    audience: Math.round(size * 1.31),
    reachable: size,
    not: [
      { reason: "person-budget", count: Math.round(size * 0.16) },
      { reason: "hold-out", count: Math.round(size * 0.065) },
      { reason: "preference", count: Math.round(size * 0.05) },
      { reason: "no-sender", count: Math.round(size * 0.035) },
    ],
    exact: true,
    tasks: 38,
    senders: 36,
    most: staffRows
      .slice(0, 8)
      .map(({ userId, name }, i) => ({ userId, name, tasks: i === 0 ? 2 : 1, recipients: Math.round((size / 30) * (1.9 - i * 0.12)) })),
    confirmed: range(0.68),
    byHour: share.map((part, i) => ({ at: at(from + (i + 1) * hour), ...range(part) })),
    history: 412,
  };
};

const make = (n: number, name: string, state: SendState, some: Partial<Send> = {}): Send => {
  const size = 3120 - n * 190;
  const over = state === "done" || state === "cancelled";
  const going = state === "running" || over;
  const delivered = over ? Math.round(size * 0.61) : state === "running" ? Math.round(size * 0.37) : 0;
  const unsent = over ? Math.round(size * 0.33) : 0;
  const failed = going ? Math.round(size * 0.02) : 0;
  const [refused, heldOut] = going ? [Math.round(size * 0.24), Math.round(size * 0.065)] : [0, 0];
  const recipients = going ? size + refused + heldOut : 0;
  const begun = over ? -3 * dayMs : -3 * hour;
  const forecast = state === "draft" ? null : foreseen(size, begun);
  const plan = planOf(name, over ? { until: at(begun + 9 * hour) } : {});
  const actual =
    going && forecast
      ? forecast.byHour.slice(0, over ? 8 : 3).map(({ at: when, expected }) => ({ at: when, confirmed: Math.round(expected * 0.94) }))
      : [];
  return {
    id: `snd_${n}`,
    name,
    to: plan.to,
    kind: "usual",
    state,
    createdAt: ago(n * dayMs),
    createdBy: "林晓月",
    from: plan.from,
    until: plan.until,
    counts: {
      recipients,
      planned: Math.max(0, recipients - delivered - failed - unsent - refused - heldOut),
      delivered,
      failed,
      unsent,
      refused,
      heldOut,
      tasks: going ? 38 : 0,
      confirmed: over ? 27 : going ? 16 : 0,
    },
    plan,
    revision: 2,
    of: null,
    submittedAt: state === "draft" ? null : at(begun),
    submittedBy: state === "draft" ? null : "林晓月",
    approvedBy: over ? "周岚" : null,
    refusal: null,
    mayApprove: state === "waiting",
    cancelReason: state === "cancelled" ? "价格写错了" : null,
    finishedAt: over ? at(begun + 9 * hour) : null,
    forecast,
    actual,
    reasons: going
      ? [
          ...(over ? [{ reason: "not-confirmed" as const, count: unsent }] : []),
          { reason: "person-budget", count: Math.round(size * 0.16) },
          { reason: "hold-out", count: heldOut },
          { reason: "preference", count: Math.round(size * 0.08) },
          { reason: "not-a-friend", count: failed },
        ]
      : [],
    children: [],
    ...some,
  };
};

const rows: Send[] = [
  make(1, "樱花拿铁第二杯半价", "running"),
  make(2, "周末手冲课报名", "waiting"),
  make(3, "会员日提前告诉老朋友", "draft", { refusal: "第二句的价格和门店不一致，改完再提" }),
  make(4, "冷萃回归", "done"),
  make(5, "新店开业", "cancelled", { children: [{ id: "snd_6", name: "新店开业", kind: "correction", state: "done" }] }),
  make(6, "新店开业（更正）", "done", {
    kind: "correction",
    of: { id: "snd_5", name: "新店开业" },
    approvedBy: null,
    forecast: null,
    actual: [],
  }),
  make(7, "群里的春日菜单", "done", {
    to: "groups",
    plan: planOf("群里的春日菜单", { to: "groups", audience: { everyone: true, ...none, except: none } }),
  }),
];
const of = (id: string) =>
  found(
    rows.find((row) => row.id === id),
    "send",
    id,
  );
const set = (id: string, patch: Partial<Send>) => Object.assign(of(id), patch);

const senders = (send: Send): SendSender[] =>
  staffRows.slice(0, send.counts.tasks === 0 ? 0 : 14).map(({ userId, name }, i) => {
    const recipients = 96 - i * 5;
    const over = send.state === "done" || send.state === "cancelled";
    const state = i % 3 === 2 ? (over ? "closed" : "created") : over ? "closed" : "confirmed";
    const isDone = i % 3 !== 2;
    return {
      no: i + 1,
      staff: { userId, name },
      cell: 0,
      state,
      reason: over && !isDone ? "not-confirmed" : null,
      recipients,
      delivered: isDone ? recipients - 2 : 0,
      failed: isDone ? 2 : 0,
      unsent: over && !isDone ? recipients : 0,
      at: ago(3 * hour),
      confirmedAt: isDone ? ago(3 * hour - (i + 1) * 9 * 60_000) : null,
    };
  });

export const sendHandlers: Handlers["sends"] = {
  list: (input) =>
    cut(
      rows.filter((row) => (input.state === undefined || row.state === input.state) && (input.to === undefined || row.to === input.to)),
      input,
    ),
  get: ({ id }) => of(id),
  recipients: (input) => {
    const send = of(input.id);
    const people = send.to === "groups" ? groupRows.slice(0, 20) : customerRows.slice(0, 60);
    const all = people.map((row, i) => {
      const state = send.counts.recipients === 0 ? null : (["delivered", "delivered", "planned", "refused", "unsent"] as const)[i % 5];
      return {
        id: row.id,
        name: row.name ?? "",
        staff: state === "refused" ? null : (staffRows[i % 6]?.name ?? null),
        state: state ?? ("planned" as const),
        reason: state === "refused" ? ("person-budget" as const) : state === "unsent" ? ("not-confirmed" as const) : null,
        at: state === "delivered" ? ago((i + 1) * 120_000) : null,
      };
    });
    const shown = send.counts.recipients === 0 ? [] : all;
    return cut(
      shown.filter(
        (row) => (input.state === undefined || row.state === input.state) && (input.reason === undefined || row.reason === input.reason),
      ),
      input,
    );
  },
  senders: (input) =>
    cut(
      senders(of(input.id)).filter((row) => input.state === undefined || row.state === input.state),
      input,
    ),
  create: ({ id, plan, revision }) => {
    if (id === undefined) {
      const row = make(rows.length + 1, plan.name, "draft", { plan, to: plan.to, createdAt: at(0) });
      rows.unshift(row);
      return row;
    }
    const row = of(id);
    if (row.state !== "draft") throw new Refusal(409, "sendHandedIn", { name: row.name });
    if (revision !== undefined && revision !== row.revision)
      throw new Refusal(409, "sendSavedMeanwhile", { by: "周岚", time: "2027-03-05 13:50", revision: row.revision });
    return set(id, { plan, name: plan.name, to: plan.to, revision: row.revision + 1 });
  },
  forecast: (input) => foreseen("id" in input ? 3120 : input.plan.audience.everyone ? 12_480 : 3120, 0),
  trial: () => ({ userId: staffRows[0]?.userId ?? "" }),
  submit: ({ id }) => set(id, { state: "waiting", submittedBy: "林晓月", submittedAt: at(0), refusal: null, forecast: foreseen(3120, 0) }),
  approve: ({ id }) => set(id, { state: "scheduled", approvedBy: "周岚", mayApprove: false }),
  refuse: ({ id, why }) => set(id, { state: "draft", refusal: why, mayApprove: false }),
  cancel: ({ id, why }) => set(id, { state: "cancelled", cancelReason: why }),
  remind: () => ({ reminded: 12 }),
  retarget: ({ id }) => {
    const row = make(rows.length + 1, of(id).name, "draft", { kind: "again", of: { id, name: of(id).name } });
    rows.unshift(row);
    return row;
  },
  correct: ({ id, content }) => {
    set(id, { state: "cancelled", cancelReason: content.text });
    const row = make(rows.length + 1, of(id).name, "scheduled", { kind: "correction", of: { id, name: of(id).name }, forecast: null });
    rows.unshift(row);
    return row;
  },
  effect: ({ days }) => ({
    days,
    from: ago(2 * dayMs),
    complete: false,
    delivered: 9120,
    treated: { people: 11_870, buyers: 712, orders: 803, fen: 2_914_300, left: 31 },
    heldOut: { people: 624, buyers: 24, orders: 25, fen: 92_100, left: 1 },
    measures: [
      { key: "buyers", difference: 0.0215, low: 0.0025, high: 0.0346, sure: true },
      { key: "left", difference: 0.001, low: -0.0065, high: 0.0026, sure: false },
    ],
    unknown: null,
  }),
  settings: () => ({ approvalAbove: 5000 }),
  saveSettings: () => ({ ok: true }),
};

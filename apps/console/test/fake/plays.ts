import type { BoardStep, OutputOf, Rehearsal, api } from "@shuke/contract";
import { ago, dayMs, hour, pick, whole } from "./seed.ts";
import { customerRows, groupRows, staffRows } from "./people.ts";
import { storeRows } from "./places.ts";

type Light = BoardStep["status"];
const light = (rate: number | null, target: number): Light =>
  rate === null ? "unknown" : rate >= target ? "green" : rate >= target * 0.8 ? "amber" : "red";
const counts = { waiting: 0, planned: 0, claimed: 0, overdue: 0, missed: 0, skipped: 0, refused: 0, exited: 0 };

const changed = (key: string, rate: number | null, decided: number): BoardStep["change"] => {
  if (rate === null) return { rate: null, decided, before: null, decidedBefore: 0, trend: "unknown" };
  const moved = whole(-9, 12, key);
  const trend = moved > 4 ? "up" : moved < -4 ? "down" : "same";
  return { rate, decided: 90, before: rate - moved / 100, decidedBefore: 84, trend };
};

const step = (
  key: string,
  name: string,
  kind: BoardStep["kind"],
  day: number,
  at: string,
  some: Partial<typeof counts> & { done: number },
  target: number,
  effect?: [string, number, number],
): BoardStep => {
  const all = { ...counts, ...some };
  const decided = all.done + all.missed + all.refused;
  const rate = decided < 5 ? null : all.done / decided;
  return {
    key,
    name,
    kind,
    day,
    at,
    ...all,
    underWay: all.waiting + all.planned - all.overdue,
    entered: all.done + all.claimed + all.waiting + all.planned + all.missed + all.skipped + all.refused + all.exited,
    decided,
    rate,
    target,
    status: light(rate, target),
    short: rate === null ? 0 : Math.max(0, Math.ceil(target * decided) - all.done),
    isFew: decided < 20,
    change: changed(key, rate, decided),
    metric: effect
      ? {
          name: effect[0],
          of: all.done,
          met: Math.round(all.done * effect[1]),
          rate: effect[1],
          target: effect[2],
          status: light(effect[1], effect[2]),
        }
      : null,
  };
};

export const steps: BoardStep[] = [
  step(
    "day1",
    "第一天 自我介绍",
    "mass-send",
    1,
    "10:00",
    { done: 268, waiting: 12, planned: 20, missed: 14, refused: 6, exited: 11 },
    0.9,
    ["打开找店页", 0.42, 0.4],
  ),
  step(
    "day2",
    "第二天 会员福利",
    "mass-send",
    2,
    "10:30",
    { done: 221, waiting: 31, planned: 18, missed: 31, refused: 12, exited: 14 },
    0.9,
    ["领券", 0.31, 0.35],
  ),
  step(
    "day3",
    "第三天 群里提问",
    "group-post",
    3,
    "19:00",
    { done: 148, waiting: 40, overdue: 9, missed: 71, refused: 30, exited: 16 },
    0.85,
  ),
  step("day5", "第五天 新品试饮", "mass-send", 5, "15:00", { done: 96, waiting: 120, planned: 22, missed: 8, exited: 22 }, 0.85, [
    "到店",
    0.18,
    0.15,
  ]),
  step(
    "day7",
    "第七天 回访",
    "staff-task",
    7,
    "11:00",
    { done: 2, claimed: 6, waiting: 218, planned: 30, overdue: 3, missed: 1, exited: 25 },
    0.7,
  ),
];

export const sopRows: OutputOf<typeof api.sops.list>["items"] = [
  {
    id: "sop_1",
    key: "newcomer-7d",
    name: "七天新人 SOP",
    subject: "customer",
    version: 2,
    state: "active",
    enrolled: 331,
    underWay: 214,
    red: 1,
    amber: 1,
    playbook: "store-community",
  },
  {
    id: "sop_2",
    key: "new-group",
    name: "新群开张",
    subject: "group",
    version: 1,
    state: "active",
    enrolled: 42,
    underWay: 6,
    red: 0,
    amber: 0,
    playbook: "store-community",
  },
  {
    id: "sop_3",
    key: "silent",
    name: "沉默唤回（试点）",
    subject: "customer",
    version: 1,
    state: "paused",
    enrolled: 80,
    underWay: 37,
    red: 0,
    amber: 2,
    playbook: null,
  },
];

const compared = { from: "2027-02-27", to: "2027-03-05", before: { from: "2027-02-20", to: "2027-02-26" } };

export const overview = (): OutputOf<typeof api.sops.overview> => {
  const items = sopRows.flatMap((sop, n) =>
    (n === 0 ? steps : steps.slice(n, n + 2)).map((one) => ({ ...one, sopId: sop.id, sop: sop.name, subject: sop.subject })),
  );
  const lights = { red: 0, amber: 0, green: 0, unknown: 0 };
  for (const { status } of items) lights[status] += 1;
  const order = { red: 0, amber: 1, unknown: 2, green: 3 };
  return { compared, lights, items: items.toSorted((a, b) => order[a.status] - order[b.status] || b.short - a.short) };
};

export const breakdown = (by: "store" | "group" | "staff"): OutputOf<typeof api.sops.breakdown>["items"] => {
  const named = {
    store: storeRows
      .filter((store) => store.groups > 0)
      .map(({ id, name }) => ({ key: id, name: name.replace("朝露茶铺", ""), groupId: null })),
    group: groupRows.map(({ id, name }) => ({ key: id, name, groupId: id })),
    staff: staffRows.map(({ userId, name }) => ({ key: userId, name, groupId: null })),
  };
  return named[by]
    .map((unit, s) => {
      const cells = steps.map((one, n) => {
        const decided = (s + n) % 9 === 8 ? 3 : whole(12, 60, unit.key, one.key);
        const rate =
          one.rate === null || decided < 5 ? null : Math.min(1, Math.max(0.3, one.rate + whole(-22, 14, unit.key, one.key) / 100));
        const done = Math.round((rate ?? 1) * decided);
        const status = light(rate, one.target);
        const short = rate === null ? 0 : Math.max(0, Math.ceil(one.target * decided) - done);
        return { key: one.key, done, decided, rate: rate === null ? null : done / decided, status, short, isFew: decided < 20 };
      });
      const sum = (key: "short" | "decided") => cells.reduce((all, one) => all + one[key], 0);
      return { ...unit, short: sum("short"), decided: sum("decided"), cells };
    })
    .toSorted((a, b) => b.short - a.short);
};

export const board = (sopId: string, storeId: string | undefined): OutputOf<typeof api.sops.board> | null => {
  const sop = sopRows.find((one) => one.id === sopId);
  if (!sop) return null;
  const few = storeId ? 0.06 : 1;
  const scaled = steps.map((one) => ({
    ...one,
    ...Object.fromEntries(
      (["entered", "underWay", "waiting", "planned", "claimed", "done", "overdue", "missed", "skipped", "refused", "exited"] as const).map(
        (key) => [key, Math.round(one[key] * few)],
      ),
    ),
  }));
  return {
    compared,
    sop: {
      id: sop.id,
      name: sop.name,
      subject: sop.subject,
      version: sop.version,
      state: sop.state,
      enrolled: Math.round(sop.enrolled * few),
      exited: 25,
    },
    steps: scaled,
    stopped:
      sopId === "sop_1"
        ? [
            {
              step: "day1",
              message: "步骤「第一天 自我介绍」选的「开业酬宾」现在发不出去：没有通过、过了期或已停用。去内容库处理，或换一份",
            },
          ]
        : [],
    stores: storeRows
      .filter((store) => store.groups > 0)
      .slice(0, 14)
      .map((store, s) => ({
        storeId: store.id,
        name: store.name.replace("朝露茶铺", ""),
        steps: steps.map((one, n) => {
          const rate =
            one.rate === null || (s + n) % 9 === 8 ? null : Math.min(1, Math.max(0.3, one.rate + whole(-22, 14, store.id, one.key) / 100));
          return { key: one.key, rate, status: light(rate, one.target) };
        }),
      })),
  };
};

const stateOf = ["done", "done", "done", "missed", "waiting", "refused", "planned", "exited", "claimed"] as const;
const reasons: Readonly<Record<string, readonly string[]>> = {
  missed: ["not-confirmed", "no-evidence"],
  refused: ["person-budget", "quiet-hours"],
  exited: ["left-group", "unfriended"],
};
export const peopleOf = (state: string | undefined): OutputOf<typeof api.sops.people>["items"] =>
  customerRows
    .slice(0, 120)
    .map((row, n) => {
      const own = stateOf[n % stateOf.length] ?? "done";
      return {
        enrolmentId: `enr_${n}`,
        recipient: row.externalUserId,
        customerId: row.id,
        groupId: null,
        name: row.name ?? "",
        state: own,
        dueAt: ago((n + 2) * hour),
        doneAt: own === "done" ? ago(n * hour) : null,
        grade: own === "done" ? pick(["A", "A", "B"], "grade", n) : own === "claimed" ? "C" : null,
        reason: reasons[own] ? pick(reasons[own], "why", n) : null,
      };
    })
    .filter((row) => state === undefined || row.state === state);

export const yaml = `# 门店社群：扫码 → 加福利官 → 找最近的店 → 进群 → 七天 SOP
key: store-community
version: 1.2.0
name:
  zh: 门店社群
  en: Store communities
codes:
  - key: counter
    kind: staff
    name: 收银台渠道码
    tags: [渠道/收银台]
    welcome:
      text: |
        你好呀，我是福利官小露。
        第一杯我请，点下面领一张免单券。
      link: { page: welfare, title: 领第一杯 }
sops:
  - key: newcomer-7d
    subject: customer
    steps:
      - key: day1
        name: 第一天 自我介绍
        trigger: { after: group.joined, day: 1, at: "10:00" }
        actor: system
        action: mass-send
        evidence: mass-task.delivered
        metric: { name: 打开找店页, of: done, target: 0.4, within: 3d }
        late: skip
${steps
  .slice(1)
  .map(
    (one, n) =>
      `      - key: ${one.key}\n        name: ${one.name}\n        trigger: { after: group.joined, day: ${n + 2}, at: "10:30" }\n        action: ${one.kind}`,
  )
  .join("\n")}
`;
export const funnel: OutputOf<typeof api.analytics.funnel>["steps"] = [
  { key: "added", name: "加好友", entered: 431, done: 431, rate: 1, target: null, status: "unknown" },
  { key: "welcomed", name: "收到欢迎语", entered: 431, done: 424, rate: 0.984, target: 0.98, status: "green" },
  { key: "opened", name: "打开找店页", entered: 424, done: 236, rate: 0.557, target: 0.6, status: "amber" },
  { key: "chosen", name: "选好门店", entered: 236, done: 201, rate: 0.852, target: 0.8, status: "green" },
  { key: "joined", name: "进群", entered: 201, done: 148, rate: 0.736, target: 0.85, status: "red" },
  { key: "kept7", name: "七天还在群", entered: 148, done: 131, rate: 0.885, target: 0.85, status: "green" },
];
export const report: NonNullable<Rehearsal["report"]> = {
  playbook: "store-community",
  seed: 7,
  customers: 2000,
  days: 30,
  funnel: funnel.map((one) => ({ ...one, entered: one.entered * 4, done: one.done * 4 })),
  steps: steps.map((one) => ({
    sop: "newcomer-7d",
    key: one.key,
    name: one.name,
    entered: one.entered,
    done: one.done,
    rate: one.rate,
    target: one.target,
    status: one.status,
  })),
  invariants: [
    { name: "welcomeWithin20s", checked: 1961, violations: 0 },
    { name: "personBudget", checked: 2000, violations: 0 },
    { name: "staffAttention", checked: 420, violations: 0 },
    { name: "quietHours", checked: 5120, violations: 0 },
    { name: "stepOnce", checked: 9210, violations: 0 },
    { name: "doneHasEvidence", checked: 4002, violations: 2, examples: ["enr_118/day3", "enr_402/day3"] },
    { name: "serverTruthEqualsSandboxTruth", checked: 1, violations: 0 },
  ],
  wecomCalls: { total: 18_204, send_welcome_msg: 1961 },
  timings: { wallMs: 141_000 },
};
/** Rehearsals are started by the machine's clock. */
const real = (ms: number) => new Date(Date.now() - ms).toISOString();
const run = (id: string, some: Partial<Rehearsal>): Rehearsal => ({
  id,
  playbook: "store-community",
  seed: 7,
  customers: 300,
  days: 10,
  state: "done",
  progress: 1,
  note: "",
  startedAt: real(3 * dayMs),
  finishedAt: real(3 * dayMs),
  report: null,
  ...some,
});
export const rehearsals: Rehearsal[] = [
  run("reh_3", {
    state: "running",
    progress: 0.42,
    note: "2026-03-14T08:00",
    startedAt: real(50_000),
    finishedAt: null,
    customers: 2000,
    days: 30,
    seed: 11,
  }),
  run("reh_2", { report, customers: 2000, days: 30, startedAt: real(dayMs) }),
  run("reh_1", { state: "cancelled", note: "被 林晓 取消", startedAt: real(2 * dayMs) }),
];

import type { EnrolmentState, OutputOf, SopGraph, SopState, api } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { customerRows } from "./people.ts";
import { board, breakdown, overview, peopleOf, sopRows } from "./plays.ts";
import { found } from "./refusal.ts";
import { ago, cut, dayMs, hour } from "./seed.ts";

const text = (zh: string, en: string) => ({ zh, en });
const stepOf = (key: string, zh: string, en: string): SopGraph["steps"][number] => ({
  key,
  name: text(zh, en),
  kind: "mass-send",
  windowHours: 48,
  late: "ask",
  evidence: "delivered",
  actor: "own",
  content: { text: zh },
  variants: [],
  target: 0.85,
  reminderHours: 4,
  escalationHours: null,
});

/** Two ways after the first step: who opened the page, and who did not. */
const graph: SopGraph = {
  v: 2,
  key: "newcomer-7d",
  name: text("七天新人 SOP", "A newcomer's week"),
  subject: "customer",
  trigger: { on: "event", event: "customer-joined-store-group" },
  clock: { from: "start" },
  exits: ["left-group", "unfriended"],
  goals: [{ key: "bought", name: text("下了第一单", "First order"), event: "ordered" }],
  start: "wait-1",
  steps: [
    stepOf("day1", "提醒用新人券", "Remind of the coupon"),
    stepOf("day3-thanks", "谢谢光临", "Thank you"),
    stepOf("day3-help", "问一声要帮忙吗", "Ask whether help is needed"),
  ].map((step) => (step.key === "day3-thanks" ? { ...step, content: { text: "", contentId: "cnt_2" } } : step)),
  nodes: [
    { key: "wait-1", do: "wait", day: 1, at: "10:20", days: "any", next: "act-1" },
    { key: "act-1", do: "act", step: "day1", next: "opened" },
    { key: "opened", do: "until", event: "opened-page", hours: 48, next: "act-2", late: "act-3" },
    { key: "act-2", do: "act", step: "day3-thanks", next: null },
    { key: "act-3", do: "act", step: "day3-help", next: null },
  ],
};

const before: SopGraph = {
  ...graph,
  steps: [
    { ...stepOf("day1", "提醒用券", "Remind of the coupon"), target: 0.8 },
    stepOf("day3-thanks", "谢谢光临", "Thank you"),
    stepOf("day5", "再问一次", "Ask again"),
  ],
  nodes: graph.nodes.map((node) => (node.do === "until" ? { ...node, hours: 24 } : node)),
};

const findings: OutputOf<typeof api.sops.create>["findings"] = [
  { code: "targetMissing", level: "error", at: "day3-help", message: "步骤「day3-help」还没有目标，请填一个达成率" },
  {
    code: "scattered",
    level: "warning",
    at: "act-2",
    message: "「act-2」之前没有约定几点，来一个人员工就要点一次确认，建议写上时间，攒到一起发",
  },
];

const limits = { touches: 3, days: 7, quiet: { from: "21:30", to: "08:30" } };

const detail = (sopId: string): OutputOf<typeof api.sops.get> | null => {
  const sop = sopRows.find((one) => one.id === sopId);
  if (!sop) return null;
  const { id, key, name, subject, state, version, playbook, underWay } = sop;
  const versions = [
    { version: 2, createdAt: ago(9 * dayMs), underWay: underWay - 12 },
    { version: 1, createdAt: ago(60 * dayMs), underWay: 12 },
  ];
  return {
    id,
    key,
    name,
    subject,
    state,
    version,
    revision: 4,
    moving: null,
    playbook,
    definition: graph,
    draft: graph,
    findings,
    versions,
    limits,
  };
};

const states: readonly EnrolmentState[] = ["active", "active", "completed", "exited", "held-out"];
const enrolments = (state: EnrolmentState | undefined): OutputOf<typeof api.sops.enrolments>["items"] =>
  customerRows
    .slice(0, 120)
    .map((row, n) => {
      const own = states[n % states.length] ?? "active";
      return {
        enrolmentId: `enr_${n}`,
        subject: `customer:${row.id}`,
        recipient: row.externalUserId,
        name: row.name ?? "",
        version: n % 9 === 0 ? 1 : 2,
        step: own === "active" ? "day3-help" : null,
        waitsAt: own === "active" && n % 2 === 0 ? "opened" : null,
        state: own,
        reason: own === "exited" ? "left-group" : null,
        startedAt: ago((n + 3) * hour),
        evidence: n % 3 === 0 ? [{ step: "day1", grade: "A", evidence: `mass-task:msg_${n}`, at: ago(n * hour) }] : [],
      };
    })
    .filter((row) => state === undefined || row.state === state);

const foretold = (recipient: string): OutputOf<typeof api.sops.dryRun>["people"][number] => ({
  recipient,
  name: customerRows.find((row) => row.externalUserId === recipient)?.name ?? "",
  enters: true,
  lines: [
    { at: ago(-20 * hour), kind: "step", key: "day1", name: "提醒用新人券", happens: true, reason: "第 1 天的时间到了就做" },
    { at: ago(-68 * hour), kind: "until", key: "opened", name: "", happens: true, reason: "等她「打开页面」，最晚到这个时间" },
    { at: ago(-68 * hour), kind: "step", key: "day3-help", name: "问一声要帮忙吗", happens: true, reason: "第 3 天的时间到了就做" },
    { at: ago(-68 * hour), kind: "end", key: "", name: "", happens: true, reason: "到这里结束" },
  ],
});

const move: OutputOf<typeof api.sops.diff>["move"] = {
  underWay: 214,
  looked: 214,
  touched: 61,
  steps: [{ key: "day3-help", added: 40, dropped: 0, otherHour: 21 }],
  people: customerRows.slice(0, 12).map((row, n) => ({
    enrolmentId: `enr_${n}`,
    name: row.name ?? "",
    version: 1,
    added: n % 2 === 0 ? ["day3-help"] : [],
    dropped: [],
    otherHour: n % 2 === 0 ? [] : ["day3-help"],
  })),
};

const changeState = (sopId: string, state: SopState) => {
  const sop = found(
    sopRows.find((one) => one.id === sopId),
    "sop",
    sopId,
  );
  sop.state = state;
  return { underWay: sop.underWay, waiting: sop.underWay * 2, planned: 9 };
};

export const sopHandlers: Handlers["sops"] = {
  list: () => ({ items: sopRows, nextCursor: null }),
  overview,
  breakdown: (input) => {
    const rows = breakdown(input.by).filter(({ name }) => name.includes(input.query ?? ""));
    return { ...cut(rows, input), total: rows.length, needsStore: false };
  },
  board: ({ sopId, storeId }) => found(board(sopId, storeId), "sop", sopId),
  people: (input) => cut(peopleOf(input.state), input),
  get: ({ sopId }) => found(detail(sopId), "sop", sopId),
  enrolments: (input) => cut(enrolments(input.state), input),
  create: () => ({ sopId: "sop_4", revision: 1, findings }),
  update: ({ sopId, revision = 4 }) => ({ sopId, revision: revision + 1, findings }),
  publish: ({ move: wanted }) => ({ version: 3, moved: wanted ? 214 : 0, revision: 6 }),
  diff: () => ({
    from: 2,
    to: 0,
    before,
    after: graph,
    changes: [
      { what: "step", key: "day3-help", how: "added", fields: [] },
      { what: "step", key: "day1", how: "changed", fields: ["content", "target"] },
      { what: "node", key: "opened", how: "changed", fields: ["hours"] },
      { what: "step", key: "day5", how: "removed", fields: [] },
    ],
    move,
  }),
  dryRun: ({ recipients }) => ({ findings: [], people: recipients.map(foretold) }),
  concerned: ({ sopId }) => {
    const sop = found(
      sopRows.find((one) => one.id === sopId),
      "sop",
      sopId,
    );
    return { underWay: sop.underWay, waiting: sop.underWay * 2, planned: 9, late: { do: 0, skip: 12, ask: 37 } };
  },
  toYaml: ({ definition }) => ({
    yaml: `v: 2\nkey: ${definition.key}\nsubject: ${definition.subject}\nsteps:\n  - key: day1\n    windowHours: many\n`,
  }),
  fromYaml: () => ({
    definition: null,
    problems: [{ path: "steps.0.windowHours", line: 6, message: "无效输入：期望 number，实际接收 string" }],
  }),
  asked: () => ({
    items: [{ sopId: "sop_1", sop: "七天新人 SOP", step: "day1", name: "提醒用新人券", people: 37, until: ago(-9 * hour) }],
    nextCursor: null,
  }),
  answerLate: () => ({ people: 37 }),
  pause: ({ sopId }) => changeState(sopId, "paused"),
  resume: ({ sopId }) => changeState(sopId, "active"),
  stop: ({ sopId }) => changeState(sopId, "stopped"),
};

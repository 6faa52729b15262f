import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { accountHandlers, auditHandlers, welcomeHandlers } from "./access.ts";
import { bulkHandlers, tagHandlers } from "./changes.ts";
import { codes } from "./entrances.ts";
import { entryHandlers } from "./entry.ts";
import { fieldHandlers } from "./fields.ts";
import { archiveHandlers } from "./archive.ts";
import { gateHandlers, preferenceHandlers } from "./gate.ts";
import { privacyHandlers } from "./privacy.ts";
import { goalHandlers } from "./goals.ts";
import { handoverHandlers } from "./handover.ts";
import { inboxHandlers } from "./inbox.ts";
import { matchRate, orderHandlers, rfmCounts, whoIsWhoHandlers } from "./orders.ts";
import { customerRows, departments, flowDays, groupRows, staffRows } from "./people.ts";
import { cities, storePoints, storeRows } from "./places.ts";
import { health } from "./operations.ts";
import { lifeCycleHandlers } from "./life-cycle.ts";
import { overlapHandlers } from "./overlaps.ts";
import { funnel, rehearsals, yaml } from "./plays.ts";
import { coachedRows, tasks } from "./tasks.ts";
import { reportHandlers } from "./reports.ts";
import { momentHandlers } from "./moments.ts";
import { invitationHandlers } from "./invitations.ts";
import { sendHandlers } from "./sends.ts";
import { stockHandlers } from "./stock.ts";
import { talkHandlers } from "./talks.ts";
import { libraryHandlers } from "./contents.ts";
import { ticketHandlers } from "./tickets.ts";
import { found, Refusal } from "./refusal.ts";
import { cut } from "./seed.ts";
import { session } from "./session.ts";
import { groupOf, membersOf, profileOf, restOfStory } from "./stories.ts";
import { segmentHandlers } from "./segments.ts";
import { sopHandlers } from "./sops.ts";
import { actionRows, syncHandlers } from "./system.ts";

/** What the console asks: the sidebar is a page of its own, on phones. */
type Api = Omit<typeof api, "sidebar">;
export { Refusal } from "./refusal.ts";
export type Handlers = { [N in keyof Api]: { [V in keyof Api[N]]: (input: ParsedInputOf<Api[N][V]>) => OutputOf<Api[N][V]> } };

const has = (query: string | undefined, ...texts: Array<string | null>) =>
  query === undefined || texts.some((text) => text?.toLowerCase().includes(query.toLowerCase()));
const book = {
  key: "store-community",
  name: { zh: "门店社群", en: "Store communities" },
  summary: {
    zh: "扫码加福利官，带进离得最近的门店群，七天养熟。瑞幸的做法。",
    en: "Scan, add the welfare officer, join the nearest store's group, seven days of getting to know each other.",
  },
  version: "1.2.0",
  installed: true,
};
const days = (input: { from?: string | undefined; to?: string | undefined }) => {
  const span = input.from && input.to ? Math.round((Date.parse(input.to) - Date.parse(input.from)) / 86_400_000) + 1 : 30;
  return Math.max(1, Math.min(90, span));
};

export const handlers: Handlers = {
  session,
  accounts: accountHandlers,
  welcome: welcomeHandlers,
  audit: auditHandlers,
  customers: {
    list: (input) =>
      cut(
        customerRows.filter(
          (row) =>
            has(input.query, row.name, row.externalUserId) &&
            (input.tagIds ?? []).every((id) => row.tags.some((tag) => tag.id === id)) &&
            (input.state === undefined || row.state === input.state) &&
            (input.userId === undefined || row.staff.some((one) => one.userId === input.userId)) &&
            (input.storeId === undefined ||
              row.groups.some((group) => groupRows.find((one) => one.id === group.id)?.storeId === input.storeId)),
        ),
        input,
      ),
    count: () => ({ count: 1_802_337, exact: false }),
    get: ({ id }) => found(profileOf(id), "customer", id),
    timeline: ({ id }) => restOfStory(id),
  },
  tags: tagHandlers,
  bulk: bulkHandlers,
  handover: handoverHandlers,
  goals: goalHandlers,
  reports: reportHandlers,
  overlaps: overlapHandlers,
  lifeCycle: lifeCycleHandlers,
  fields: fieldHandlers,
  segments: segmentHandlers,
  groups: {
    list: (input) =>
      cut(
        groupRows.filter(
          (row) =>
            has(input.query, row.name, row.ownerName) &&
            (input.state === undefined || row.state === input.state) &&
            (input.storeId === undefined || row.storeId === input.storeId),
        ),
        input,
      ),
    get: ({ id }) => found(groupOf(id), "group", id),
    members: (input) => cut(membersOf(input.id, input.left), input),
  },
  liveCodes: {
    create: (input) => {
      const made = {
        ...found(codes[0], "code", "lc_01"),
        id: `lc_${codes.length + 10}`,
        kind: input.kind,
        name: input.name,
        channel: input.channel,
        qrUrl: null,
        problem: null,
        userIds: input.userIds,
        tags: input.tags,
        welcomeText: input.welcomeText || null,
        figures: { scans: null, added: 0, kept: 0, joined: 0 },
      };
      codes.unshift(made);
      return made;
    },
    update: (input) => {
      const code = found(
        codes.find((one) => one.id === input.id),
        "code",
        input.id,
      );
      if (input.state) code.state = input.state;
      if (input.name) code.name = input.name;
      return code;
    },
    list: (input) =>
      cut(
        codes.filter(
          (row) =>
            has(input.query, row.name, row.channel) &&
            (input.kind === undefined || row.kind === input.kind) &&
            (input.state === undefined || row.state === input.state) &&
            (input.storeId === undefined || row.storeId === input.storeId),
        ),
        input,
      ),
    get: ({ id }) =>
      found(
        codes.find((one) => one.id === id),
        "code",
        id,
      ),
    figures: (input) => ({ days: flowDays(days(input), 0.5).map(({ day, added, lost, joined }) => ({ day, added, lost, joined })) }),
  },
  stores: {
    import: ({ csv, dryRun }) => {
      const rows = csv.split("\n").filter((line) => line.trim() !== "").length - 1;
      const errors = [
        { line: 14, code: "storesRowPosition", message: "", details: { value: "200,31.2" }, value: "200,31.2" },
        { line: 37, code: "storesRowMissing", message: "", details: { column: "name" }, value: "" },
      ];
      return { created: dryRun ? rows - 8 : rows - 8, updated: 4, unchanged: 2, rejected: 2, errors };
    },
    list: (input) =>
      cut(
        storeRows.filter(
          (row) =>
            has(input.query, row.name, row.code, row.address) &&
            (input.city === undefined || row.city === input.city) &&
            (input.state === undefined || row.state === input.state),
        ),
        input,
      ),
    get: ({ id }) =>
      found(
        storeRows.find((row) => row.id === id),
        "store",
        id,
      ),
    update: () => ({ ok: true }),
    nearest: () => ({ items: [] }),
    points: ({ city }) => ({ points: storePoints.filter((one) => city === undefined || one.city === city).map((one) => one.point) }),
    cities: () => ({ items: cities }),
  },
  sops: sopHandlers,
  tasks: {
    list: (input) =>
      cut(
        tasks.filter(
          (row) =>
            (input.state === undefined || row.state === input.state) &&
            (input.assignee === undefined || row.assignee === input.assignee) &&
            (input.staffId === undefined || row.assignee === input.staffId) &&
            (input.overdue !== true || row.overdue),
        ),
        input,
      ),
    get: ({ id }) =>
      found(
        tasks.find((one) => one.id === id),
        "task",
        id,
      ),
    coaching: () => ({ from: "2027-02-27", to: "2027-03-05", items: coachedRows, nextCursor: null }),
    give: ({ ids, to }) => {
      const assigneeName = staffRows.find((row) => row.userId === to)?.name ?? to;
      const given = tasks.filter((task) => ids.includes(task.id) && (task.state === "open" || task.state === "claimed"));
      for (const task of given) Object.assign(task, { assignee: to, assigneeName });
      return { given: given.length };
    },
    claim: ({ id }) => {
      const open = tasks.find((one) => one.id === id);
      const task = found(open, "task", id);
      Object.assign(task, { state: "claimed", claimedDoneAt: task.openedAt });
      return task;
    },
  },
  talks: talkHandlers,
  stock: stockHandlers,
  sends: sendHandlers,
  invitations: invitationHandlers,
  moments: momentHandlers,
  tickets: ticketHandlers,
  ...libraryHandlers,
  orders: orderHandlers,
  people: whoIsWhoHandlers,
  analytics: {
    ...entryHandlers,
    rfm: rfmCounts,
    funnel: ({ playbook }) => ({ playbook, steps: funnel, people: 431 }),
    daily: (input) => {
      let friends = 380;
      let members = 3900;
      return {
        days: flowDays(days(input), 1).map((day) => ({
          ...day,
          friends: (friends += day.added - day.lost),
          members: (members += day.joined - day.left),
          opened: Math.round(day.added * 0.6),
        })),
      };
    },
    today: () => ({
      figures: [
        { key: "friends", value: 462, change: 14, trend: [380, 391, 404, 415, 431, 448, 462] },
        { key: "added", value: 17, change: -3, trend: [12, 18, 14, 21, 16, 20, 17] },
        { key: "joined", value: 11, change: 2, trend: [6, 9, 8, 12, 10, 9, 11] },
        { key: "members", value: 4210, change: 31, trend: [4020, 4061, 4102, 4130, 4158, 4179, 4210] },
        { key: "left", value: 0, change: 0, trend: [2, 1, 0, 3, 1, 0, 0] },
      ],
      needs: [
        { key: "overdueTasks", count: 2, to: "/tasks?overdue=true", params: {} },
        { key: "openTasks", count: 3, to: "/tasks?state=open", params: {} },
        { key: "quarantined", count: 2, to: "/system/inbox?state=quarantined", params: {} },
        { key: "failedActions", count: 1, to: "/system/actions?status=failed", params: {} },
      ],
      offTarget: [
        { sopId: "sop_1", sop: "七天新人 SOP", step: "day3", name: "第三天 群里提问", rate: 0.594, target: 0.85, status: "red" },
        { sopId: "sop_1", sop: "七天新人 SOP", step: "day2", name: "第二天 会员福利", rate: 0.837, target: 0.9, status: "amber" },
        { sopId: "sop_3", sop: "沉默唤回（试点）", step: "back", name: "送一张回访券", rate: 0.31, target: 0.35, status: "amber" },
      ],
      matchRate,
      overnight: [
        { key: "added", count: 9, to: "/customers" },
        { key: "joined", count: 6, to: "/groups" },
        { key: "lost", count: 1, to: "/customers?state=lost" },
        { key: "newGroups", count: 1, to: "/groups?state=needs-setup" },
        { key: "stepsDone", count: 58, to: "/sops" },
      ],
      groupsNearFull: groupRows
        .filter((row) => row.members > 180)
        .map((row) => ({ id: row.id, name: row.name || "未命名群", members: row.members, limit: 200 })),
    }),
  },
  playbooks: {
    list: () => ({
      items: [
        { ...book, source: "瑞幸咖啡 Luckin Coffee", contains: { code: 3, tag: 8, sop: 2, step: 10 } },
        {
          key: "counter-coupon",
          name: { zh: "收银台领券", en: "Counter coupons" },
          summary: { zh: "结账时扫码领券，46% 的人会加上好友。", en: "A coupon at the till: 46 % of visitors become friends." },
          version: "0.3.0",
          installed: false,
          source: null,
          contains: { code: 1, tag: 4, sop: 1, step: 4 },
        },
      ],
    }),
    get: ({ key }) => ({
      ...book,
      key: found(key === "store-community" || key === "counter-coupon" ? key : null, "playbook", key),
      installed: key === "store-community",
      yaml,
      days: 20,
      preview: [
        { kind: "code", name: "收银台渠道码", exists: true },
        { kind: "code", name: "门店海报", exists: true },
        { kind: "code", name: "外卖小票", exists: false },
        { kind: "tag", name: "渠道/收银台", exists: true },
        { kind: "tag", name: "渠道/外卖小票", exists: false },
        { kind: "groupCode", name: "××店福利群", exists: true },
        { kind: "groupClass", name: "store", exists: true },
        { kind: "sop", name: "七天新人 SOP", exists: true },
        { kind: "sop", name: "新群开张", exists: true },
      ],
    }),
    validate: ({ yaml: text }) => ({
      problems: text.includes("day: 1")
        ? []
        : [
            { path: "sops[0].steps[0].trigger.day", line: 21, message: "第一步要写明第几天，比如 day: 1" },
            { path: "name", line: null, message: "没有英文名" },
          ],
    }),
    install: () => ({ created: [{ kind: "code", name: "外卖小票" }], kept: 6 }),
    rehearse: (input) => {
      if (rehearsals.some((one) => one.state === "running")) throw new Refusal(409, "rehearsalBusy");
      const run = {
        id: `reh_${rehearsals.length + 1}`,
        playbook: input.key,
        seed: input.seed,
        customers: input.customers,
        days: input.days,
        state: "running" as const,
        progress: 0,
        note: "",
        startedAt: new Date().toISOString(),
        finishedAt: null,
        report: null,
      };
      rehearsals.unshift(run);
      return run;
    },
    rehearsals: () => ({ items: rehearsals }),
    cancelRehearsal: ({ id }) => {
      const run = found(
        rehearsals.find((one) => one.id === id),
        "rehearsal",
        id,
      );
      run.state = "cancelled";
      return run;
    },
  },
  inbox: inboxHandlers,
  gate: gateHandlers,
  preferences: preferenceHandlers,
  privacy: privacyHandlers,
  actions: {
    list: (input) =>
      cut(
        actionRows.filter(
          (row) => (input.status === undefined || row.status === input.status) && (input.kind === undefined || row.kind === input.kind),
        ),
        input,
      ),
    cancel: ({ id }) => {
      const action = found(
        actionRows.find((one) => one.id === id),
        "action",
        id,
      );
      action.status = "cancelled";
      return { ok: true };
    },
  },
  sync: syncHandlers,
  system: { health: () => health },
  archive: archiveHandlers,
  org: {
    staff: (input) =>
      cut(
        staffRows.filter((row) => has(input.query, row.name, row.userId)),
        input,
      ),
    departments: () => ({ items: departments }),
  },
  settings: {
    get: () => ({
      gate: {
        quiet: { from: "21:30", to: "08:30" },
        person: { weight: 3, days: 7 },
        group: { perDay: 1 },
        staff: { confirmationsPerDay: 3, tasksPerDay: 5 },
      },
      routing: { maxDistanceM: 10_000, seatMinutes: 15 },
      language: "zh-CN" as const,
      inbox: { keepDays: 30 },
      audit: { viewDays: 365, changeDays: 1095 },
    }),
    update: () => ({ ok: true }),
  },
};

import type { BulkJob, TagChange } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { customerRows, tagGroups } from "./people.ts";
import { found } from "./refusal.ts";
import { ago, cut, hour } from "./seed.ts";

const job = (id: string, hoursAgo: number, more: Partial<BulkJob>): BulkJob => ({
  id,
  what: { do: "tags", add: ["tag_2_0"], remove: [] },
  names: ["+ 口味/少糖"],
  state: "done",
  total: 486,
  totalExact: true,
  looked: 486,
  changed: 431,
  skipped: { same: 38, "no-friend": 17 },
  asked: 431,
  sent: 431,
  refused: 0,
  undoOf: null,
  undone: false,
  error: null,
  by: "林晓",
  at: ago(hoursAgo * hour),
  finishedAt: ago((hoursAgo - 0.1) * hour),
  ...more,
});

export const jobs: BulkJob[] = [
  job("job_1", 0.2, {
    state: "running",
    total: 1_802_337,
    totalExact: false,
    looked: 214_500,
    changed: 196_020,
    asked: 196_020,
    sent: 194_310,
    refused: 12,
    finishedAt: null,
  }),
  job("job_2", 5, { sent: 428, refused: 3 }),
  job("job_3", 26, { what: { do: "field", key: "fld_member", value: true }, names: ["会员", "true"], asked: 0, sent: 0, undone: true }),
  job("job_4", 25, { what: { do: "undo" }, names: [], undoOf: "job_3", skipped: { "moved-on": 4 }, changed: 427, asked: 0, sent: 0 }),
  job("job_5", 72, {
    what: { do: "mark", mark: "test", on: true },
    names: [],
    total: 6,
    looked: 6,
    changed: 6,
    skipped: {},
    asked: 0,
    sent: 0,
  }),
];

export const tagChanges: TagChange[] = [
  {
    actionId: "act_t1",
    kind: "rename",
    label: "渠道 / 桌贴",
    toLabel: "渠道 / 桌面立牌",
    tagIds: ["tag_0_2"],
    groupId: null,
    state: "asked",
    problem: null,
    askedAt: ago(2 * 60_000),
    askedBy: "林晓",
  },
  {
    actionId: "act_t2",
    kind: "delete",
    label: "门店",
    toLabel: "",
    tagIds: [],
    groupId: "tg_1",
    state: "refused",
    problem: { code: "tagNotOurs", message: "", details: {} },
    askedAt: ago(3 * hour),
    askedBy: "林晓",
  },
];

const refused = customerRows.slice(3, 6).map((row, n) => ({
  actionId: `act_r${n}`,
  customerId: row.id,
  name: row.name,
  staff: "福利官小露",
  add: ["少糖"],
  remove: [],
  problem: { code: n === 0 ? "tagGone" : "tagNotFriend", message: "", details: {} },
}));

export const tagHandlers: Handlers["tags"] = {
  list: () => ({ groups: tagGroups, changes: tagChanges }),
  create: () => ({ ok: true }),
  rename: () => ({ ok: true }),
  order: () => ({ calls: 1 }),
  consequences: ({ tagIds, groupId }) => {
    const tags =
      groupId === null
        ? tagGroups.flatMap((group) => group.tags.filter(({ id }) => tagIds.includes(id)))
        : (tagGroups.find(({ id }) => id === groupId)?.tags ?? []);
    return {
      tags: tags.length,
      marks: tags.reduce((sum, tag) => sum + tag.people, 0),
      uses: [{ kind: "live-code", id: "lc_01", name: "收银台立牌" }],
    };
  },
  remove: () => ({ ok: true }),
  retry: () => ({ ok: true }),
};

export const bulkHandlers: Handlers["bulk"] = {
  preview: ({ whom, what }) => {
    const people = "ids" in whom ? whom.ids.length : 486;
    const change = Math.ceil(people * 0.9);
    return {
      people,
      exact: true,
      change,
      same: people - change,
      noFriend: 0,
      calls: what.do === "tags" ? change : 0,
      minutes: 1,
      sample: null,
    };
  },
  start: () => ({ id: "job_1" }),
  list: (input) => cut(jobs, input),
  get: ({ id, ...input }) => ({
    job: found(
      jobs.find((one) => one.id === id),
      "job",
      id,
    ),
    refused: cut(id === "job_2" ? refused : [], input),
  }),
  cancel: () => ({ ok: true }),
  undo: () => ({ id: "job_4" }),
  retry: () => ({ asked: 3 }),
};

import type { Moment, MomentPersona, MomentPlan, MomentReaction, MomentStaff } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { found, Refusal } from "./refusal.ts";
import { ago, cut, dayMs, hour } from "./seed.ts";

const plan = (name: string, some: Partial<MomentPlan> = {}): MomentPlan => ({
  name,
  text: "新豆子到了，今天店里冲了第一壶，花香很足。下午来的朋友可以先闻闻再决定喝什么。",
  contentId: null,
  link: null,
  staff: { everyone: false, userIds: [], positions: ["店长"] },
  tagIds: [],
  value: "information",
  selling: false,
  from: null,
  until: ago(-6 * hour),
  ...some,
});
const nothing = { asked: 0, refused: 0, published: 0, visible: 0, likes: 0, comments: 0, people: 0 };
const one = (n: number, some: Partial<Moment> & Pick<Moment, "plan">): Moment => ({
  id: `mmt_${n}`,
  name: some.plan.name,
  state: "draft",
  value: some.plan.value,
  selling: some.plan.selling,
  counts: nothing,
  until: some.plan.until,
  createdAt: ago(n * dayMs),
  savedBy: "周敏",
  revision: 1,
  reason: null,
  submittedAt: null,
  submittedBy: null,
  endedAt: null,
  content: null,
  ...some,
});
const rows: Moment[] = [
  one(1, {
    plan: plan("新豆到店"),
    state: "asked",
    counts: { asked: 38, refused: 4, published: 27, visible: 8412, likes: 163, comments: 21, people: 158 },
    submittedAt: ago(5 * hour),
    submittedBy: "周敏",
  }),
  one(2, { plan: plan("周五群友价", { value: "benefit", selling: true, link: { title: "看看周五喝什么", url: "/m/welfare" } }) }),
  one(3, {
    plan: plan("店长的早晨", { value: "connection", until: ago(2 * dayMs) }),
    state: "done",
    reason: "time-over",
    counts: { asked: 40, refused: 0, published: 36, visible: 11_030, likes: 402, comments: 64, people: 371 },
    submittedAt: ago(3 * dayMs),
    submittedBy: "林小北",
    endedAt: ago(2 * dayMs),
  }),
];
const member = (n: number, name: string, some: Partial<MomentStaff>): MomentStaff => ({
  userId: `staff-${n}`,
  name,
  state: "asked",
  reason: null,
  publishedAt: null,
  visible: null,
  likes: 0,
  comments: 0,
  ...some,
});
const staff = [
  member(1, "陈露", { state: "published", publishedAt: ago(4 * hour), visible: 412, likes: 14, comments: 2 }),
  member(2, "周敏", { state: "published", publishedAt: ago(3 * hour), visible: 386, likes: 9 }),
  member(3, "林小北", {}),
  member(4, "何静", { state: "refused", reason: "staff-budget" }),
  member(5, "王芳", { state: "refused", reason: "wecom-invalid" }),
];
const reaction = (n: number, kind: MomentReaction["kind"]): MomentReaction => ({
  customerId: `cus_${String(n).padStart(4, "0")}`,
  name: ["小梅", "阿远", "何静", null][n - 1] ?? null,
  kind,
  staff: "陈露",
  at: ago(n * hour),
});
const people = [reaction(1, "comment"), reaction(2, "like"), reaction(3, "like"), reaction(4, "like")];
let personas: MomentPersona[] = [
  { name: "店长", positions: ["店长"], text: "像邻居一样说话，先讲今天店里有什么，再讲为什么值得来", perWeek: 5, sellingPercent: 20 },
  { name: "default", positions: [], text: "", perWeek: 3, sellingPercent: 20 },
];
const of = (id: string) =>
  found(
    rows.find((row) => row.id === id),
    "moment",
    id,
  );

export const momentHandlers: Handlers["moments"] = {
  list: (input) =>
    cut(
      rows.filter((row) => (input.state === undefined || row.state === input.state) && row.name.includes(input.query ?? "")),
      input,
    ),
  get: ({ id }) => of(id),
  staff: (input) =>
    cut(
      staff.filter(({ state }) => input.state === undefined || state === input.state),
      input,
    ),
  people: (input) => cut(people, input),
  preview: ({ plan: { selling } }) => ({
    staff: 42,
    full: 4,
    customers: 9120,
    warnings: selling
      ? [
          {
            code: "selling-much",
            persona: "店长",
            staff: 11,
            allowed: 4,
            message: "「店长」有 11 人四周内带货已到 4 条，再发就卖得太多了：换成有用的、好玩的，或改天再发",
          },
        ]
      : [],
  }),
  save: ({ id, plan: saved, revision }) => {
    if (id === undefined) {
      const made = one(rows.length + 1, { plan: saved });
      rows.unshift(made);
      return made;
    }
    const row = of(id);
    if (revision !== undefined && row.revision !== revision)
      throw new Refusal(409, "momentSavedMeanwhile", { by: row.savedBy, time: "10:20" });
    return Object.assign(row, { plan: saved, name: saved.name, revision: row.revision + 1 });
  },
  submit: ({ id }) => Object.assign(of(id), { state: "scheduled", submittedAt: ago(0) }),
  cancel: ({ id }) => Object.assign(of(id), { state: "cancelled", reason: "cancelled", endedAt: ago(0) }),
  settings: () => ({ personas }),
  saveSettings: (input) => {
    personas = input.personas;
    return { personas };
  },
};

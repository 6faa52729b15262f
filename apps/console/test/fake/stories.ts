import type { OutputOf, api } from "@shuke/contract";
import { ago, dayMs, hour, minute, whole } from "./seed.ts";
import { customerRows, flowDays, groupRows, staffRows } from "./people.ts";

type Profile = OutputOf<typeof api.customers.get>;
type Item = Profile["timeline"]["items"][number];

const newcomer = (start: number): Profile["sops"][number]["steps"] => [
  { key: "day1", name: "第一天 自我介绍", state: "done", dueAt: ago(start - 18 * hour), grade: "A" },
  { key: "day2", name: "第二天 会员福利", state: "done", dueAt: ago(start - 42 * hour), grade: "B" },
  { key: "day3", name: "第三天 找到门店群", state: "refused", dueAt: ago(start - 66 * hour), grade: null },
  { key: "day5", name: "第五天 新品试饮", state: "planned", dueAt: ago(start - 114 * hour), grade: null },
  { key: "day7", name: "第七天 回访", state: "waiting", dueAt: ago(start - 162 * hour), grade: null },
];

export function profileOf(id: string): Profile | null {
  const row = customerRows.find((one) => one.id === id);
  if (!row) return null;
  const group = groupRows.find((one) => one.id === row.groups[0]?.id) ?? groupRows[0] ?? null;
  const start = 4 * dayMs;
  const story: Array<Omit<Item, "seq">> = [
    {
      at: ago(3 * hour),
      type: "page.opened",
      params: { page: "find-store" },
      why: { kind: "step", label: "七天新人 SOP · 第三天", to: "/sops/sop_1?step=day3" },
    },
    {
      at: ago(20 * hour),
      type: "mass-task.delivered",
      params: { sender: "FuLiGuan", staff: "福利官小露" },
      why: { kind: "step", label: "七天新人 SOP · 第二天", to: "/sops/sop_1?step=day2" },
    },
    {
      at: ago(26 * hour),
      type: "sop.step-closed",
      params: { step: "第三天 找到门店群", reason: "person-budget" },
      why: { kind: "rule", label: "7 天内最多主动打扰 3 次", to: "/system/settings" },
    },
    {
      at: ago(2 * dayMs),
      type: "sop.step-done",
      params: { step: "第一天 自我介绍" },
      why: { kind: "evidence", label: "群发已送达", to: null },
    },
    {
      at: ago(start - 40 * minute),
      type: "sop.enrolled",
      params: { sop: "七天新人 SOP" },
      why: { kind: "event", label: "进了门店群", to: null },
    },
    {
      at: ago(start - 38 * minute),
      type: "tags.marked",
      params: { add: ["政立路店"] },
      why: { kind: "rule", label: "进群自动打门店标签", to: null },
    },
    {
      at: ago(start - 37 * minute),
      type: "group.member-joined",
      params: { chatId: "wrDEMO0", group: group?.name ?? "朝露·政立路店福利群" },
      why: { kind: "code", label: "门店群码", to: "/codes/lc_04" },
    },
    {
      at: ago(start - 5 * minute),
      type: "store.chosen",
      params: { storeId: "sto_001", store: "朝露茶铺政立路店", how: "location", distanceM: 640 },
      why: { kind: "rule", label: "离得最近且有空位，640 米", to: null },
    },
    { at: ago(start - 3 * minute), type: "store.searched", params: { how: "location" }, why: null },
    {
      at: ago(start - 2 * minute),
      type: "page.opened",
      params: { page: "find-store" },
      why: { kind: "message", label: "欢迎语里的链接", to: null },
    },
    {
      at: ago(start - 8000),
      type: "tags.marked",
      params: { add: ["收银台"] },
      why: { kind: "code", label: "收银台渠道码", to: "/codes/lc_01" },
    },
    {
      at: ago(start - 6000),
      type: "welcome.sent",
      params: { lateMs: 1900 },
      why: { kind: "code", label: "收银台渠道码", to: "/codes/lc_01" },
    },
    {
      at: ago(start),
      type: "relation.added",
      params: { userId: "FuLiGuan", staff: "福利官小露" },
      why: { kind: "code", label: "收银台渠道码", to: "/codes/lc_01" },
    },
  ];
  return {
    profile: {
      ...row,
      addedAt: ago(start),
      unionid: "oDEMOunion",
      gender: 2,
      avatar: null,
      storeId: group?.storeId ?? null,
      storeName: group?.storeName ?? null,
    },
    relations: [
      {
        userId: "FuLiGuan",
        staffName: "福利官小露",
        state: row.state === "lost" ? "ended" : row.state === "one-way" ? "one-way" : "active",
        remark: `${row.name ?? ""}-收银台`,
        description: "要过不加冰的菜单",
        addedAt: ago(start),
        endedAt: row.state === "lost" ? ago(2 * hour) : null,
        addWay: 1,
        channel: row.channel,
        tagIds: row.tags.map((tag) => tag.id),
      },
    ],
    tags: row.tags,
    fields: [
      { key: "fld_taste", value: "opt_0" },
      { key: "fld_birthday", value: "1996-04-12" },
    ],
    wishes: [
      {
        actionId: "act_w1",
        jobId: "job_1",
        staff: "福利官小露",
        add: ["爱喝新品"],
        remove: [],
        state: "asked",
        problem: null,
        at: ago(minute),
        by: "林晓",
      },
      {
        actionId: "act_w2",
        jobId: "job_2",
        staff: "林晓",
        add: ["少糖"],
        remove: [],
        state: "refused",
        problem: { code: "tagNotFriend", message: "", details: {} },
        at: ago(5 * hour),
        by: "林晓",
      },
    ],
    pools: {
      friend: row.state === "friend" ? "yes" : "no",
      group: group ? "yes" : "no",
      pages: "yes",
      orders: "unknown",
      officialAccount: "unknown",
      miniProgram: "unknown",
    },
    guide: {
      first: { userId: "FuLiGuan", name: "福利官小露", at: ago(start) },
      last: { userId: "LinXiao", name: "林晓", at: ago(4 * hour) },
    },
    stageSince: row.stage === null ? null : ago(start),
    groups: (group ? [{ id: group.id, chatId: group.chatId, name: group.name }] : []).map((one) => ({
      ...one,
      joinedAt: ago(start - 37 * minute),
      leftAt: null,
      storeId: group?.storeId ?? null,
    })),
    sops: [{ enrolmentId: "enr_1", sopId: "sop_1", name: "七天新人 SOP", startedAt: ago(start), state: "active", steps: newcomer(start) }],
    touches: { used: 2, cap: 3, days: 7 },
    timeline: { items: story.slice(0, 9).map((item, index) => ({ ...item, seq: 9000 - index })), nextCursor: "9" },
  };
}

export const restOfStory = (id: string): OutputOf<typeof api.customers.timeline> => ({
  items: [
    {
      seq: 40,
      at: ago(4 * dayMs),
      type: "welcome.sent",
      params: { lateMs: 1900 },
      why: { kind: "code", label: "收银台渠道码", to: "/codes/lc_01" },
    },
    {
      seq: 39,
      at: ago(4 * dayMs + 6000),
      type: "relation.added",
      params: { userId: "FuLiGuan", staff: "福利官小露" },
      why: { kind: "code", label: "收银台渠道码", to: `/codes/lc_01?from=${id}` },
    },
  ],
  nextCursor: null,
});

export function groupOf(id: string): OutputOf<typeof api.groups.get> | null {
  const row = groupRows.find((one) => one.id === id);
  if (!row) return null;
  const fresh = row.state === "needs-setup";
  let members = row.members - 90;
  return {
    ...row,
    notice: fresh
      ? ""
      : "1. 每周三会员日，第二杯半价\n2. 有问题直接问群主，两小时内回\n3. 群里不发广告，发了会先提醒\n4. 想换门店，回复「换群」",
    admins: fresh ? [] : ["ZhouYan", "HeMin"],
    setup: [
      { key: "name", done: !fresh, grade: fresh ? null : "A", note: fresh ? "" : "群名已改" },
      { key: "notice", done: !fresh, grade: fresh ? null : "A", note: "" },
      { key: "admins", done: !fresh, grade: fresh ? null : "A", note: fresh ? "" : "2 位管理员" },
      { key: "welcome", done: !fresh, grade: fresh ? null : "C", note: fresh ? "" : "周妍 说挂好了，等第一位新成员收到" },
      { key: "seed-members", done: false, grade: null, note: "" },
    ],
    days: flowDays(30, 0.4).map((day) => ({
      day: day.day,
      joined: day.joined,
      left: day.left,
      members: (members += day.joined - day.left),
    })),
    sops: fresh
      ? []
      : [
          {
            enrolmentId: "enr_g",
            sopId: "sop_2",
            name: "新群开张",
            steps: newcomer(4 * dayMs).map((step) => ({
              ...step,
              state: step.state === "refused" ? "missed" : step.state,
              name: step.name.replace(/第.天 /, "开张 "),
            })),
          },
        ],
  };
}

export const membersOf = (id: string, left: boolean): OutputOf<typeof api.groups.members>["items"] =>
  customerRows.slice(0, left ? 6 : 70).map((row, n) => ({
    memberId: row.externalUserId,
    kind: n < 3 && !left ? ("staff" as const) : ("customer" as const),
    name: n < 3 && !left ? (staffRows[n + 1]?.name ?? "") : (row.name ?? ""),
    customerId: n < 3 && !left ? null : row.id,
    joinedAt: ago((n + 1) * 5 * hour + whole(0, 50, id, n) * minute),
    leftAt: left ? ago(n * 9 * hour) : null,
    joinScene: n % 5 === 4 ? 1 : 3,
    invitor: n % 5 === 4 ? "周妍" : "",
  }));

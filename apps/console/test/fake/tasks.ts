import type { Coached, Task } from "@shuke/contract";
import { groupRows, staffRows } from "./people.ts";
import { ago, hour, minute, now, whole } from "./seed.ts";

const task = (n: number, some: Partial<Task> & Pick<Task, "kind" | "params" | "why">): Task => ({
  id: `tsk_${n}`,
  assignee: staffRows[1 + (n % 5)]?.userId ?? "",
  assigneeName: staffRows[1 + (n % 5)]?.name ?? "",
  state: "open",
  overdue: false,
  dueAt: new Date(now + (n - 3) * 5 * hour).toISOString(),
  openedAt: ago((n + 4) * hour),
  doneAt: null,
  claimedDoneAt: null,
  verifiedDoneAt: some.doneAt ?? null,
  grade: null,
  evidence: null,
  provenBy: some.kind === "finish-group-setup" ? "notice" : "message",
  archiveGap: false,
  escalatedAt: some.overdue === true ? ago(30 * minute) : null,
  escalatedTo: some.overdue === true ? (staffRows[0]?.name ?? null) : null,
  link: null,
  ...some,
});
export const tasks: Task[] = [
  task(0, {
    kind: "finish-group-setup",
    params: { groupName: groupRows[3]?.name ?? "", name: { zh: "店长发一个话题", en: "A topic" } },
    why: { kind: "live-code", label: "静安群码", to: "/codes/lc_04" },
    overdue: true,
    dueAt: ago(2 * hour),
    link: "/groups/grp_004",
  }),
  task(1, {
    kind: "sop-step",
    params: { groupName: groupRows[11]?.name || "未命名群", name: { zh: "店长发一个话题", en: "A topic" } },
    why: { kind: "live-code", label: "徐汇群码", to: "/codes/lc_05" },
    overdue: true,
    dueAt: ago(50 * minute),
    link: "/groups/grp_012",
  }),
  task(2, {
    kind: "sop-step",
    params: { groupName: groupRows[1]?.name ?? "", name: { zh: "店长发一个话题", en: "A topic" } },
    why: { kind: "sop", label: "七天新人 SOP · 第三天 群里提问", to: "/sops/sop_1?step=day3" },
  }),
  task(3, {
    kind: "sop-step",
    params: { groupName: groupRows[3]?.name ?? "", name: { zh: "店长发一个话题", en: "A topic" } },
    why: { kind: "playbook", label: "store-community", to: "/playbooks/store-community" },
  }),
  task(4, {
    kind: "sop-step",
    params: { name: { zh: "电话回访", en: "Call back" } },
    why: { kind: "sop", label: "七天新人 SOP · 第七天 回访", to: "/sops/sop_1?step=day7" },
    state: "unproven",
    grade: "C",
    archiveGap: true,
    claimedDoneAt: ago(5 * hour),
  }),
  task(5, {
    kind: "finish-group-setup",
    params: { groupName: groupRows[5]?.name ?? "", name: { zh: "店长发一个话题", en: "A topic" } },
    why: { kind: "live-code", label: "静安群码", to: "/codes/lc_04" },
    state: "done",
    grade: "A",
    evidence: "event:381",
    doneAt: ago(20 * hour),
  }),
  task(6, {
    kind: "sop-step",
    params: { groupName: groupRows[6]?.name ?? "", name: { zh: "店长发一个话题", en: "A topic" } },
    why: { kind: "sop", label: "七天新人 SOP · 第三天 群里提问", to: "/sops/sop_1?step=day3" },
    state: "done",
    grade: "B",
    evidence: "event:508",
    doneAt: ago(26 * hour),
  }),
  task(7, {
    kind: "sop-step",
    params: { name: { zh: "会员福利", en: "Member treat" } },
    why: { kind: "sop", label: "七天新人 SOP · 第二天 会员福利", to: "/sops/sop_1?step=day2" },
    state: "cancelled",
  }),
];

export const coachedRows: Coached[] = staffRows.slice(0, 12).map((row, n) => {
  const reached = whole(0, 420, row.userId, "reached");
  const answered = Math.round((reached * whole(8, 46, row.userId, "answered")) / 100);
  const groups = whole(0, 13, row.userId, "groups");
  const asked = whole(0, 9, row.userId, "asked");
  const shown = Math.round((asked * whole(30, 100, row.userId, "shown")) / 100);
  return {
    userId: row.userId,
    name: row.name,
    groups,
    load: groups === 0 ? "none" : groups < 5 ? "few" : groups <= 10 ? "fit" : "many",
    openTasks: n % 4,
    reached,
    answered,
    converted: Math.round((answered * whole(5, 40, row.userId, "converted")) / 100),
    tasks: { asked, shown, claimed: Math.min(asked - shown, n % 3), missed: Math.max(0, asked - shown - (n % 3)) },
  };
});

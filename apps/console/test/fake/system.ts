import type { OutputOf, api } from "@shuke/contract";
import { ago, chance, dayMs, hour, minute } from "./seed.ts";

const hash = (name: string) => Array.from({ length: 64 }, (_, n) => "0123456789abcdef"[Math.floor(chance(name, n) * 16)]).join("");
const truth: OutputOf<typeof api.sync.truth> = {
  hash: hash("all"),
  families: {
    customers: { count: 487, hash: hash("c") },
    relations: { count: 512, hash: hash("r") },
    tags: { count: 23, hash: hash("t") },
    groups: { count: 42, hash: hash("g") },
    members: { count: 4210, hash: hash("m") },
  },
  oneWay: { count: 25 },
  forgotten: { count: 3 },
};
type Certificate = OutputOf<typeof api.sync.certificates>["items"][number];
const certificate = (name: string, kind: Certificate["kind"], expected: number, failed: number, minutes: number): Certificate => {
  const failures = Array.from({ length: failed }, (_, n) => ({
    id: `staff0${n + 14}`,
    error:
      n % 2 === 0
        ? "WeCom answered 60111 on /cgi-bin/externalcontact/list: UserID not found"
        : "WeCom answered 45033 on /cgi-bin/externalcontact/list: too many concurrent calls",
  }));
  return {
    id: `syn_${name}_${minutes}`,
    family: name,
    kind,
    startedAt: ago(minutes * minute + 41_000),
    finishedAt: ago(minutes * minute),
    expected,
    fetched: expected - failed,
    failed,
    failedIds: failures.map(({ id }) => id),
    failures,
    repaired: failed > 0 ? 4 : 1,
    ageSeconds: minutes * 60,
    whole: failed === 0,
    progress: null,
  };
};
const certificates: Certificate[] = [
  certificate("first", "initial", 487, 0, 9000),
  {
    ...certificate("details", "repair", 487, 0, 2),
    finishedAt: null,
    fetched: 212,
    ageSeconds: null,
    whole: false,
    progress: { done: 6, of: 14, waitingFor: null, remainingSeconds: 160 },
  },
  certificate("follow", "incremental", 512, 3, 22),
  certificate("groups", "incremental", 42, 0, 23),
  certificate("tags", "incremental", 23, 0, 22),
  certificate("staff", "incremental", 14, 0, 500),
];
export const syncHandlers = {
  truth: () => truth,
  run: () => ({ queued: 5 }),
  retry: () => ({ queued: 3 }),
  certificates: ({ family }: { family?: string | undefined }) => ({
    items: certificates.filter((one) => family === undefined || one.family === family),
    nextCursor: null,
  }),
};
type Action = OutputOf<typeof api.actions.list>["items"][number];
const kinds = ["welcome.send", "tag.mark", "mass-task.create", "staff-notice.send", "join-way.put", "remark.set"];
const by: ReadonlyArray<[plannedBy: string, label: string, to: string]> = [
  ["live-code:lc_01", "收银台渠道码", "/codes/lc_01"],
  ["sop:sop_1/day2", "七天新人 SOP · 第二天 会员福利", "/sops/sop_1?step=day2"],
  ["store:sto_001", "静安寺店", "/groups?store=sto_001"],
  ["task:tsk_1", "", "/tasks?task=tsk_1"],
  ["playbook:store-community", "store-community", "/playbooks/store-community"],
  ["live-code:lc_02", "门店海报", "/codes/lc_02"],
];
export const actionRows: Action[] = Array.from({ length: 90 }, (_, n) => {
  const status = n < 6 ? "planned" : n === 7 ? "failed" : n === 9 ? "unknown" : n === 12 ? "expired" : n === 15 ? "cancelled" : "sent";
  const done = status !== "planned";
  const [plannedBy, label, to] = by[n % by.length] ?? ["live-codes", "", "/codes"];
  return {
    id: `act_${n}`,
    kind: kinds[n % kinds.length] ?? "tag.mark",
    status,
    plannedBy,
    why: { kind: plannedBy.split(":")[0] ?? "", label, to },
    runAfter: ago((n - 6) * 40 * minute),
    runUntil: n % 4 === 0 ? ago((n - 6) * 40 * minute - 2 * hour) : null,
    attempts: done ? (status === "failed" ? 3 : 1) : 0,
    lastError:
      status === "failed"
        ? "41054 这位客户没有开通接收权限"
        : status === "unknown"
          ? "连接断开，没有等到答复"
          : status === "expired"
            ? "员工没有确认，免打扰前已撤回"
            : null,
    recipients: n % 6 === 2 ? 37 : 1,
    createdAt: ago(n * 40 * minute + dayMs / 9),
    finishedAt: done ? ago((n - 6) * 40 * minute - 2000) : null,
  };
});

import type { Account, AuditItem, Role } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { customerRows, departments, staffRows } from "./people.ts";
import { storeRows } from "./places.ts";
import { Refusal } from "./refusal.ts";
import { ago, cut, dayMs, hour, minute } from "./seed.ts";

const roles: readonly Role[] = ["owner", "headOfCommunities", "storeManager", "guide", "groupOwner", "analyst", "admin"];
const names = ["陈老板", "林晓", "王静安", "小满", "阿乐", "周析", "李管", "一位名字很长很长的区域运营经理"];

const accounts: Account[] = Array.from({ length: 23 }, (_, n) => {
  const role = n === 0 ? "owner" : n === 1 ? "headOfCommunities" : (roles[2 + (n % 5)] ?? "guide");
  const staff = staffRows[n];
  const state = n === 4 ? "invited" : n === 6 ? "disabled" : n === 9 ? "left" : "active";
  const store = storeRows[n];
  return {
    userId: `usr_${n}`,
    name: names[n] ?? staff?.name ?? `同事 ${n}`,
    email: n % 7 === 3 ? null : `colleague${n}@zhaolu.example`,
    role,
    staff: staff && n !== 0 && n !== 5 ? { userId: staff.userId, name: staff.name, left: state === "left" } : null,
    stores: role === "storeManager" && store ? storeRows.slice(n, n + (n === 7 ? 5 : 1)).map(({ id, name }) => ({ id, name })) : [],
    departments: n === 7 ? departments.slice(0, 1).map(({ id, name }) => ({ id, name })) : [],
    state,
    lastSeenAt: state === "invited" ? null : ago(n * n * 37 * minute + 2 * minute),
    createdAt: ago((n + 1) * dayMs),
    link: state === "invited" ? { kind: "invite" as const, expiresAt: ago(-40 * hour) } : null,
    isMe: n === 1,
    mayChange: role !== "owner",
  };
});

const link = { url: `https://shuke.zhaolu.example/welcome#${"k7Qw2".repeat(9).slice(0, 43)}`, expiresAt: ago(-72 * hour) };

export const accountHandlers: Handlers["accounts"] = {
  list: ({ query, role, state, userId, ...page }) =>
    cut(
      accounts.filter(
        (one) =>
          (query === undefined || `${one.name} ${one.email} ${one.staff?.name}`.includes(query)) &&
          (role === undefined || one.role === role) &&
          (state === undefined || one.state === state) &&
          (userId === undefined || one.userId === userId),
      ),
      page,
    ),
  invite: ({ staffUserId, email }) => {
    const holder = accounts.find(({ staff }) => staff !== null && staff.userId === staffUserId);
    if (holder) throw new Refusal(409, "staffTaken", { staff: holder.staff?.name ?? "", name: holder.name });
    return { userId: "usr_99", link: email === undefined ? null : link };
  },
  update: () => ({ ok: true }),
  disable: () => ({ ok: true }),
  enable: () => ({ ok: true }),
  remove: () => ({ ok: true }),
  resetPassword: () => ({ link }),
};

export const welcomeHandlers: Handlers["welcome"] = {
  look: ({ token }) => {
    if (!token.startsWith("k")) throw new Refusal(410, "linkOver");
    return { kind: "invite", name: "小满", email: "xiaoman@zhaolu.example", corp: "朝露茶铺" };
  },
  setPassword: () => ({ email: "xiaoman@zhaolu.example" }),
};

type Told = [verb: string, kind: AuditItem["kind"], subject: AuditItem["subject"], data: AuditItem["data"]];
const customer = customerRows[3];
const told: readonly Told[] = [
  [
    "customers.get",
    "view",
    { kind: "customer", id: customer?.id ?? "cus_1", name: customer?.name ?? "", to: `/customers/${customer?.id}` },
    {},
  ],
  ["sops.publish", "change", { kind: "sop", id: "sop_1", name: "七天新人 SOP", to: "/sops/sop_1" }, { version: 4, moved: 120 }],
  ["customers.export", "export", { kind: "customers", id: "", name: null, to: null }, { filter: { tagIds: ["tag_3"], state: "friend" } }],
  [
    "accounts.update",
    "change",
    { kind: "account", id: "usr_3", name: "小满", to: "/system/users?userId=usr_3" },
    { before: { role: "guide", staffUserId: null }, change: { role: "storeManager", staffUserId: "staff04" } },
  ],
  ["orders.get", "view", { kind: "order", id: "ZL2027030589999", name: null, to: null }, {}],
  ["settings.update", "change", { kind: "corp", id: "corp_demo", name: null, to: null }, { change: { gate: { group: { perDay: 2 } } } }],
  ["tasks.claim", "change", { kind: "task", id: "tsk_12", name: null, to: null }, { note: "已发" }],
];

const records: AuditItem[] = Array.from({ length: 130 }, (_, n) => {
  const [verb, kind, subject, data] = told[n % told.length] ?? [
    "settings.update",
    "change",
    { kind: "corp", id: "", name: null, to: null },
    {},
  ];
  const who = accounts[n % 5];
  const actor =
    n % 11 === 10
      ? { kind: "system", id: "migration", name: null }
      : n % 6 === 5
        ? { kind: "staff", id: "staff03", name: "王静安" }
        : { kind: "user", id: who?.userId ?? null, name: who?.name ?? null };
  return { id: `aud_${n}`, at: ago(n * 47 * minute + 3 * minute), kind, actor, verb, subject, data };
});

export const auditHandlers: Handlers["audit"] = {
  list: ({ person, kind, noun, subject, ...page }) =>
    cut(
      records.filter(
        (one) =>
          (person === undefined || one.actor.id === person) &&
          (kind === undefined || one.kind === kind) &&
          (noun === undefined || one.verb.startsWith(`${noun}.`)) &&
          (subject === undefined || `${one.subject.kind}:${one.subject.id}` === subject || one.subject.id === subject),
      ),
      page,
    ),
};

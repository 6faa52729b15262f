import type { api, ForgettingItem, OutputOf, ParsedInputOf } from "@shuke/contract";
import { customerRows } from "./people.ts";
import { ago, cut, dayMs, minute } from "./seed.ts";

const tables = [
  { table: "event", gone: 0, changed: 38 },
  { table: "inbox", gone: 4, changed: 0 },
  { table: "relation", gone: 0, changed: 1 },
];
const done = (n: number, more: Partial<ForgettingItem> = {}): ForgettingItem => ({
  id: `fgt_${n}`,
  state: "done",
  saidBy: n % 2 === 0 ? "page" : "console",
  byName: n % 2 === 0 ? null : "总群主",
  why: "asked",
  askedAt: ago(n * dayMs + 9 * minute),
  doneAt: ago(n * dayMs),
  progress: { done: 66, of: 66, round: 2 },
  ended: 5,
  gone: 4,
  changed: 39,
  tables,
  tombstones: 4,
  ...more,
});
const asked: ForgettingItem[] = [
  done(0, {
    state: "erasing",
    askedAt: ago(2 * minute),
    doneAt: null,
    progress: { done: 36, of: 66, round: 1 },
    tables: tables.slice(0, 1),
    gone: 0,
    changed: 38,
  }),
  done(3),
  done(8, { tombstones: 0 }),
  done(21, { why: "house" }),
];

const nameOf = (customerId: string) => customerRows.find(({ id }) => id === customerId)?.name ?? "林小满";

export const privacyHandlers = {
  preview: ({ customerId }: ParsedInputOf<typeof api.privacy.preview>): OutputOf<typeof api.privacy.preview> => ({
    customer: { id: customerId, name: nameOf(customerId) },
    underWay: false,
    items: [
      { what: "friendships", fate: "ended", count: 1 },
      { what: "groups", fate: "ended", count: 2 },
      { what: "plans", fate: "ended", count: 1 },
      { what: "tasks", fate: "ended", count: 0 },
      { what: "cases", fate: "ended", count: 1 },
      { what: "contacts", fate: "ended", count: 1 },
      { what: "messages", fate: "deleted", count: 214 },
      { what: "notes", fate: "anonymous", count: 3 },
      { what: "fields", fate: "anonymous", count: 4 },
      { what: "orders", fate: "anonymous", count: 6 },
      { what: "keys", fate: "anonymous", count: 2 },
      { what: "facts", fate: "anonymous", count: 38 },
    ],
  }),
  erase: ({ why }: ParsedInputOf<typeof api.privacy.erase>): ForgettingItem => {
    const begun = done(0, {
      id: `fgt_${asked.length + 40}`,
      state: "asked",
      saidBy: "console",
      byName: "总群主",
      why,
      askedAt: ago(0),
      doneAt: null,
      progress: { done: 0, of: 66, round: 1 },
      tables: [],
      gone: 0,
      changed: 0,
    });
    asked.unshift(begun);
    return begun;
  },
  requests: (input: ParsedInputOf<typeof api.privacy.requests>): OutputOf<typeof api.privacy.requests> => ({
    ...cut(asked, input),
    open: asked.filter(({ state }) => state !== "done").length,
  }),
  export: ({ customerId }: ParsedInputOf<typeof api.privacy.export>): OutputOf<typeof api.privacy.export> => ({
    at: ago(0),
    customer: { id: customerId, name: nameOf(customerId) },
    about: "这里是我们保存的关于你的全部资料。",
    sections: [
      { table: "customer", title: "你的基本资料", fate: "anonymous", rows: [{ id: customerId, name: nameOf(customerId) }], more: false },
    ],
  }),
};

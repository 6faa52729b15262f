import type { SegmentItem, SegmentNode, SegmentSnapshot, SegmentTree } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { customerRows } from "./people.ts";
import { found } from "./refusal.ts";
import { ago, dayMs, hour, now } from "./seed.ts";

type Row = SegmentItem & { tree: SegmentTree; lines: Array<{ depth: number; text: string }> };

const tree = (...of: SegmentNode[]): SegmentTree => ({ v: 1, root: { kind: "and", of } });
const ready = { state: "ready" as const, since: null, lastTookMs: 1240, ahead: 0, error: null, retryAt: null };

function row(id: string, name: string, texts: string[], rules: SegmentTree, more: Partial<SegmentItem> = {}): Row {
  return {
    id,
    name,
    description: "",
    state: "active",
    version: 1,
    computedVersion: 1,
    computedAt: ago(2 * hour),
    members: 1840,
    change: 12,
    progress: ready,
    words: texts.join("，并且"),
    usedBy: 0,
    updatedAt: ago(3 * dayMs),
    tree: rules,
    lines: [{ depth: 0, text: "同时满足以下全部" }, ...texts.map((text) => ({ depth: 1, text }))],
    ...more,
  };
}

export const segmentRows: Row[] = [
  row(
    "seg_1",
    "常来的老客",
    ["关系是好友", "最近 30 天下单至少 4 次", "有标签 价值/高价值 中的任意一个"],
    tree(
      { kind: "relation", in: ["friend"] },
      { kind: "orders", measure: "count", op: ">=", value: 4, days: 30 },
      { kind: "tags", match: "any", tagIds: ["tag_0_0"] },
    ),
    { description: "每周二的新品先发给她们", version: 3, computedVersion: 3, usedBy: 1, members: 12_384, change: 96 },
  ),
  row(
    "seg_2",
    "加了没进群",
    ["最近 7 天内添加", "以下全都不满足（在任意群里）"],
    tree(
      { kind: "added", when: { op: "within", days: 7 } },
      { kind: "not", of: [{ kind: "group", is: "member", which: { of: "any" }, withinDays: null }] },
    ),
    { members: 431, change: -18 },
  ),
  row(
    "seg_3",
    "沉睡 60 天",
    ["最近一次下单在 60 天以前", "上次打开页面在 30 天以前"],
    tree({ kind: "last", what: "opened-page", op: "more", days: 30 }),
    {
      members: null,
      change: null,
      computedVersion: null,
      computedAt: null,
      progress: { ...ready, state: "waiting", lastTookMs: null, ahead: 1 },
    },
  ),
  row(
    "seg_4",
    "生日快到了",
    ["「生日」的日子在接下来 7 天内"],
    tree({ kind: "field", key: "fld_birthday", is: { op: "anniversary", days: 7 } }),
    {
      members: 57,
      change: null,
      version: 2,
      computedVersion: 1,
      progress: {
        ...ready,
        state: "failed",
        error: "canceling statement due to statement timeout",
        retryAt: new Date(now + hour).toISOString(),
      },
    },
  ),
];

const rowOf = (id: string) =>
  found(
    segmentRows.find((one) => one.id === id),
    "segment",
    id,
  );
const shown = ({ tree: _tree, lines: _lines, ...item }: Row): SegmentItem => item;
const snapshots: SegmentSnapshot[] = [
  { id: "snp_1", name: "新品发布前", version: 3, members: 11_902, takenAt: ago(9 * dayMs), by: "林晓" },
  { id: "snp_2", name: "上周末", version: 3, members: 12_210, takenAt: ago(2 * dayMs), by: "林晓" },
];
const people = () => customerRows.slice(0, 6).map(({ id, name }) => ({ id, name }));

function patch(id: string, more: Partial<Row>): SegmentItem {
  Object.assign(rowOf(id), more);
  return shown(rowOf(id));
}

export const segmentHandlers: Handlers["segments"] = {
  list: ({ query, state }) => ({
    items: segmentRows.filter((one) => one.state === state && (query === undefined || one.name.includes(query))).map(shown),
    nextCursor: null,
  }),
  get: ({ id }) => {
    const one = rowOf(id);
    return {
      segment: shown(one),
      tree: one.tree,
      lines: one.lines,
      days: Array.from({ length: 30 }, (_, n) => ({
        day: ago((29 - n) * dayMs).slice(0, 10),
        members: Math.round((one.members ?? 0) * (0.82 + 0.006 * n)),
        entered: 60 + ((n * 37) % 50),
        left: 20 + ((n * 23) % 40),
      })),
      usedBy: one.usedBy > 0 ? [{ kind: "segment", id: "seg_2", name: "加了没进群", to: "/segments/seg_2" }] : [],
    };
  },
  create: ({ name, description, tree: rules }) => {
    segmentRows.push(
      row(`seg_${segmentRows.length + 1}`, name, [], rules, { description, members: null, change: null, computedVersion: null }),
    );
    return shown(found(segmentRows.at(-1), "segment", ""));
  },
  update: ({ id, name, description, tree: rules }) =>
    patch(id, { ...(name ? { name } : {}), ...(description === undefined ? {} : { description }), ...(rules ? { tree: rules } : {}) }),
  archive: ({ id }) => patch(id, { state: "archived" }),
  restore: ({ id }) => patch(id, { state: "active" }),
  recompute: ({ id }) => shown(rowOf(id)),
  preview: () => ({ count: 12_384, tookMs: 640 }),
  estimate: () => ({
    count: 12_300,
    share: 4 / 1024,
    tookMs: 42,
    words: "关系是好友，并且最近 30 天下单至少 4 次",
    sample: people().slice(0, 5),
  }),
  members: ({ limit }) => ({
    items: customerRows
      .slice(0, limit)
      .map(({ id, externalUserId, name, state, addedAt }) => ({ id, externalUserId, name, state, addedAt, since: ago(dayMs) })),
    nextCursor: null,
  }),
  explain: () => ({
    in: false,
    member: false,
    since: null,
    nodes: [
      { depth: 0, path: "", kind: "and", text: "同时满足以下全部", true: false, found: null },
      { depth: 1, path: "0", kind: "relation", text: "关系是好友", true: true, found: "现在：好友" },
      { depth: 1, path: "1", kind: "orders", text: "最近 30 天下单至少 4 次", true: false, found: "3 单，86.50 元" },
      { depth: 1, path: "2", kind: "tags", text: "有标签 价值/高价值 中的任意一个", true: true, found: "有其中的 高价值" },
    ],
  }),
  ofCustomer: () => ({
    items: segmentRows.slice(0, 2).map(({ id, name, words }) => ({ id, name, words, since: ago(5 * dayMs) })),
    unknown: 1,
  }),
  versions: ({ id }) => ({
    items: [
      {
        version: 3,
        at: ago(3 * dayMs),
        by: "林晓",
        note: "门槛提高",
        added: ["最近 30 天下单至少 4 次"],
        removed: ["最近 30 天下单至少 3 次"],
        tree: rowOf(id).tree,
      },
      { version: 2, at: ago(20 * dayMs), by: "林晓", note: "", added: ["关系是好友"], removed: [], tree: rowOf(id).tree },
      { version: 1, at: ago(40 * dayMs), by: "林晓", note: "", added: ["最近 30 天下单至少 3 次"], removed: [], tree: rowOf(id).tree },
    ],
  }),
  snapshot: ({ name }) => {
    const made = { id: `snp_${snapshots.length + 1}`, name, version: 3, members: 12_384, takenAt: new Date(now).toISOString(), by: "林晓" };
    snapshots.unshift(made);
    return made;
  },
  snapshots: () => ({ items: snapshots }),
  removeSnapshot: () => ({ ok: true }),
  compare: () => ({
    both: 11_240,
    onlyFirst: 662,
    onlySecond: 1144,
    first: { label: "新品发布前", sample: people().slice(0, 3) },
    second: { label: "", sample: people().slice(3) },
  }),
};

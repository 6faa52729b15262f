import type { OutputOf, api } from "@shuke/contract";
import { ago, dayMs, dayOf, hour, pick, chance, whole } from "./seed.ts";
import { storeRows } from "./places.ts";

type Customer = OutputOf<typeof api.customers.list>["items"][number];
type Group = OutputOf<typeof api.groups.list>["items"][number];
type StaffRow = OutputOf<typeof api.org.staff>["items"][number];

const family = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗";
const given = [
  "小满",
  "雨桐",
  "子涵",
  "思远",
  "欣怡",
  "浩然",
  "佳宁",
  "梓萱",
  "一诺",
  "文博",
  "晓彤",
  "嘉禾",
  "若曦",
  "明轩",
  "安然",
  "可欣",
];
const handles = ["一只橘猫", "阿May", "南风知我意", "奶茶三分糖", "Lynn", "山药不吃山药", "打工人小周", "七七妈妈", "Coco", "早睡早起"];

export const staffRows: StaffRow[] = Array.from({ length: 14 }, (_, n) => ({
  id: `stf_${n}`,
  userId:
    [
      "FuLiGuan",
      "LinXiao",
      "ZhouYan",
      "HeMin",
      "TangYu",
      "SongJia",
      "QinLan",
      "LuoFei",
      "ShenYi",
      "JiaoAn",
      "MengRan",
      "XuKe",
      "DingNing",
      "YeChen",
    ][n] ?? `u${n}`,
  name:
    ["福利官小露", "林晓", "周妍", "何敏", "唐雨", "宋佳", "秦岚", "罗菲", "沈意", "焦安", "孟然", "徐可", "丁宁", "叶晨"][n] ?? `员工${n}`,
  departments: [n === 0 ? 2 : 3 + (n % 2)],
  position: n === 0 ? "首席福利官" : n < 4 ? "群主" : n < 10 ? "店长" : "导购",
  follows: n !== 13,
  customers: n === 0 ? 412 : whole(0, 40, "c", n),
  groups: n === 0 ? 0 : n === 1 ? 12 : n < 8 ? whole(2, 8, "g", n) : 0,
  openTasks: n % 3 === 1 ? whole(1, 4, "t", n) : 0,
}));

export const departments = [
  { id: 1, name: "朝露茶铺", parentId: 0 },
  { id: 2, name: "用户运营部", parentId: 1 },
  { id: 3, name: "上海一区", parentId: 1 },
  { id: 4, name: "上海二区", parentId: 1 },
];

const tagTree: ReadonlyArray<readonly [string, readonly string[]]> = [
  ["渠道", ["收银台", "门店海报", "桌贴", "杯套", "外卖小票"]],
  ["门店", storeRows.slice(0, 14).map((store) => store.name.replace("朝露茶铺", ""))],
  ["口味", ["少糖", "不加冰", "只喝美式", "爱喝新品"]],
];
export const tagGroups = tagTree.map(([name, tags], g) => ({
  id: `tg_${g}`,
  name,
  tags: tags.map((tag, n) => ({ id: `tag_${g}_${n}`, name: tag, people: whole(3, 180, "tag", tag) })),
}));
const tag = (g: number, n: number) => {
  const group = tagGroups[g];
  const found = group?.tags[n % (group.tags.length || 1)];
  return group && found ? [{ id: found.id, name: found.name, group: group.name }] : [];
};

export const groupRows: Group[] = storeRows
  .filter((store) => store.groups > 0)
  .map((store, n) => {
    const owner = staffRows[1 + (n % 6)] ?? staffRows[0];
    const members = n % 7 === 0 ? 186 + (n % 14) : whole(12, 170, "gm", n);
    const state = n === 3 || n === 11 ? "needs-setup" : members >= 198 ? "full" : n === 20 ? "dismissed" : "open";
    return {
      id: `grp_${String(n + 1).padStart(3, "0")}`,
      chatId: `wrDEMO${n}`,
      name: n === 11 ? "" : `${store.name.replace("朝露茶铺", "朝露·")}福利群`,
      ownerUserId: owner?.userId ?? "",
      ownerName: owner?.name ?? "",
      storeId: store.id,
      storeName: store.name,
      liveCodeId: store.liveCodeId,
      members,
      customers: members - 3,
      joined7d: whole(2, 48, "j", n),
      left7d: whole(0, 6, "l", n),
      seatLimit: n % 10 === 9 ? null : 200,
      state,
      createdAt: ago((3 + n) * dayMs),
    };
  });

export const customerRows: Customer[] = Array.from({ length: 487 }, (_, n) => {
  const name =
    n % 41 === 40
      ? null
      : chance("h", n) < 0.4
        ? `${pick(handles, "handle", n)}${n % 3 === 0 ? n : ""}`
        : `${family[n % family.length]}${pick(given, "given", n)}`;
  const state = n % 19 === 7 ? "one-way" : n % 23 === 9 ? "lost" : "friend";
  const group = groupRows[n % groupRows.length];
  const inGroup = chance("in", n) < 0.62 && group;
  return {
    id: `cus_${String(n + 1).padStart(4, "0")}`,
    externalUserId: `wmDEMO${(n + 1).toString(36).padStart(6, "0")}QAAA`,
    name,
    state,
    stage: state === "lost" ? ("lost" as const) : (pick(["new", "active", "loyal", "silent"] as const, "stage", n) ?? null),
    marks: n % 37 === 11 ? ["staff" as const] : [],
    fields: [
      ...(n % 3 === 0 ? [{ key: "fld_taste", value: `opt_${n % 4}` }] : []),
      ...(n % 4 === 1 ? [{ key: "fld_member", value: n % 8 === 1 }] : []),
    ],
    tags: [...tag(0, n), ...(inGroup ? tag(1, n) : []), ...(n % 4 === 0 ? tag(2, n) : [])],
    staff: [{ userId: "FuLiGuan", name: "福利官小露" }],
    groups: inGroup ? [{ id: group.id, chatId: group.chatId, name: group.name || "未命名群" }] : [],
    channel: tagGroups[0]?.tags[n % 5]?.name ?? null,
    addedAt: ago(n * 1.45 * hour + 7 * 60_000),
  };
});

export const flowDays = (count: number, scale: number) =>
  Array.from({ length: count }, (_, index) => {
    const back = count - 1 - index;
    const weekend = new Date(`${dayOf(back)}T00:00:00Z`).getUTCDay() % 6 === 0 ? 1.5 : 1;
    const added = Math.round((10 + chance("added", back) * 14) * weekend * scale);
    return {
      day: dayOf(back),
      added,
      lost: Math.round(added * (0.03 + chance("lost", back) * 0.06)),
      joined: Math.round(added * (0.5 + chance("joined", back) * 0.2)),
      left: Math.round(added * 0.05 * chance("left", back) * 2),
    };
  });

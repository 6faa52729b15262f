import { readFileSync } from "node:fs";

/** 山禾咖啡: an invented brand with stores at real positions. Everything here derives from the store list. */
export const storesCsv = readFileSync(new URL("../../data/demo/stores.csv", import.meta.url), "utf8");

export type DemoStore = { code: string; name: string; city: string; district: string; lng: number; lat: number };

/** The first `count` stores of the list (positions GCJ-02). */
export function demoStores(count: number): DemoStore[] {
  return storesCsv
    .trim()
    .split("\n")
    .slice(1, count + 1)
    .map((line) => {
      const [code = "", name = "", , city = "", district = "", , lng = "", lat = ""] = line.split(",");
      return { code, name, city, district, lng: Number(lng), lat: Number(lat) };
    });
}

const MANAGERS = [
  "王思远",
  "李雨桐",
  "张一鸣",
  "刘佳怡",
  "陈晨",
  "杨帆",
  "赵子涵",
  "黄志强",
  "周敏",
  "吴梦洁",
  "徐浩然",
  "孙悦",
  "胡明轩",
  "朱婷",
  "高翔",
  "林小满",
  "何嘉豪",
  "郭静",
  "马骁",
  "罗文静",
  "梁宇",
  "宋雅文",
  "郑凯",
  "谢安琪",
  "韩冰",
  "唐一菲",
  "冯立",
  "于佳宁",
  "董浩",
  "萧然",
  "程雪",
  "曹俊杰",
  "袁媛",
  "邓伟",
  "许诺",
  "傅晓东",
];
const OFFICERS = ["林知夏", "周予安", "陈若溪"];
/** How each store manager keeps house; most are prompt, as in real life some are not. */
const MANNERS = ["prompt", "prompt", "slow", "prompt", "partial", "prompt", "forgetful", "prompt", "slow", "prompt"];

export const managerId = (index: number) => `store-${String(index + 1).padStart(3, "0")}`;
export const officerId = (index: number) => `officer-${index + 1}`;

/** What somebody would set up in WeCom's own console: departments, staff, and one group per store that is there already. */
export function organisation(stores: readonly DemoStore[]) {
  const cities = [...new Set(stores.map((store) => store.city))];
  return {
    departments: [
      { id: 1, name: "山禾咖啡", parentid: 0 },
      { id: 2, name: "用户运营部", parentid: 1 },
      ...cities.map((city, i) => ({ id: 10 + i, name: `${city}门店`, parentid: 1 })),
    ],
    users: [
      { userid: "head", name: "沈清和", department: [2], position: "社群负责人", persona: "prompt" },
      ...OFFICERS.map((name, i) => ({
        userid: officerId(i),
        name,
        department: [2],
        position: "首席福利官",
        persona: "prompt",
      })),
      ...stores.map((store, i) => ({
        userid: managerId(i),
        name: MANAGERS[i % MANAGERS.length] ?? `店长${i + 1}`,
        department: [10 + cities.indexOf(store.city)],
        position: "店长",
        persona: MANNERS[i % MANNERS.length] ?? "prompt",
      })),
    ],
    groups: stores.map((store, i) => ({
      name: `${store.name}福利群1`,
      owner: managerId(i),
      members: [officerId(i % OFFICERS.length)],
    })),
  };
}

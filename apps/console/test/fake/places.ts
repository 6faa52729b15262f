import type { OutputOf, api } from "@shuke/contract";
import { chance, pick, whole } from "./seed.ts";

export type StoreRow = OutputOf<typeof api.stores.list>["items"][number];

const towns: ReadonlyArray<
  readonly [province: string, city: string, lng: number, lat: number, weight: number, districts: readonly string[]]
> = [
  ["上海市", "上海市", 121.47, 31.23, 22, ["杨浦区", "静安区", "徐汇区", "浦东新区", "黄浦区"]],
  ["北京市", "北京市", 116.4, 39.9, 15, ["朝阳区", "海淀区", "西城区"]],
  ["广东省", "广州市", 113.26, 23.13, 9, ["天河区", "越秀区"]],
  ["广东省", "深圳市", 114.06, 22.54, 9, ["南山区", "福田区"]],
  ["浙江省", "杭州市", 120.16, 30.27, 9, ["西湖区", "余杭区"]],
  ["江苏省", "南京市", 118.8, 32.06, 6, ["鼓楼区"]],
  ["江苏省", "苏州市", 120.58, 31.3, 6, ["姑苏区"]],
  ["四川省", "成都市", 104.07, 30.66, 6, ["锦江区"]],
  ["湖北省", "武汉市", 114.3, 30.59, 5, ["江汉区"]],
  ["陕西省", "西安市", 108.94, 34.34, 4, ["雁塔区"]],
  ["重庆市", "重庆市", 106.55, 29.56, 3, ["渝中区"]],
  ["辽宁省", "沈阳市", 123.43, 41.8, 2, ["和平区"]],
  ["云南省", "昆明市", 102.83, 24.88, 2, ["盘龙区"]],
  ["新疆维吾尔自治区", "乌鲁木齐市", 87.62, 43.83, 1, ["天山区"]],
  ["黑龙江省", "哈尔滨市", 126.53, 45.8, 1, ["南岗区"]],
];
const streets = [
  "政立路",
  "大学路",
  "四川北路",
  "淮海中路",
  "新天地",
  "五角场",
  "静安寺",
  "陆家嘴",
  "人民广场",
  "中山公园",
  "徐家汇",
  "虹口足球场",
  "张江",
  "世纪大道",
  "万体馆",
  "金桥",
];

/** Spread like people: dense in the middle, thin outside. */
const spread = (name: string, axis: string) => (chance(name, axis, 1) + chance(name, axis, 2) + chance(name, axis, 3) - 1.5) * 0.32;

export const storeRows: StoreRow[] = Array.from({ length: 48 }, (_, n) => {
  const town = towns[n < 32 ? 0 : 1 + (n % (towns.length - 1))] ?? towns[0];
  if (!town) throw new Error("no town");
  const [province, city, lng, lat, , districts] = town;
  const groups = n % 9 === 8 ? 0 : n % 5 === 0 ? 2 : 1;
  const district = pick(districts, "district", n);
  const name = `朝露茶铺${streets[n % streets.length]}${n >= streets.length ? `${Math.floor(n / streets.length) + 1}号` : ""}店`;
  return {
    id: `sto_${String(n + 1).padStart(3, "0")}`,
    code: `ZL${1000 + n}`,
    name,
    province,
    city,
    district,
    address: `${city}${district}${streets[n % streets.length]}${whole(1, 900, "no", n)}号`,
    lng: lng + spread(name, "x"),
    lat: lat + spread(name, "y"),
    state: n % 17 === 16 ? "closed" : "open",
    opens: "07:00",
    closes: "22:00",
    managerUserId: null,
    groups,
    members: groups === 0 ? 0 : whole(40, 196, "members", n) * groups,
    seatsLeft: groups === 0 ? null : whole(0, 120, "seats", n),
    liveCodeId: groups === 0 ? null : `lc_${String((n % 9) + 4).padStart(2, "0")}`,
  };
});

type Point = OutputOf<typeof api.stores.points>["points"][number];
const weights = towns.reduce((sum, town) => sum + town[4], 0);

/** As many dots as the real list has, round the same cities. */
export const storePoints: Array<{ city: string; point: Point }> = Array.from({ length: 7209 }, (_, n) => {
  let at = chance("town", n) * weights;
  const town = towns.find((one) => (at -= one[4]) <= 0) ?? towns[0];
  if (!town) throw new Error("no town");
  const wide = chance("wide", n) < 0.25 ? 9 : 1;
  return {
    city: town[1],
    point: [
      `pt_${n}`,
      `${town[1]}门店 ${n + 1}`,
      town[2] + spread(`${n}`, "x") * wide,
      town[3] + spread(`${n}`, "y") * wide,
      chance("members", n) < 0.4 ? 0 : whole(20, 400, "m", n),
    ],
  };
});

export const cities: OutputOf<typeof api.stores.cities>["items"] = towns.map(([province, city, , , , districts]) => {
  const stores = storePoints.filter((one) => one.city === city).length;
  return { province, city, stores, districts: districts.map((name) => ({ name, stores: Math.round(stores / districts.length) })) };
});

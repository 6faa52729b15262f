export const fields = [
  "code",
  "name",
  "province",
  "city",
  "district",
  "address",
  "lng",
  "lat",
  "state",
  "opens",
  "closes",
  "manager",
] as const;
export type Field = (typeof fields)[number];

/** What brands call their columns. The English ones include those of a public list of stores (`id`, `open`, `close`). */
const names: Record<Field, readonly string[]> = {
  code: ["code", "id", "store_id", "门店编号", "门店编码", "编号", "店号"],
  name: ["name", "store_name", "门店名称", "门店名", "名称", "店名"],
  province: ["province", "省", "省份"],
  city: ["city", "市", "城市"],
  district: ["district", "区", "区县", "区/县"],
  address: ["address", "地址", "门店地址", "详细地址"],
  lng: ["lng", "lon", "long", "longitude", "经度"],
  lat: ["lat", "latitude", "纬度"],
  state: ["state", "status", "状态", "营业状态"],
  opens: ["opens", "open", "开门时间", "营业开始", "开店时间"],
  closes: ["closes", "close", "打烊时间", "营业结束", "闭店时间"],
  manager: ["manager", "manager_user_id", "manageruserid", "店长", "店长账号"],
};

const required: readonly Field[] = ["code", "name", "lng", "lat"];

/** The place of each field in a row, and the required ones that the header lacks. Unknown columns are left out. */
export function readHeader(header: readonly string[]): { at: ReadonlyMap<Field, number>; missing: string[] } {
  const plain = header.map((cell) => cell.trim().toLowerCase());
  const at = new Map<Field, number>();
  for (const field of fields) {
    const place = plain.findIndex((cell) => names[field].includes(cell));
    if (place >= 0) at.set(field, place);
  }
  return { at, missing: required.filter((field) => !at.has(field)) };
}

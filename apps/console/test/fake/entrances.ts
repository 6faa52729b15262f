import type { LiveCode } from "@shuke/contract";
import { ago, dayMs } from "./seed.ts";
import { groupRows } from "./people.ts";

const base = {
  storeId: null,
  storeName: null,
  chatIds: [],
  seatLimit: null,
  seatsLeft: null,
  autoCreate: false,
  problem: null,
  remark: "",
  welcomeLink: null,
  welcomeContent: null,
  baseName: "",
} as const;
const welcome = "你好呀，我是朝露的福利官小露。\n第一杯我请，点下面领一张免单券。\n顺便告诉我你常去哪家店，带你进那家店的福利群。";

export const codes: LiveCode[] = [
  {
    ...base,
    chatIds: [],
    id: "lc_01",
    kind: "staff",
    name: "收银台渠道码",
    channel: "收银台",
    state: "active",
    qrUrl: "https://qr.example/lc_01",
    userIds: ["FuLiGuan", "LinXiao"],
    tags: ["渠道/收银台"],
    welcomeText: welcome,
    welcomeLink: { title: "领第一杯", page: "welfare", desc: "到店出示就能用，7 天内有效" },
    figures: { scans: null, added: 268, kept: 251, joined: 0 },
    createdAt: ago(40 * dayMs),
  },
  {
    ...base,
    chatIds: [],
    id: "lc_02",
    kind: "staff",
    name: "门店海报",
    channel: "门店海报",
    state: "active",
    qrUrl: "https://qr.example/lc_02",
    userIds: ["FuLiGuan"],
    tags: ["渠道/门店海报"],
    welcomeText: welcome,
    welcomeLink: { title: "领第一杯", page: "welfare", desc: "到店出示就能用，7 天内有效" },
    figures: { scans: 402, added: 163, kept: 149, joined: 0 },
    createdAt: ago(38 * dayMs),
  },
  {
    ...base,
    chatIds: [],
    id: "lc_03",
    kind: "staff",
    name: "杯套（三月新品）",
    channel: "杯套",
    state: "paused",
    qrUrl: null,
    problem: { code: "liveCodeStaffNotReady", message: "", details: { error: "84074 no external contact permission" } },
    userIds: ["ShenYi"],
    tags: ["渠道/杯套", "口味/爱喝新品"],
    welcomeText: "",
    figures: { scans: null, added: 0, kept: 0, joined: 0 },
    createdAt: ago(3600_000),
  },
  ...groupRows.slice(0, 12).map((group, n): LiveCode => ({
    ...base,
    id: `lc_${String(n + 4).padStart(2, "0")}`,
    kind: "group",
    name: `${group.storeName?.replace("朝露茶铺", "") ?? ""}群码`,
    channel: "",
    state: n === 5 ? "paused" : "active",
    qrUrl: `https://qr.example/lc_${n + 4}`,
    storeId: group.storeId,
    storeName: group.storeName,
    userIds: [],
    tags: [],
    welcomeText: null,
    chatIds: [group.chatId],
    seatLimit: 200,
    seatsLeft: n % 4 === 3 ? null : Math.max(0, 200 - group.members),
    autoCreate: true,
    baseName: `${group.storeName}福利群`,
    figures: { scans: null, added: 0, kept: group.customers, joined: group.customers + n },
    createdAt: ago((20 - n) * dayMs),
  })),
];

/** Something that looks like a QR picture, drawn from the id. */
export function qrSvg(id: string): string {
  const cells: string[] = [];
  for (let y = 0; y < 29; y += 1) {
    for (let x = 0; x < 29; x += 1) {
      const corner = [
        [0, 0],
        [22, 0],
        [0, 22],
      ].find(([cx = 0, cy = 0]) => x >= cx && x < cx + 7 && y >= cy && y < cy + 7);
      const on = corner
        ? Math.max(Math.abs(x - (corner[0] ?? 0) - 3), Math.abs(y - (corner[1] ?? 0) - 3)) !== 2
        : (x * 31 + y * 17 + x * y + (id.codePointAt(id.length - 1) ?? 0)) % 3 === 0;
      if (on) cells.push(`M${x} ${y}h1v1h-1z`);
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 33 33"><rect x="-2" y="-2" width="33" height="33" fill="#fff"/><path d="${cells.join("")}"/></svg>`;
}

import type { Poster } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { found, Refusal } from "./refusal.ts";
import { ago, cut, hour } from "./seed.ts";

const poster = (n: number, name: string, text: string): Poster => ({
  id: `pst_${n}`,
  name,
  fileId: n.toString(16).padStart(64, "0"),
  slots: {
    qr: { x: 360, y: 900, size: 280 },
    lines: [
      { text, x: 500, y: 120, size: 72, colour: "#ffffff", align: "center" },
      { text: "{{store}}", x: 500, y: 1200, size: 44, colour: "#ffffff", align: "center" },
    ],
  },
  archived: false,
  version: 1,
  updatedAt: ago(n * 20 * hour),
  updatedBy: "周敏",
});
const rows = [poster(1, "收银台立牌", "加我好友，第一杯 9.9 元"), poster(2, "外卖袋卡片", "扫码进群，周周有券")];
const of = (id: string) =>
  found(
    rows.find((row) => row.id === id),
    "poster",
    id,
  );
/** One point of the house's green: what is drawn is looked at with the real server. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mPgzsv8DwACZQGUb0RDjQAAAABJRU5ErkJggg==";

export const posterHandlers: Handlers["posters"] = {
  list: (input) =>
    cut(
      rows.filter((row) => row.archived === input.archived && (input.query === undefined || row.name.includes(input.query))),
      input,
    ),
  save: ({ id, version, ...input }) => {
    if (id === undefined) {
      const made = { ...poster(rows.length + 1, input.name, ""), ...input };
      rows.unshift(made);
      return made;
    }
    const row = of(id);
    if (row.version !== version) throw new Refusal(409, "posterSavedMeanwhile", { by: row.updatedBy });
    return Object.assign(row, input, { version: row.version + 1 });
  },
  archive: ({ id }) => Object.assign(of(id), { archived: true, version: of(id).version + 1 }),
  restore: ({ id }) => Object.assign(of(id), { archived: false, version: of(id).version + 1 }),
  draw: ({ width }) => ({ png: PNG, width, height: Math.round(width * 1.33) }),
};

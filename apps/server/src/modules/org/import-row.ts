import type { ErrorCode } from "@shuke/phrases";
import { findDistrict } from "./district.ts";
import { type Datum, toWgs84 } from "./geo.ts";
import type { Field } from "./import-columns.ts";

/** A row ready for the table. Null leaves what a known store has. */
export type ImportRow = {
  code: string;
  name: string;
  province: string | null;
  city: string | null;
  district: string | null;
  address: string | null;
  lng: number;
  lat: number;
  state: "open" | "closed" | null;
  opens: string | null;
  closes: string | null;
  manager: string | null;
};

export type RowProblem = { code: ErrorCode; details: Record<string, unknown>; value: string };

const longest: Partial<Record<Field, number>> = {
  code: 60,
  name: 60,
  province: 40,
  city: 40,
  district: 40,
  address: 200,
  manager: 64,
};

const states = new Map<string, "open" | "closed">([
  ...["open", "1", "营业", "营业中", "正常", "开业"].map((word) => [word, "open"] as const),
  ...["closed", "close", "0", "停业", "歇业", "闭店", "关店", "已关闭"].map((word) => [word, "closed"] as const),
]);

/** Checks one row of a file; pure. `columnOf` is what the file calls a field: whoever mends it looks for that word. */
export function readRow(
  cell: (field: Field) => string,
  datum: Datum,
  columnOf: (field: Field) => string = (field) => field,
): ImportRow | RowProblem {
  const text = (field: Field) => cell(field).replace(/\s+/gu, " ").trim();
  for (const field of ["code", "name"] as const) {
    if (text(field) === "") return { code: "storesRowMissing", details: { column: columnOf(field) }, value: "" };
  }
  for (const [field, most] of Object.entries(longest) as Array<[Field, number]>) {
    const value = text(field);
    if (value.includes("\uFFFD")) return { code: "storesRowEncoding", details: { column: columnOf(field) }, value };
    if (value.length > most) return { code: "storesRowTooLong", details: { column: columnOf(field), most }, value };
  }
  const position = readPosition(text("lng"), text("lat"));
  if (!position) return { code: "storesRowPosition", details: {}, value: `${text("lng")},${text("lat")}` };
  const state = text("state") === "" ? null : states.get(text("state").toLowerCase());
  if (state === undefined) return { code: "storesRowState", details: {}, value: text("state") };
  const opens = readTime(text("opens"));
  const closes = readTime(text("closes"));
  if (opens === undefined) return { code: "storesRowHours", details: {}, value: text("opens") };
  if (closes === undefined) return { code: "storesRowHours", details: {}, value: text("closes") };
  const orNull = (value: string) => (value === "" ? null : value);
  const city = text("city") || text("province");
  return {
    code: text("code"),
    name: text("name"),
    province: orNull(text("province")),
    city: orNull(city),
    district: orNull(text("district") || findDistrict(city, text("address"))),
    address: orNull(text("address")),
    ...toWgs84(position, datum),
    state,
    opens,
    closes,
    manager: orNull(text("manager")),
  };
}

function readPosition(lng: string, lat: string) {
  const number = (text: string) => (/^[+-]?\d+(\.\d+)?$/u.test(text) ? Number(text) : Number.NaN);
  const at = { lng: number(lng), lat: number(lat) };
  const possible = Math.abs(at.lng) <= 180 && Math.abs(at.lat) <= 90;
  // 0,0 lies in the Gulf of Guinea: it is what systems write for "not known".
  return possible && !(at.lng === 0 && at.lat === 0) ? at : null;
}

/** `7:30`, `07:30:00` → `07:30`; 24:00 is midnight; undefined when it is no time. */
function readTime(text: string): string | null | undefined {
  if (text === "") return null;
  const [, hours, minutes] = /^(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?$/u.exec(text) ?? [];
  if (hours === undefined || minutes === undefined || Number(minutes) > 59) return undefined;
  if (Number(hours) > 24 || (Number(hours) === 24 && Number(minutes) > 0)) return undefined;
  return `${String(Number(hours) % 24).padStart(2, "0")}:${minutes}`;
}

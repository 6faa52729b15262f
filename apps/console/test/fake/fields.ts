import type { CustomField } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { found } from "./refusal.ts";
import { now } from "./seed.ts";

const field = (key: string, name: string, more: Partial<CustomField>): CustomField => ({
  key,
  name,
  kind: "text",
  options: [],
  listed: false,
  archivedAt: null,
  people: 0,
  yes: 0,
  ...more,
});

export const fieldRows: CustomField[] = [
  field("fld_taste", "口味", {
    kind: "choice",
    listed: true,
    people: 212,
    options: ["少糖", "标准糖", "无糖", "只喝美式"].map((name, n) => ({ id: `opt_${n}`, name, people: 90 - n * 21 })),
  }),
  field("fld_birthday", "生日", { kind: "date", people: 96 }),
  field("fld_member", "会员", { kind: "boolean", listed: true, people: 188, yes: 154 }),
  field("fld_budget", "月消费预算（元）", { kind: "number", people: 41 }),
  field("fld_note", "到店习惯", { people: 33 }),
  field("fld_old", "老系统编号", { people: 12, archivedAt: "2026-02-20T06:00:00.000Z" }),
];

export const fieldHandlers: Handlers["fields"] = {
  list: ({ archived }) => ({ fields: fieldRows.filter((row) => archived || row.archivedAt === null) }),
  create: ({ name, kind, options, listed }) => {
    const key = `fld_${fieldRows.length}`;
    const made = options.map((option, n) => ({ id: `opt_${key}_${n}`, name: option, people: 0 }));
    fieldRows.push({ key, name, kind, listed, options: made, archivedAt: null, people: 0, yes: 0 });
    return { key };
  },
  update: ({ key, name, listed, archived }) => {
    const row = found(
      fieldRows.find((one) => one.key === key),
      "field",
      key,
    );
    Object.assign(row, {
      name: name ?? row.name,
      listed: listed ?? row.listed,
      ...(archived === undefined ? {} : { archivedAt: archived ? new Date(now).toISOString() : null }),
    });
    return { ok: true };
  },
  order: () => ({ ok: true }),
  set: ({ values }) => ({ changed: values.length }),
  import: ({ csv }) => ({
    rows: csv.trim().split("\n").length - 1,
    changed: 3,
    unchanged: 1,
    rejected: 1,
    fields: ["口味", "生日"],
    errors: [{ code: "fieldValueDate", message: "", details: { field: "生日", value: "三月五号" }, line: 4, value: "三月五号" }],
  }),
};

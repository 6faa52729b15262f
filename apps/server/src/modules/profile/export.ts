import type { customerDownloads, ParsedDownload } from "@shuke/contract";
import { files } from "@shuke/phrases";
import { csvLine } from "#kit/csv";
import type { Ctx } from "#kit/ctx";
import { localStamp } from "#kit/tz";
import { gateSettings, withUnit } from "#actions";
import { searchCustomers } from "#modules/customers";
import { allFields, type Field, type FieldValue, valuesOf } from "#modules/fields";
import { toItems } from "./customers.ts";
import { whereOf } from "./filter.ts";

const PAGE = 1000;

/** The people of a filter as a file, the newest first: page by page as it is read. That it was taken is recorded first. */
export async function* exportCustomers(ctx: Ctx, filter: ParsedDownload<typeof customerDownloads.list>): AsyncGenerator<string> {
  const where = await whereOf(ctx, filter);
  const fields = (await allFields(ctx)).filter((field) => field.archivedAt === null);
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  await withUnit(ctx, (unit) => unit.audit("customers.export", "customers", { filter }));
  const words = files[ctx.language ?? "zh-CN"];
  const head = words.customers;
  yield csvLine([
    head.externalUserId,
    head.name,
    head.state,
    head.stage,
    head.marks,
    head.tags,
    head.staff,
    head.groups,
    head.channel,
    head.addedAt,
    ...fields.map(({ name }) => name),
  ]);
  const shown = (field: Field, value: FieldValue | undefined): string | number | null => {
    if (value === undefined || value === null) return null;
    if (typeof value === "boolean") return value ? words.yes : words.no;
    return field.options.find(({ id }) => id === value)?.name ?? value;
  };
  let after: { addedSec: number; id: string } | null = null;
  for (;;) {
    const rows = await searchCustomers(ctx, where, { limit: PAGE, after, sort: "newest" });
    const values = Map.groupBy(
      await valuesOf(
        ctx,
        rows.map(({ id }) => id),
      ),
      ({ customerId }) => customerId,
    );
    const items = await toItems(ctx, rows);
    yield items
      .map((item) => {
        const mine = new Map((values.get(item.id) ?? []).map(({ key, value }) => [key, value]));
        return csvLine([
          item.externalUserId,
          item.name,
          words.states[item.state],
          item.stage === null ? null : words.stages[item.stage],
          item.marks.map((mark) => words.marks[mark]).join("、"),
          item.tags.map((tag) => `${tag.group}/${tag.name}`).join("、"),
          item.staff.map(({ name }) => name).join("、"),
          item.groups.map(({ name }) => name).join("、"),
          item.channel,
          item.addedAt === null ? null : localStamp(new Date(item.addedAt), timeZone),
          ...fields.map((field) => shown(field, mine.get(field.key))),
        ]);
      })
      .join("");
    const last = rows.at(-1);
    if (rows.length < PAGE || !last) return;
    after = { addedSec: last.addedSec, id: last.id };
  }
}

import type { OutputOf, stores } from "@shuke/contract";
import { sql } from "kysely";
import type { Db } from "#db/connect";
import { chunksOf } from "#kit/csv";
import type { Ctx } from "#kit/ctx";
import { derivedId } from "#kit/ids";
import { Problem, told } from "#kit/problem";
import { withUnit } from "#actions";
import type { Datum } from "./geo.ts";
import { parseStores } from "./import-parse.ts";
import type { ImportRow } from "./import-row.ts";
import { bumpStores } from "./store-version.ts";

export type ImportReport = OutputOf<typeof stores.import>;

const BATCH = 1000;
/** A file that is wrong throughout must not answer with megabytes. */
const MOST_ERRORS = 1000;

/**
 * Creates or updates stores by their number; the same file twice changes nothing. A bad row never stops the others; a
 * column that the file lacks, or an empty cell, leaves what is there. All rows arrive in one transaction.
 */
export async function importStores(
  ctx: Ctx,
  input: { csv: string | AsyncIterable<string>; datum: Datum; dryRun: boolean },
): Promise<ImportReport> {
  return withUnit(ctx, async (unit) => {
    // Also the lock that lets imports of one corp happen one after another.
    if (!input.dryRun) await bumpStores(unit);
    const report: ImportReport = { created: 0, updated: 0, unchanged: 0, rejected: 0, errors: [] };
    let batch: ImportRow[] = [];
    const flush = async () => {
      const counts = await classify(unit.db, unit.corpId, batch);
      report.created += counts.created;
      report.updated += counts.updated;
      report.unchanged += counts.unchanged;
      if (!input.dryRun && counts.created + counts.updated > 0) await upsert(unit, batch);
      batch = [];
    };
    for await (const parsed of parseStores(chunksOf(input.csv), input.datum)) {
      if ("problem" in parsed) {
        const { code, details, value } = parsed.problem;
        report.rejected += 1;
        const problem = told({ code, details: { ...details, value } }, ctx.language);
        if (report.errors.length < MOST_ERRORS) report.errors.push({ ...problem, line: parsed.line, value });
        continue;
      }
      batch.push(parsed.row);
      if (batch.length === BATCH) await flush();
    }
    if (batch.length > 0) await flush();
    const { errors: rowErrors, ...counts } = report;
    if (counts.created + counts.updated + counts.unchanged + counts.rejected === 0) throw new Problem("storesCsvEmpty");
    if (!input.dryRun) await unit.audit("stores.import", "stores", { ...counts, firstError: rowErrors[0] ?? null });
    return report;
  });
}

const recordset = (rows: readonly ImportRow[], corpId: string) => {
  const values = rows.map((row) => ({ ...row, id: derivedId("sto", corpId, row.code) }));
  return sql`jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as i(id text, code text, name text, province text,
    city text, district text, address text, lng float8, lat float8, state text, opens text, closes text, manager text)`;
};

const differs = sql<boolean>`(s.name, s.province, s.city, s.district, s.address, s.lng, s.lat, s.state, s.opens, s.closes,
    s.manager_user_id) is distinct from (i.name, coalesce(i.province, s.province), coalesce(i.city, s.city),
    coalesce(i.district, s.district), coalesce(i.address, s.address), i.lng, i.lat, coalesce(i.state, s.state),
    coalesce(i.opens, s.opens), coalesce(i.closes, s.closes), coalesce(i.manager, s.manager_user_id))`;

async function classify(db: Db, corpId: string, rows: readonly ImportRow[]) {
  const { rows: counted } = await sql<{ created: number; updated: number; unchanged: number }>`
    select count(*) filter (where s.id is null)::int as created,
           count(*) filter (where s.id is not null and ${differs})::int as updated,
           count(*) filter (where s.id is not null and not ${differs})::int as unchanged
    from ${recordset(rows, corpId)} left join store s on s.corp_id = ${corpId} and s.code = i.code`.execute(db);
  return counted[0] ?? { created: 0, updated: 0, unchanged: 0 };
}

async function upsert(ctx: Ctx, rows: readonly ImportRow[]): Promise<void> {
  await sql`
    insert into store as s (corp_id, id, code, name, province, city, district, address, lng, lat, state, opens, closes,
      manager_user_id, created_at, updated_at)
    select ${ctx.corpId}, i.id, i.code, i.name, coalesce(i.province, ''), coalesce(i.city, ''), coalesce(i.district, ''),
      coalesce(i.address, ''), i.lng, i.lat, coalesce(i.state, 'open'), i.opens, i.closes, i.manager, ${ctx.now}, ${ctx.now}
    from ${recordset(rows, ctx.corpId)}
    on conflict (corp_id, code) do nothing`.execute(ctx.db);
  await sql`
    update store s set name = i.name, province = coalesce(i.province, s.province), city = coalesce(i.city, s.city),
      district = coalesce(i.district, s.district), address = coalesce(i.address, s.address), lng = i.lng, lat = i.lat,
      state = coalesce(i.state, s.state), opens = coalesce(i.opens, s.opens), closes = coalesce(i.closes, s.closes),
      manager_user_id = coalesce(i.manager, s.manager_user_id), updated_at = ${ctx.now}
    from ${recordset(rows, ctx.corpId)}
    where s.corp_id = ${ctx.corpId} and s.code = i.code and ${differs}`.execute(ctx.db);
}

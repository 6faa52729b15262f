import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { buyersByIds } from "#modules/customers";

type Grid = OutputOf<typeof api.orders.rfmGrid>;

/** As scored last; one row, however many buyers. */
export async function rfmGrid(ctx: Ctx): Promise<Grid> {
  const { rows } = await sql<{ as_of: string; people: number; cells: Grid["cells"] }>`select as_of, people, cells from rfm_run
    where corp_id = ${ctx.corpId}`.execute(ctx.db);
  const [run] = rows;
  return run ? { asOf: run.as_of, people: run.people, cells: run.cells } : { asOf: null, people: 0, cells: [] };
}

type Row = { person_id: string; r: number; f: number; m: number; orders: number; amount_fen: number; days: number; last_at: Date };

/** Buyers of a cell, in the order of their ids: a page costs the same wherever it is. */
export async function rfmPeople(
  ctx: Ctx,
  { r, f, m, limit, cursor }: ParsedInputOf<typeof api.orders.people>,
): Promise<OutputOf<typeof api.orders.people>> {
  const where = [
    sql`s.corp_id = ${ctx.corpId}`,
    ...(r === undefined ? [] : [sql`s.r = ${r}`]),
    ...(f === undefined ? [] : [sql`s.f = ${f}`]),
    ...(m === undefined ? [] : [sql`s.m = ${m}`]),
    ...(cursor === undefined ? [] : [sql`s.person_id > ${cursor}`]),
  ];
  const { rows } = await sql<Row>`select s.person_id, s.r, s.f, s.m, o.orders, o.amount_fen, o.days, o.last_at
    from rfm_score s join order_stats o on o.corp_id = s.corp_id and o.person_id = s.person_id
    where ${sql.join(where, sql` and `)} order by s.person_id limit ${limit + 1}`.execute(ctx.db);
  const shown = rows.slice(0, limit);
  const buyers = await buyersByIds(
    ctx,
    shown.map(({ person_id }) => person_id),
  );
  return {
    items: shown.map((row) => ({
      buyer: buyers.get(row.person_id) ?? { id: row.person_id, kind: "person", name: null },
      r: row.r,
      f: row.f,
      m: row.m,
      orders: row.orders,
      amountFen: row.amount_fen,
      days: row.days,
      lastAt: row.last_at.toISOString(),
    })),
    nextCursor: rows.length > limit ? (shown.at(-1)?.person_id ?? null) : null,
  };
}

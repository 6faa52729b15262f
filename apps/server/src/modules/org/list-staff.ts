import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { staffInScope } from "#kit/scope";
import { workloads } from "./workload.ts";

type Row = { id: string; userId: string; name: string; departments: number[]; position: string; follows: boolean };

/** Staff by name, with what each has to carry. Those who left are not shown. */
export async function listStaff(ctx: Ctx, input: ParsedInputOf<typeof api.org.staff>): Promise<OutputOf<typeof api.org.staff>> {
  const like = input.query ? `%${input.query.replaceAll(/[\\%_]/gu, "\\$&")}%` : null;
  const { rows } = await sql<Row>`select id, user_id as "userId", name, departments, position, follows from staff
    where corp_id = ${ctx.corpId} and not removed and ${staffInScope(ctx, sql`user_id`)}
      and (${like}::text is null or name ilike ${like} or user_id ilike ${like} or position ilike ${like})
      and (${input.cursor ?? null}::text is null or user_id > ${input.cursor ?? null})
    order by user_id limit ${input.limit + 1}`.execute(ctx.db);
  const shown = rows.slice(0, input.limit);
  const loadOf = await workloads(
    ctx,
    shown.map(({ userId }) => userId),
  );
  return {
    items: shown.map((row) => ({ ...row, ...loadOf(row.userId) })),
    nextCursor: rows.length > input.limit ? (shown.at(-1)?.userId ?? null) : null,
  };
}

export async function listDepartments(ctx: Ctx): Promise<OutputOf<typeof api.org.departments>> {
  const { rows } = await sql<{ id: number; name: string; parentId: number }>`
    select department_id as id, name, parent_id as "parentId" from department
    where corp_id = ${ctx.corpId} and not removed order by department_id`.execute(ctx.db);
  return { items: rows };
}

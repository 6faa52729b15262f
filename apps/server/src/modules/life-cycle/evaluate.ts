import type { Stage, StageRule } from "@shuke/contract";
import { type RawBuilder, sql } from "kysely";
import type { Db } from "#db/connect";
import { type Frame, probe } from "#modules/segments";
import type { LifeCycle, Move } from "./types.ts";

export async function readCycle(db: Db, corpId: string): Promise<LifeCycle | null> {
  const { rows } = await sql<LifeCycle>`select version, rules, families, place, looked, moved, day::text, updated_at as "updatedAt"
    from life_cycle where corp_id = ${corpId}`.execute(db);
  return rows[0] ?? null;
}

/** The place of the first rule that holds, from 0; null: none does. */
export function firstRule(frame: Frame, rules: readonly StageRule[]): RawBuilder<number | null> {
  const whens = rules.map((rule, at) => sql`when ${probe(frame, rule.tree.root)} then ${at}::int`);
  return sql<number | null>`(case ${sql.join(whens, sql` `)} end)`;
}

/** What the rules say of these people against what is written: those for whom it differs. */
export async function movesOf(db: Db, frame: Frame, rules: readonly StageRule[], ids: readonly string[]): Promise<Move[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: string; at: number | null; from: Stage | null }>`
    select c.id, ${firstRule(frame, rules)} as at, s.stage as from from customer c
    left join customer_stage s on s.corp_id = c.corp_id and s.customer_id = c.id
    where c.corp_id = ${frame.corpId} and c.id = any(${ids}::text[]) order by c.id`.execute(db);
  return rows.flatMap(({ id, at, from }) => {
    const rule = at === null ? undefined : rules[at];
    const to = rule?.stage ?? null;
    return to === from ? [] : [{ id, from, to, rule: rule?.name ?? null }];
  });
}

/** Writes moves and counts them. */
export async function writeMoves(db: Db, corpId: string, moves: readonly Move[], now: Date): Promise<void> {
  if (moves.length === 0) return;
  const gone = moves.flatMap(({ id, to }) => (to === null ? [id] : []));
  if (gone.length > 0) await sql`delete from customer_stage where corp_id = ${corpId} and customer_id = any(${gone}::text[])`.execute(db);
  const there = moves.filter(({ to }) => to !== null);
  await sql`insert into customer_stage (corp_id, customer_id, stage, since)
    select ${corpId}, r.id, r.stage, ${now} from unnest(${there.map(({ id }) => id)}::text[], ${there.map(({ to }) => to)}::text[]) as r(id, stage)
    on conflict (corp_id, customer_id) do update set stage = excluded.stage, since = excluded.since`.execute(db);
  const counts = new Map<Stage, number>();
  for (const { from, to } of moves) {
    if (from !== null) counts.set(from, (counts.get(from) ?? 0) - 1);
    if (to !== null) counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  await sql`insert into stage_people (corp_id, stage, people)
    select ${corpId}, r.stage, r.n from unnest(${[...counts.keys()]}::text[], ${[...counts.values()]}::bigint[]) as r(stage, n) order by 1, 2
    on conflict (corp_id, stage) do update set people = stage_people.people + excluded.people`.execute(db);
}

import { sql } from "kysely";
import { columnPlan, type GroupClass } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import type { ColumnRow, SlotRow } from "./types.ts";

const COLUMN = sql`id, plan, playbook, revision, saved_at as "savedAt", saved_by as "savedBy", archived_at as "archivedAt"`;

/** All columns, also those put away: a corp has some dozens in its life. */
export async function readColumns(ctx: Ctx): Promise<ColumnRow[]> {
  const { rows } = await sql<ColumnRow>`select ${COLUMN} from calendar_column where corp_id = ${ctx.corpId}
    order by archived_at is not null, name, id limit 1000`.execute(ctx.db);
  return rows.map((row) => ({ ...row, plan: columnPlan.parse(row.plan) }));
}

export async function readColumn(ctx: Ctx, id: string, lock = false): Promise<ColumnRow> {
  const { rows } = await sql<ColumnRow>`select ${COLUMN} from calendar_column where corp_id = ${ctx.corpId} and id = ${id}
    ${lock ? sql`for update` : sql``}`.execute(ctx.db);
  const [row] = rows;
  if (!row) throw notFound("column", id);
  return { ...row, plan: columnPlan.parse(row.plan) };
}

export const SLOT = sql`s.id, s.class_key as "classKey", s.column_id as "columnId", s.day::text as day, s.at, s.due_at as "dueAt", s.road,
  s.plan, s.words, s.state, s.reason, s.planned, s.refused`;

/** The slots of these days of a class, in their order. Those called off stay only where somebody was asked for them. */
export async function readSlots(ctx: Ctx, classKey: GroupClass, span: { from: string; to: string }): Promise<SlotRow[]> {
  const { rows } = await sql<SlotRow>`select ${SLOT} from calendar_slot s where s.corp_id = ${ctx.corpId} and s.class_key = ${classKey}
    and s.day between ${span.from}::date and ${span.to}::date order by s.day, s.at, s.id`.execute(ctx.db);
  return rows;
}

export async function readSlot(ctx: Ctx, id: string, lock = false): Promise<SlotRow> {
  const { rows } = await sql<SlotRow>`select ${SLOT} from calendar_slot s where s.corp_id = ${ctx.corpId} and s.id = ${id}
    ${lock ? sql`for update` : sql``}`.execute(ctx.db);
  const [row] = rows;
  if (!row) throw notFound("slot", id);
  return row;
}

export type WeekRow = { revision: number; canUndo: boolean };

export async function readWeekRow(ctx: Ctx, classKey: GroupClass, week: string): Promise<WeekRow> {
  const { rows } = await sql<WeekRow>`select revision, before is not null as "canUndo" from calendar_week
    where corp_id = ${ctx.corpId} and class_key = ${classKey} and week = ${week}::date`.execute(ctx.db);
  return rows[0] ?? { revision: 0, canUndo: false };
}

/** How the class stands: its living groups, who of their owners may serve, and how many people are in them. */
export type ClassSize = { groups: number; owners: number; people: number };

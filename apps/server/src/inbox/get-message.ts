import { sql } from "kysely";
import type { api, OutputOf } from "@shuke/contract";
import { type CallbackEvent, parseEvent } from "@shuke/wecom";
import type { Ctx } from "#kit/ctx";
import { customerId, groupId } from "#kit/ids";
import { notFound } from "#kit/problem";
import { columns, type Row, toItem } from "./list-inbox.ts";

type Whole = OutputOf<typeof api.inbox.get>;

/** One callback of 2,000 joins is the most that WeCom puts together. */
const MOST_FACTS = 2000;
const SHOWN_FACTS = 50;

/** One callback whole: what came, the facts that it became, and what people did with it. */
export async function getMessage(ctx: Ctx, { id }: { id: number }): Promise<Whole> {
  const { rows } = await sql<Row & { dedupe_key: string; envelope: Record<string, unknown> }>`
    select ${columns}, dedupe_key, envelope from inbox where corp_id = ${ctx.corpId} and id = ${id}`.execute(ctx.db);
  const [row] = rows;
  if (!row) throw notFound("inbox", String(id));
  const { dedupe_key, envelope, ...rest } = row;
  const event = read(row.message);
  return {
    ...toItem(rest),
    fields: event === null ? null : { ...event.fields },
    envelope,
    about: event && (await aboutOf(ctx, event)),
    facts: await factsOf(ctx, dedupe_key),
    history: await historyOf(ctx, id),
  };
}

function read(message: string): CallbackEvent | null {
  try {
    return parseEvent(message);
  } catch {
    return null;
  }
}

async function aboutOf(ctx: Ctx, event: CallbackEvent): Promise<Whole["about"]> {
  if (event.family === "customer") {
    const id = customerId(ctx.corpId, event.externalUserId);
    const { rows } = await sql<{ name: string | null }>`select name from customer where corp_id = ${ctx.corpId} and id = ${id}`.execute(
      ctx.db,
    );
    return { kind: "customer", id, name: known(rows[0]) };
  }
  if (event.family === "group") {
    const id = groupId(ctx.corpId, event.chatId);
    const { rows } = await sql<{ name: string | null }>`select name from group_chat where corp_id = ${ctx.corpId} and id = ${id}`.execute(
      ctx.db,
    );
    return { kind: "group", id, name: known(rows[0]) };
  }
  return null;
}

/** Null for whom we do not have; empty while her details are not fetched yet. */
const known = (row: { name: string | null } | undefined) => (row ? (row.name ?? "") : null);

/** Facts carry the key of their message; see `factsOf` in translate.ts. */
async function factsOf(ctx: Ctx, dedupeKey: string): Promise<Whole["facts"]> {
  const keys = Array.from({ length: MOST_FACTS }, (_, n) => `${dedupeKey}:${n}`);
  const { rows } = await sql<{ seq: number; type: string; occurred_at: Date; data: Record<string, unknown> }>`
    select seq, type, occurred_at, data from event where corp_id = ${ctx.corpId} and source_key = any(${keys}::text[])
    order by seq limit ${SHOWN_FACTS}`.execute(ctx.db);
  return rows.map(({ occurred_at, ...fact }) => ({ ...fact, occurredAt: occurred_at.toISOString() }));
}

async function historyOf(ctx: Ctx, id: number): Promise<Whole["history"]> {
  const { rows } = await sql<{ verb: string; at: Date; by: string; note: string | null }>`
    select a.verb, a.at, coalesce(a.actor ->> 'name', u.name, a.actor ->> 'kind') as by, a.data ->> 'reason' as note
    from audit a left join auth."user" u on u.id = a.actor ->> 'id'
    where a.corp_id = ${ctx.corpId} and a.subject = ${`inbox:${id}`} order by a.at desc, a.id desc limit 50`.execute(ctx.db);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

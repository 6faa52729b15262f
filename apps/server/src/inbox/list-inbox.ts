import { sql } from "kysely";
import { type api, inboxStates, type OutputOf, type ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { matching } from "./filter.ts";
import { keepDays } from "./retention.ts";

type Item = OutputOf<typeof api.inbox.list>["items"][number];

export type Row = {
  id: number;
  source: string;
  event: string | null;
  state: string;
  received_at: Date;
  handled_at: Date | null;
  attempts: number;
  replays: number;
  error: string | null;
  error_code: Item["errorCode"];
  note: string | null;
  message: string;
};

export const columns = sql`id, source, event, state, received_at, handled_at, attempts, replays, error, error_code, note, message`;

export function toItem({ received_at, handled_at, error_code, event, ...row }: Row): Item {
  return {
    ...row,
    event: event ?? "unreadable",
    receivedAt: received_at.toISOString(),
    handledAt: handled_at?.toISOString() ?? null,
    errorCode: error_code,
  };
}

/** Callbacks as they came, newest first. */
export async function listInbox(ctx: Ctx, input: ParsedInputOf<typeof api.inbox.list>): Promise<OutputOf<typeof api.inbox.list>> {
  const before = Number(input.cursor ?? Number.MAX_SAFE_INTEGER);
  const state = input.state === undefined ? sql`` : sql`and state = ${sql.lit(input.state)}`;
  const { rows } = await sql<Row>`
    select ${columns} from inbox
    where ${matching(ctx.corpId, input)} and id < ${Number.isSafeInteger(before) ? before : 0} ${state}
    order by id desc limit ${input.limit + 1}`.execute(ctx.db);
  const items = rows.slice(0, input.limit).map(toItem);
  return { items, nextCursor: rows.length > input.limit ? String(items.at(-1)?.id) : null };
}

/** Millions are handled and nobody needs their number: counting them would cost more than the page. */
const BOUND = 10_000;

/** Per state, counted up to a bound; the kinds that ever came; since when something waits. */
export async function countInbox(ctx: Ctx, filter: ParsedInputOf<typeof api.inbox.counts>): Promise<OutputOf<typeof api.inbox.counts>> {
  const where = matching(ctx.corpId, filter);
  // States as literals: the narrow indexes name them.
  const count = (state: string) =>
    sql`(select count(*)::int from (select from inbox where ${where} and state = ${sql.lit(state)} limit ${BOUND}) n) as ${sql.ref(state)}`;
  const { rows } = await sql<Record<(typeof inboxStates)[number], number> & { oldest: Date | null }>`
    select ${sql.join(inboxStates.map(count))}, (select received_at from inbox where corp_id = ${ctx.corpId} and state = 'received'
      order by id limit 1) as oldest`.execute(ctx.db);
  const { oldest, ...states } = rows[0] ?? { oldest: null, received: 0, done: 0, ignored: 0, quarantined: 0, dismissed: 0 };
  return { states, bound: BOUND, oldestWaitingAt: oldest?.toISOString() ?? null, kinds: await kindsOf(ctx), keepDays: await keepDays(ctx) };
}

/** From one kind to the next along the index: a few steps instead of a walk over every row. */
async function kindsOf(ctx: Ctx): Promise<string[]> {
  const { rows } = await sql<{ event: string }>`
    with recursive kind as (
      (select event from inbox where corp_id = ${ctx.corpId} and event is not null order by event limit 1)
      union all
      select (select i.event from inbox i where i.corp_id = ${ctx.corpId} and i.event > kind.event order by i.event limit 1)
      from kind where kind.event is not null
    )
    select event from kind where event is not null`.execute(ctx.db);
  return rows.map((row) => row.event);
}

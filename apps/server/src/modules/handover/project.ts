import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Handler, StoredEvent } from "#log";
import { answered, asked, checking, found, given, resulted, setAside } from "./project-items.ts";

const ON = [
  "handover.planned",
  "handover.given",
  "handover.started",
  "handover.asked",
  "handover.answered",
  "handover.checking",
  "handover.resulted",
  "handover.set-aside",
  "handover.taker-spoiled",
  "handover.listing",
  "handover.found",
  "handover.ended",
  "transfer.failed",
  "action.failed",
  "action.ended",
] as const;

/**
 * Plans and what became of each thing in them. Facts speak of many things at once and a plan has some hundred of them, so they are
 * written one after the other: the rows never depend on where a batch ended.
 */
export const handoverProjection: Extract<Handler, { kind: "project" }> = {
  kind: "project",
  name: "handover",
  version: 1,
  on: ON,
  tables: ["handover", "handover_item"],
  async project(tx, corpId, batch) {
    for (const event of batch) {
      const ids = await write(tx, corpId, event);
      if (ids.length > 0) await noteQuiet(tx, corpId, ids);
    }
  },
};

/** Writes one fact; answers the plans whose things have moved. */
async function write(tx: Db, corpId: string, event: StoredEvent): Promise<string[]> {
  switch (event.type) {
    case "handover.planned":
      await planned(tx, corpId, event);
      return [];
    case "handover.given":
      await given(tx, corpId, event.data);
      // What moves makes the last list stale.
      await sql`update handover set listed = false, list_at = null where corp_id = ${corpId} and id = ${event.data.handoverId}`.execute(tx);
      return [event.data.handoverId];
    case "handover.started":
      await started(tx, corpId, event);
      return [event.data.handoverId];
    case "handover.asked":
      await asked(tx, corpId, event.data, event.occurredAt);
      return [event.data.handoverId];
    case "handover.answered":
      await answered(tx, corpId, event.data);
      return [event.data.handoverId];
    case "handover.checking":
      await checking(tx, corpId, event.data);
      return [];
    case "handover.resulted":
      await resulted(tx, corpId, event.data);
      return [event.data.handoverId];
    case "handover.set-aside":
      await setAside(tx, corpId, event.data, event.occurredAt);
      return [event.data.handoverId];
    case "handover.found":
      await found(tx, corpId, event.data);
      return [event.data.handoverId];
    case "handover.ended":
      await ended(tx, corpId, event);
      return [];
    case "transfer.failed":
      return failedByCallback(tx, corpId, event.data);
    case "action.failed":
    case "action.ended":
      return event.data.kind.startsWith("handover.") ? uncalled(tx, corpId, event.data.actionId, event.occurredAt) : [];
    case "handover.taker-spoiled":
      await sql`update handover set spoiled = spoiled || ${event.data.userId}::text where corp_id = ${corpId}
        and id = ${event.data.handoverId} and not ${event.data.userId} = any(spoiled)`.execute(tx);
      return [];
    case "handover.listing":
      await sql`update handover set list_action = ${event.data.actionId}, list_at = null where corp_id = ${corpId}
        and id = ${event.data.handoverId}`.execute(tx);
      return [];
    default:
      return [];
  }
}

async function planned(tx: Db, corpId: string, { data, occurredAt }: StoredEvent<"handover.planned">) {
  const { handoverId, userId, kind, reason, message, takers, perTaker, undoOf } = data;
  await sql`insert into handover (corp_id, id, user_id, kind, reason, state, message, takers, per_taker, undo_of, planned_at)
    values (${corpId}, ${handoverId}, ${userId}, ${kind}, ${reason}, 'planned', ${message}, ${takers}, ${perTaker}, ${undoOf}, ${occurredAt})
    on conflict do nothing`.execute(tx);
}

async function started(tx: Db, corpId: string, { data, occurredAt }: StoredEvent<"handover.started">) {
  await sql`update handover set state = 'running', started_at = ${occurredAt}, list_at = ${occurredAt} where corp_id = ${corpId}
    and id = ${data.handoverId} and state = 'planned'`.execute(tx);
  await sql`update handover_item set next_at = run_at where corp_id = ${corpId} and handover_id = ${data.handoverId}
    and state = 'planned'`.execute(tx);
}

async function ended(tx: Db, corpId: string, { data, occurredAt }: StoredEvent<"handover.ended">) {
  await sql`update handover set state = ${data.how}, ended_at = ${occurredAt}, quiet = false where corp_id = ${corpId}
    and id = ${data.handoverId} and state in ('planned', 'running')`.execute(tx);
  await sql`update handover_item set state = 'cancelled', next_at = null where corp_id = ${corpId}
    and handover_id = ${data.handoverId} and state in ('planned', 'back', 'person')`.execute(tx);
}

/** The callback says it sooner than WeCom's list of results. */
async function failedByCallback(tx: Db, corpId: string, data: StoredEvent<"transfer.failed">["data"]): Promise<string[]> {
  const reason = data.reason === "customer_limit_exceed" ? "taker-full" : "customer-refused";
  const { rows } = await sql<{ id: string }>`update handover_item set state = 'back', reason = ${reason}, next_at = to_timestamp(0)
    where corp_id = ${corpId} and kind = 'customer' and key = ${data.externalUserId} and to_user = ${data.userId}
      and state in ('asked', 'waiting') returning handover_id as id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** A call that was never made (or refused as a whole without a word on each): its things come back, a list is asked for later. */
async function uncalled(tx: Db, corpId: string, actionId: string, at: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`update handover_item set state = 'back', reason = '0', next_at = to_timestamp(0)
    where corp_id = ${corpId} and action_id = ${actionId} and state = 'asked' returning handover_id as id`.execute(tx);
  await sql`update handover set list_action = null, list_at = ${new Date(at.getTime() + 3_600_000)}
    where corp_id = ${corpId} and list_action = ${actionId}`.execute(tx);
  return [...new Set(rows.map(({ id }) => id))];
}

/** Quiet: nothing is planned, under way or waiting. */
async function noteQuiet(tx: Db, corpId: string, ids: readonly string[]) {
  await sql`update handover h set quiet = not exists (select from handover_item i where i.corp_id = h.corp_id
      and i.handover_id = h.id and i.state in ('planned', 'asked', 'waiting', 'back'))
    where h.corp_id = ${corpId} and h.id = any(${[...ids]}) and h.state in ('planned', 'running')`.execute(tx);
}

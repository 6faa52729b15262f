import { sql } from "kysely";
import { reaction } from "#actions";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import { AT_ONCE, type Duty } from "#kit/duty";
import { lockKey } from "#kit/ids";
import { append, type NewEvent } from "#log";
import { changingAt, type Frame, frameAt, sources, touchedBy, touchingEvents } from "#modules/segments";
import { movesOf, readCycle, writeMoves } from "./evaluate.ts";
import type { LifeCycle, Move } from "./types.ts";

/** People looked at in one transaction: bounds its memory and the time for which others wait. */
const BATCH = 1000;
/** Being touched in more than this many at once, everybody is looked at anew instead. */
const TOO_MANY = 50_000;

/** Notes who must be looked at again. */
export const noteTouched = reaction({
  name: "life-cycle.touched",
  on: touchingEvents,
  after: sources,
  async idle(db, corpId) {
    const { rows } = await sql`select from life_cycle where corp_id = ${corpId}`.execute(db);
    return rows.length === 0;
  },
  async react({ db, corpId }, batch) {
    const cycle = await readCycle(db, corpId);
    if (!cycle) return;
    const touched = [...(await touchedBy(db, corpId, batch))].flatMap(([id, families]) => ((families & cycle.families) === 0 ? [] : [id]));
    if (touched.length > TOO_MANY) await lookAtAll(db, corpId);
    else if (touched.length > 0) {
      await sql`insert into stage_touched (corp_id, customer_id) select ${corpId}, unnest(${touched}::text[])`.execute(db);
    }
  },
});

/** Everybody is looked at anew from the first id on; what comes meanwhile is noted as ever. */
export async function lookAtAll(db: Db, corpId: string): Promise<void> {
  await sql`update life_cycle set place = '', looked = 0, moved = 0 where corp_id = ${corpId}`.execute(db);
}

/** Stages by increments: whoever was touched is looked at again, windows move on at local midnight, new rules look at everybody. */
export const followStages: Duty = {
  name: "life-cycle.follow",
  dueAt: (corp) => sql`(select case
      when l.place is not null or exists (select from stage_touched t where t.corp_id = l.corp_id) then ${AT_ONCE}::timestamptz
      else (l.day + 1)::timestamp at time zone k.time_zone end
    from life_cycle l join corp k on k.corp_id = l.corp_id where l.corp_id = ${corp})`,
  run: (db, corpId, now) => db.transaction().execute((tx) => follow(tx, corpId, now)),
};

async function follow(tx: Db, corpId: string, now: Date): Promise<number> {
  const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${lockKey("life-cycle", corpId)}) as got`.execute(tx);
  const cycle = rows[0]?.got ? await readCycle(tx, corpId) : null;
  if (!cycle) return 0;
  const frame = await frameAt(tx, corpId, now);
  const rolled = await rollDay(tx, frame, cycle);
  const done = (await followTouched(tx, frame, cycle, now)) || (await followAll(tx, frame, cycle, now));
  return done + (rolled ? 1 : 0);
}

/** Those whose answer may change at a midnight in between are noted: the cost is theirs, not the base's. */
async function rollDay(tx: Db, frame: Frame, { day, rules }: LifeCycle): Promise<boolean> {
  if (day >= frame.today) return false;
  for (const { tree } of rules) {
    const people = changingAt(frame, tree.root, day, frame.today);
    if (people) await sql`insert into stage_touched (corp_id, customer_id) select ${frame.corpId}, q.id from (${people}) q(id)`.execute(tx);
  }
  await sql`update life_cycle set day = ${frame.today}::date where corp_id = ${frame.corpId}`.execute(tx);
  return true;
}

async function followTouched(tx: Db, frame: Frame, { rules, version }: LifeCycle, now: Date): Promise<number> {
  const { rows } = await sql<{ id: number; customerId: string }>`select id, customer_id as "customerId" from stage_touched
    where corp_id = ${frame.corpId} order by id limit ${BATCH}`.execute(tx);
  if (rows.length === 0) return 0;
  const moves = await movesOf(tx, frame, rules, [...new Set(rows.map(({ customerId }) => customerId))]);
  await writeMoves(tx, frame.corpId, moves, now);
  await sql`delete from stage_touched where corp_id = ${frame.corpId} and id = any(${rows.map(({ id }) => id)}::bigint[])`.execute(tx);
  await append(
    tx,
    frame.corpId,
    moves.map((move) => factOf(move, version, now)),
    { actor: system("life-cycle"), now },
  );
  return rows.length;
}

const factOf = ({ id, from, to, rule }: Move, version: number, now: Date): NewEvent => ({
  type: "customer.stage-changed",
  subject: `customer:${id}`,
  occurredAt: now,
  data: { customerId: id, from, to, rule, version },
});

/** The next people of a whole look; under new rules nobody did anything, so there is one fact at its end and none per person. */
async function followAll(tx: Db, frame: Frame, { place, rules, version, moved }: LifeCycle, now: Date): Promise<number> {
  if (place === null) return 0;
  const { rows } = await sql<{ id: string }>`select id from customer where corp_id = ${frame.corpId} and id > ${place}
    order by id limit ${BATCH}`.execute(tx);
  const moves = await movesOf(
    tx,
    frame,
    rules,
    rows.map(({ id }) => id),
  );
  await writeMoves(tx, frame.corpId, moves, now);
  const isOver = rows.length < BATCH;
  await sql`update life_cycle set place = ${isOver ? null : (rows.at(-1)?.id ?? null)}, looked = looked + ${rows.length},
      moved = moved + ${moves.length} where corp_id = ${frame.corpId}`.execute(tx);
  if (isOver) {
    const fact: NewEvent = {
      type: "stages.computed",
      subject: "life-cycle",
      occurredAt: now,
      data: { version, moved: moved + moves.length },
    };
    await append(tx, frame.corpId, [fact], { actor: system("life-cycle"), now });
  }
  return Math.max(1, rows.length);
}

import { sql } from "kysely";
import type { RecipientState, SendState } from "@shuke/contract";
import { type Unit, withUnit } from "#actions";
import { system } from "#kit/actor";
import type { Duty } from "#kit/duty";
import { callOff, peopleOf, provideList, sendFigures } from "#modules/sends";
import { giveBack } from "./ledger.ts";
import { dueArrival, readArrival, wavesOf } from "./rows.ts";
import type { ArrivalRow, WaveRow } from "./types.ts";
import { LOOK_MS, startWave } from "./wave.ts";

/** Whom a wave's send concerns: for whom something is still kept when it goes. */
provideList(
  "stock-wave",
  (corpId, id) => sql`select k.external_user_id from stock_wave w join stock_hold h on h.corp_id = w.corp_id and h.arrival_id = w.arrival_id
    and h.wave_no = w.no join customer k on k.corp_id = h.corp_id and k.id = h.customer_id where w.corp_id = ${corpId} and w.id = ${id} and h.state = 'open'`,
);

/** Moves arrivals on: a wave, its looks, its end, the next one, until the pieces or the wants are out. */
export const moveArrivals: Duty = {
  name: "stock.waves",
  async run(db, corpId, now) {
    return withUnit({ db, corpId, actor: system("stock.waves"), now }, async (unit) => {
      const arrival = await dueArrival(unit);
      if (!arrival) return 0;
      await move(unit, arrival);
      return 1;
    });
  },
  dueAt: (corp) => sql`select min(a.next_at) from stock_arrival a where a.corp_id = ${corp} and a.next_at is not null`,
};

async function setNext(unit: Unit, arrivalId: string, at: Date | null): Promise<void> {
  await sql`update stock_arrival set next_at = ${at}, ended_at = case when ${at}::timestamptz is null then ${unit.now} else ended_at end
    where corp_id = ${unit.corpId} and id = ${arrivalId}`.execute(unit.db);
}

async function move(unit: Unit, arrival: ArrivalRow): Promise<void> {
  const open = (await wavesOf(unit, [arrival.id])).find(({ state }) => state === "open");
  if (open) await lookAt(unit, arrival, open);
  else if (arrival.state === "going") await startWave(unit, arrival);
  else await setNext(unit, arrival.id, null);
}

/** Whoever could not be reached gives back at once; at the wave's end everybody does. */
async function lookAt(unit: Unit, arrival: ArrivalRow, wave: WaveRow): Promise<void> {
  const send = (await sendFigures(unit, [wave.id])).get(wave.id);
  const over = wave.until <= unit.now;
  const stopped = stopsBy(send?.state, over);
  if (over && send !== undefined) await callOff(unit, wave.id, "hold-over");
  const ofWave = sql<boolean>`h.wave_no = ${wave.no}`;
  // Of a send that was called off some may still arrive: whoever is not told for sure gives back, the others wait for their end.
  const isOver = over || send === undefined || send.state === "done" || send.state === "draft";
  const missed = isOver ? sql<boolean>`not ${isIn(unit, wave.id, ["delivered"])}` : isIn(unit, wave.id, ["refused", "failed", "unsent"]);
  const reason = stopped === null ? "not-reached" : "stopped";
  await giveBack(unit, arrival.id, sql<boolean>`${ofWave} and ${missed}`, { reason, to: "waiting" });
  if (stopped !== null && arrival.state === "going") {
    // Then nobody is asked again by another wave.
    await sql`update stock_arrival set state = 'stopped', reason = ${stopped} where corp_id = ${unit.corpId} and id = ${arrival.id}`.execute(
      unit.db,
    );
  }
  if (over) await giveBack(unit, arrival.id, ofWave, { reason: "expired", to: "passed" });
  await measure(unit, arrival.id, wave);
  const { held } = await readArrival(unit, arrival.id);
  if (held > 0) return setNext(unit, arrival.id, soonest(wave.until, new Date(unit.now.getTime() + LOOK_MS)));
  await sql`update stock_wave set state = 'ended', ended_at = ${unit.now} where corp_id = ${unit.corpId} and arrival_id = ${arrival.id}
    and no = ${wave.no}`.execute(unit.db);
  await setNext(unit, arrival.id, unit.now);
}

/** Why no further wave comes: somebody called the send off or sent it back where sends are, or nobody let it go in time. */
function stopsBy(state: SendState | undefined, over: boolean): "stopped" | "refused" | null {
  if (state === undefined || state === "cancelled") return "stopped";
  return state === "draft" || (over && state === "waiting") ? "refused" : null;
}

/** Over a hold `h`: what became of her in that send. */
const isIn = (unit: Unit, sendId: string, states: readonly RecipientState[]) =>
  sql<boolean>`exists (select from customer k join (${peopleOf(unit.corpId, sendId)}) p on p.recipient = k.external_user_id
    where k.corp_id = h.corp_id and k.id = h.customer_id and p.state = any(${[...states]}::text[]))`;

const soonest = (a: Date, b: Date) => (a < b ? a : b);

/** Whom a wave reached and when, and what they took of it. */
export async function measure(unit: Unit, arrivalId: string, { no, id }: Pick<WaveRow, "no" | "id">): Promise<void> {
  await sql`update stock_wave w set received = m.people, offered = m.offered, taken = m.taken, received_80_at = m.at
    from (select count(*)::int as people, coalesce(sum(h.quantity), 0)::int as offered, coalesce(sum(least(h.taken, h.quantity)), 0)::int as taken,
        percentile_disc(0.8) within group (order by p.at) as at
      from (${peopleOf(unit.corpId, id)}) p join customer k on k.corp_id = ${unit.corpId} and k.external_user_id = p.recipient
      join stock_hold h on h.corp_id = k.corp_id and h.arrival_id = ${arrivalId} and h.wave_no = ${no} and h.customer_id = k.id
      where p.state = 'delivered') m
    where w.corp_id = ${unit.corpId} and w.arrival_id = ${arrivalId} and w.no = ${no}`.execute(unit.db);
  // How fast people had it says the first wave: the next ones wait for what was kept.
  await sql`update stock_arrival a set received = m.people, received_80_at = m.at
    from (select coalesce(sum(w.received), 0)::int as people, min(w.received_80_at) filter (where w.no = 1) as at from stock_wave w
      where w.corp_id = ${unit.corpId} and w.arrival_id = ${arrivalId}) m
    where a.corp_id = ${unit.corpId} and a.id = ${arrivalId}`.execute(unit.db);
}

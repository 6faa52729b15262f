import { api } from "@shuke/contract";
import { sql } from "kysely";
import { expect } from "vitest";
import { ApiRefusal, type World } from "./world.ts";

/** What we hold is what WeCom's lists show, byte for byte; one-way deletions are known ⊆ true (DESIGN §5b). */
export async function expectTruth(world: World): Promise<void> {
  const known = await world.api(api.sync.truth, {});
  const truth = world.truth();
  expect(known.families).toEqual(truth.families);
  expect(known.hash).toBe(truth.hash);
  expect(known.oneWay.count).toBeLessThanOrEqual(truth.oneWay.count);
}

/** The log has every number from 1 to its head exactly once. */
export async function expectGapless(world: World): Promise<void> {
  const { rows } = await sql<{ head: number; events: number }>`
    select (select seq from event_head where corp_id = ${world.corpId}) as head,
      (select count(*) from event where corp_id = ${world.corpId}) as events`.execute(world.db);
  expect(rows[0]?.events).toBe(rows[0]?.head);
  expect(rows[0]?.head).toBeGreaterThan(0);
}

/** Nothing is left lying: no unread callback, no stuck handler, no call whose outcome is open. */
export async function expectAtRest(world: World): Promise<void> {
  const { rows } = await sql<{ unread: number; behind: string[] | null; open: number }>`
    select (select count(*) from inbox where corp_id = ${world.corpId} and state in ('received', 'quarantined')) as unread,
      (select array_agg(c.handler) from handler_cursor c join event_head h using (corp_id)
        where corp_id = ${world.corpId} and (c.seq < h.seq or c.last_error is not null)) as behind,
      (select count(*) from planned_action where corp_id = ${world.corpId} and status in ('claimed', 'unknown')) as open`.execute(world.db);
  expect(rows[0]).toEqual({ unread: 0, behind: null, open: 0 });
}

/** The API refuses with this code. */
export async function expectRefusal(call: Promise<unknown>, code: string): Promise<void> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ApiRefusal);
  expect(error).toMatchObject({ body: { code } });
}

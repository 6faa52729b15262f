import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withUnit } from "#actions";
import { system } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { giveBack, takePieces } from "./ledger.ts";
import { readArrival } from "./rows.ts";

let database: TestDatabase;
let ctx: Ctx;
beforeAll(async () => {
  database = await createTestDatabase();
  ctx = { db: database.db, corpId: "ledger", actor: system("test"), now: new Date("2025-03-01T02:00:00Z") };
  await sql`insert into corp (corp_id, name, created_at) values ('ledger', 'test', ${ctx.now})`.execute(ctx.db);
});
afterAll(() => database.drop());

let arrivals = 0;
/** An arrival of so many pieces, of which some are kept for people, one hold each. */
async function given(pieces: number, holds: readonly number[]): Promise<string> {
  const id = `arv${(arrivals += 1)}`;
  const held = holds.reduce((sum, one) => sum + one, 0);
  await sql`insert into stock_arrival (corp_id, id, product_id, arrived, held, at, by) values ('ledger', ${id}, 'p', ${pieces}, ${held}, ${ctx.now}, 't')`.execute(
    ctx.db,
  );
  const rows = holds.map((quantity, n) => ({ who: `c${n}`, want: `${id}-${n}`, quantity }));
  await sql`with h as (select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(who text, want text, quantity int)),
    wants as (insert into stock_want (corp_id, id, product_id, customer_id, quantity, road, since, noted_by, expires_at, state, arrival_id)
      select 'ledger', h.want, ${id}, h.who, h.quantity, 'page', ${ctx.now}, '', ${ctx.now}, 'held', ${id} from h)
    insert into stock_hold (corp_id, arrival_id, wave_no, customer_id, want_id, quantity, until)
    select 'ledger', ${id}, 1, h.who, h.want, h.quantity, ${ctx.now} from h`.execute(ctx.db);
  return id;
}

type Act = { kind: "take"; who: number; quantity: number } | { kind: "walk-in"; quantity: number } | { kind: "back"; who: number };
const quantity = fc.integer({ min: 1, max: 4 });
const who = fc.integer({ min: 0, max: 7 });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant("take" as const), who, quantity }),
  fc.record({ kind: fc.constant("walk-in" as const), quantity }),
  fc.record({ kind: fc.constant("back" as const), who }),
);
const story = fc.record({
  pieces: fc.integer({ min: 1, max: 10 }),
  holds: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 8 }),
  acts: fc.array(act, { minLength: 1, maxLength: 14 }),
});

const perform = (id: string, one: Act): Promise<number> =>
  withUnit(ctx, async (unit) => {
    if (one.kind === "back") {
      await readArrival(unit, id, true);
      return -(await giveBack(unit, id, sql`h.customer_id = ${`c${one.who}`}`, { reason: "withdrawn", to: "withdrawn" }));
    }
    const customerId = one.kind === "take" ? `c${one.who}` : null;
    return takePieces(unit, id, { customerId, quantity: one.quantity, most: one.kind === "take" ? "free" : "all" });
  });

/** What the rows themselves say. */
async function rowsOf(id: string) {
  const { rows } = await sql<{
    open: number;
    taken: number;
    wanting: number;
  }>`select coalesce(sum(h.quantity) filter (where h.state = 'open'), 0)::int as open,
      coalesce(sum(h.taken), 0)::int as taken, (count(*) filter (where (h.state = 'open') <> (n.state = 'held')))::int as wanting
    from stock_hold h join stock_want n on n.corp_id = h.corp_id and n.id = h.want_id where h.corp_id = 'ledger' and h.arrival_id = ${id}`.execute(
    ctx.db,
  );
  return rows[0] ?? { open: 0, taken: 0, wanting: 0 };
}

test("one after the other, pieces are where the model has them", async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ pieces, holds, acts }) => {
      const id = await given(pieces, holds);
      const open = new Map(holds.map((n, i) => [i, n]));
      let left = pieces;
      for (const one of acts) {
        const held = [...open.values()].reduce((sum, n) => sum + n, 0);
        const own = one.kind === "walk-in" ? undefined : open.get(one.who);
        const got = await perform(id, one);
        // Whoever was told may take whatever is left; others only what is kept for nobody, but for what is sold already.
        const there = own !== undefined || one.kind === "walk-in" ? left : Math.max(0, left - held);
        expect(Math.max(0, got)).toBe(one.kind === "back" ? 0 : Math.min(one.quantity, there));
        left -= Math.max(0, got);
        if (one.kind === "back" || (one.kind === "take" && got > 0)) open.delete(one.who);
        if (left === 0 && one.kind !== "back") open.clear();
        const now = await readArrival(ctx, id);
        const kept = [...open.values()].reduce((sum, n) => sum + n, 0);
        expect(now).toMatchObject({ taken: pieces - left, held: kept, reserved: Math.min(left, kept), free: left - Math.min(left, kept) });
        expect(await rowsOf(id)).toMatchObject({ open: kept, wanting: 0 });
      }
    }),
    { numRuns: 40 },
  );
});

test("all at once over many connections, no piece is taken twice and none is lost", async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ pieces, holds, acts }) => {
      const id = await given(pieces, holds);
      const got = await Promise.all(acts.map((one) => perform(id, one)));
      const now = await readArrival(ctx, id);
      const { open, wanting } = await rowsOf(id);
      expect(now.reserved + now.taken + now.free).toBe(now.arrived);
      expect(Math.min(now.reserved, now.taken, now.free, now.held)).toBeGreaterThanOrEqual(0);
      expect(now.taken).toBe(got.filter((n) => n > 0).reduce((sum, n) => sum + n, 0));
      expect(now.held).toBe(open);
      expect(wanting).toBe(0);
    }),
    { numRuns: 40 },
  );
});

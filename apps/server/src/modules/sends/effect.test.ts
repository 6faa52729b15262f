import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Ctx } from "#kit/ctx";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { effectOf } from "./effect.ts";
import { duties } from "./index.ts";
import { peopleOf } from "./people.ts";
import { createSend } from "./save-send.ts";
import { submitSend } from "./submit.ts";

const PEOPLE = 120;
const DAY = 86_400_000;
let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase();
  corp = await createTestCorp(database);
  await corp.staff("anna");
  for (let n = 1; n <= PEOPLE; n += 1) await corp.befriend(`wm${n}`, "anna", "");
  await corp.drain();
});
afterAll(() => database.drop());

const ctx = (): Ctx => ({ ...corp.ctx(), actor: { kind: "user", id: "op" } });
async function gone(holdOutPercent: number): Promise<string> {
  const until = new Date(corp.ctx().now.getTime() + 5 * 3_600_000).toISOString();
  const plan = { name: "新品", to: "customers", audience: { everyone: true }, content: { text: "新品到店" }, until, holdOutPercent };
  const { id } = await createSend(ctx(), api.sends.create.input.parse({ plan }));
  await submitSend(ctx(), { id });
  for (const duty of duties) while ((await duty.run(database.db, corp.corpId, corp.ctx().now)) > 0);
  return id;
}
const armOf = async (id: string, held: boolean) =>
  (
    await sql<{ id: string }>`select c.id from (${peopleOf(corp.corpId, id)}) p join customer c on c.corp_id = ${corp.corpId}
      and c.external_user_id = p.recipient where (p.state = 'held-out') = ${held} order by 1`.execute(database.db)
  ).rows.map((row) => row.id);
let orders = 0;
async function buys(person: string, days: number, { fen = 1000, refunded = 0 } = {}): Promise<void> {
  const at = new Date(corp.ctx().now.getTime() + days * DAY);
  orders += 1;
  await sql`insert into customer_order (corp_id, order_no, person_id, keys, amount_fen, refunded_fen, paid_at, day, source, changed_at, recorded_at)
    values (${corp.corpId}, ${`no${orders}`}, ${person}, '{}', ${fen}, ${refunded}, ${at}, ${at}::date, 'file', ${at}, ${at})`.execute(
    database.db,
  );
}

test("those who were meant against those left in peace, whoever was reached; and it says what it does not know", async () => {
  const id = await gone(40);
  const [meant, held] = [await armOf(id, false), await armOf(id, true)];
  expect(meant.length + held.length).toBe(PEOPLE);
  expect(Math.min(meant.length, held.length)).toBeGreaterThanOrEqual(30);
  for (const person of meant.slice(0, 30)) await buys(person, 2);
  // Twice by one is one buyer; what was given back, what came before and what came too late count for nothing.
  await buys(meant[0] ?? "", 3, { fen: 500, refunded: 100 });
  await buys(meant[40] ?? "", 1, { refunded: 1000 });
  await buys(held[0] ?? "", -1);
  await buys(held[1] ?? "", 8);
  await buys(held[2] ?? "", 1);
  await sql`update relation set state = 'ended', ended_by = 'customer', ended_at = ${new Date(corp.ctx().now.getTime() + DAY)}
    where corp_id = ${corp.corpId} and customer_id = ${held[3] ?? ""}`.execute(database.db);

  const seen = await effectOf(ctx(), { id, days: 7 });
  expect(seen).toMatchObject({
    unknown: null,
    complete: false,
    treated: { people: meant.length, buyers: 30, orders: 31, fen: 30_400, left: 0 },
    heldOut: { people: held.length, buyers: 1, orders: 1, fen: 1000, left: 1 },
    measures: [
      { key: "buyers", sure: true },
      { key: "left", sure: false },
    ],
  });
  expect(seen.measures[0]?.difference).toBeCloseTo(30 / meant.length - 1 / held.length, 12);
  corp.advance(8 * DAY);
  expect((await effectOf(ctx(), { id, days: 7 })).complete).toBe(true);
  expect((await effectOf(ctx(), { id, days: 60 })).heldOut).toMatchObject({ buyers: 2 });
});

test("without a hold-out, or with too small a one, nothing is said", async () => {
  expect(await effectOf(ctx(), { id: await gone(0), days: 7 })).toMatchObject({ unknown: "no-hold-out", measures: [] });
  expect(await effectOf(ctx(), { id: await gone(5), days: 7 })).toMatchObject({ unknown: "too-few", measures: [] });
});

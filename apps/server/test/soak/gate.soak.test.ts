import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { createCorp } from "../middle/corp.ts";
import { ask, overspent, request, touches } from "../middle/gate-model.ts";

const ATTEMPTS = 1_000_000;
const CONNECTIONS = 20;
const PER_CALL = 25;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ max: CONNECTIONS });
});
afterAll(() => database.drop());

test("a million attempts by twenty connections, with budget given back in between: never a touch too many", async () => {
  const corpId = await createCorp(database.db);
  const stream = fc.sample(fc.infiniteStream(request), { numRuns: 1, seed: 7 })[0];
  if (!stream) throw new Error("no requests");
  let asked = 0;
  let answered = 0;
  let accepted = 0;
  const connection = async () => {
    while (asked < ATTEMPTS) {
      asked += PER_CALL;
      const n = asked;
      // Keys of this call are its own but for one in ten, and recipients are many, so that budgets go on having room.
      const requests = Array.from({ length: PER_CALL }, (_, i) => {
        const one = stream.next().value;
        if (!one) throw new Error("no request");
        const repeated = (n + i) % 10 === 0;
        return { ...one, recipient: `${one.recipient}/${n % 800}`, key: repeated ? one.key : `${n}.${i}` };
      });
      const decisions = await ask(database.db, corpId, requests);
      answered += decisions.size;
      accepted += [...decisions.values()].filter((one) => one.accepted).length;
      expect(decisions.size).toBe(new Set(requests.map(({ key }) => key)).size);
      if (n % 5000 === 0)
        await sql`update touch set state = 'released' where corp_id = ${corpId} and state = 'reserved' and action_id = 'act7'`.execute(
          database.db,
        );
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  const rows = await touches(database.db, corpId);
  expect(overspent(rows)).toEqual([]);
  const held = rows.filter(({ state }) => state === "reserved" || state === "released").length;
  expect(held).toBe(accepted);
  expect(accepted).toBeGreaterThan(5000);
  expect(answered).toBeGreaterThan(ATTEMPTS * 0.9);
  console.error(`${answered} answers, ${accepted} accepted, ${rows.length} touches`);
});

import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { customerId } from "#kit/ids";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createCorp, ctxOf } from "../../../test/middle/corp.ts";
import { chooseWay, type Step } from "./choose-way.ts";
import { byId, type CustomerFilter, filterSql, searchSql, type Term } from "./filter.ts";
import { firstPage, type Page, searchCustomers } from "./search.ts";

const PEOPLE = 400;
let database: TestDatabase;
let corpId = "";
const ctx = () => ctxOf(database.db, corpId);

beforeAll(async () => {
  database = await createTestDatabase({ max: 4 });
  corpId = await createCorp(database.db);
  const ids = Array.from({ length: PEOPLE }, (_, n) => customerId(corpId, `wm${n}`));
  // Seven people share each second, some were never added, and nobody with t3 is of the stage.
  await sql`insert into customer (corp_id, id, external_user_id, name, state, added_sec, tag_ids)
    select ${corpId}, id, 'wm' || n, (array['王', '李', '欧阳'])[1 + n % 3] || n, case when n % 11 = 0 then 'lost' else 'friend' end,
      case when n % 40 = 0 then 0 else 1700000000 + n / 7 end,
      array_remove(array[case when n % 2 = 0 then 't1' end, case when n % 50 = 0 then 't2' end, case when n % 5 = 1 then 't3' end], null)
    from unnest(${ids}::text[]) with ordinality as x(id, m), lateral (select m::int - 1 as n) y`.execute(database.db);
  await sql`insert into customer_stage (corp_id, customer_id, stage, since)
    select corp_id, id, 'loyal', now() from customer where corp_id = ${corpId} and substr(external_user_id, 3)::int % 5 = 0`.execute(
    database.db,
  );
  await sql`analyze customer, customer_stage`.execute(database.db);
});
afterAll(() => database.drop());

const loyal = (): Term => {
  const where = sql`x.corp_id = ${corpId} and x.stage = 'loyal'`;
  return {
    is: sql`exists (select from customer_stage x where ${where} and x.customer_id = c.id)`,
    people: sql`select c.* from customer_stage x join customer c on c.corp_id = x.corp_id and c.id = x.customer_id where ${where}`,
    index: sql`select from customer_stage x where ${where}`,
    byId: byId(sql`customer_stage x`, where, sql`x.customer_id`),
  };
};

const filters: Record<string, () => CustomerFilter> = {
  "a common tag": () => ({ tagIds: ["t1"] }),
  "a rare tag": () => ({ tagIds: ["t2"] }),
  "a stage": () => ({ also: [loyal()] }),
  "a stage and a common tag": () => ({ tagIds: ["t1"], also: [loyal()] }),
  "a stage and a rare tag": () => ({ tagIds: ["t2"], also: [loyal()] }),
  "a stage and a tag that exclude each other": () => ({ tagIds: ["t3"], also: [loyal()] }),
  "a surname": () => ({ query: "王" }),
  "a surname, a tag and a state": () => ({ query: "李", anyTagIds: ["t1", "t3"], state: "friend" }),
  "two letters": () => ({ query: "欧阳" }),
  "without a tag, of lost people": () => ({ noTagIds: ["t1"], also: [loyal()], state: "lost" }),
};

/** Each way alone, however unwise, before the last word of the real one. */
const ways: Record<string, (sets: readonly number[], n: number) => Step[]> = {
  chosen: () => [],
  "short walks": (_sets, n) => [5, 60].map((window) => ({ kind: "walk", window, hashed: Array.from({ length: n }, () => false) })),
  "a long walk, hashed": (_sets, n) => [{ kind: "walk", window: 10_000, hashed: Array.from({ length: n }, () => true) }],
  "bounded sets": (sets, n) =>
    sets.flatMap((at) => [9, 300].map((most): Step => ({ kind: "set", at, most, hashed: Array.from({ length: n }, () => true) }))),
  "the last set whole": (sets, n) =>
    sets.slice(-1).map((at) => ({ kind: "set", at, most: null, hashed: Array.from({ length: n }, () => false) })),
};

describe.each(Object.keys(filters))("%s", (name) => {
  test.each(Object.keys(ways))("%s: every page is that of everybody, sorted", async (way) => {
    const filter = filters[name]?.() ?? {};
    const search = searchSql(corpId, filter);
    const choose: typeof chooseWay = (everybody, terms, limit) => [
      ...(ways[way]?.(
        search.terms.flatMap(({ people }, at) => (people === undefined ? [] : [at])),
        terms.length,
      ) ?? []),
      ...chooseWay(everybody, terms, limit),
    ];
    for (const sort of ["newest", "oldest"] as const) {
      let after: Page["after"] = null;
      for (let pages = 0; pages < 40; pages += 1) {
        const page: Page = { limit: 13, after, sort };
        const found = await firstPage(ctx(), search, page, choose);
        const expected = await searchCustomers(ctx(), filterSql(corpId, filter), page);
        expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
        const last = found.at(-1);
        if (found.length < page.limit || last === undefined) break;
        after = { addedSec: last.addedSec, id: last.id };
      }
    }
  });
});

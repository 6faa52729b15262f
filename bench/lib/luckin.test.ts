import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../apps/server/test/database.ts";
import { customerId, groupId, staffId } from "../../apps/server/src/kit/ids.ts";
import { readCustomers, readRelations } from "../../apps/server/src/modules/customers/rows.ts";
import { derive, stateOf } from "../../apps/server/src/modules/customers/rules.ts";
import { fillWorld } from "./luckin/fill.ts";
import { countSops } from "./sop-counts.ts";

const CORP = "wwluckin";
const NOW = new Date("2026-06-01T04:00:00Z");
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const handlers = [{ name: "customers", version: 1 }];
  await fillWorld({ url: database.url, corpId: CORP, now: NOW, scale: 0.0004, progress: () => {} }, handlers);
  await countSops(database.url);
});
afterAll(() => database.drop());

/** Rows of a query that finds what should not be. */
const none = async (query: string): Promise<void> => {
  const { rows } = await sql.raw(query).execute(database.db);
  expect(rows.slice(0, 3)).toEqual([]);
};

test("people and friendships are in the states that their times and tags say", async () => {
  const { rows } = await sql<{ id: string }>`select id from customer where corp_id = ${CORP}`.execute(database.db);
  const ids = rows.map((row) => row.id);
  const relations = Map.groupBy(await readRelations(database.db, CORP, ids), (relation) => relation.customerId);
  const customers = await readCustomers(database.db, CORP, ids);
  expect(customers.length).toBeGreaterThan(700);
  for (const customer of customers) {
    expect(customer.id).toBe(customerId(CORP, customer.externalUserId));
    expect(customer).toEqual(derive(customer, relations.get(customer.id) ?? []));
  }
  const { rows: kept } = await sql<{
    customer_id: string;
    user_id: string;
    state: string;
  }>`select customer_id, user_id, state from relation`.execute(database.db);
  const states = new Map(
    [...relations.values()].flat().map((relation) => [`${relation.customerId} ${relation.userId}`, stateOf(relation)]),
  );
  for (const row of kept) expect(row.state).toBe(states.get(`${row.customer_id} ${row.user_id}`));
  expect(new Set(states.values())).toEqual(new Set(["active", "one-way", "ended", "half"]));
});

test("kept counts agree with what they count", async () => {
  await none(`select tag, n, people from (select tag, count(*) as n from customer, unnest(tag_ids) tag group by tag) c
    full join (select tag_id, sum(people) as people from tag_people group by 1) t on t.tag_id = c.tag where n is distinct from people`);
  await none(`select g.id from group_chat g left join (select group_id, count(*) as n, count(*) filter (where member_type = 2) as c
      from group_member where left_at is null group by group_id) m on m.group_id = g.id
    where g.members <> coalesce(m.n, 0) or g.customers <> coalesce(m.c, 0)`);
  await none(`select * from (select group_id, member_id, max(left_at) as at from group_member where left_at is not null group by 1, 2) m
    full join group_leave l using (group_id, member_id) where m.at is distinct from l.left_at`);
  await none(`select s.person_id from order_stats s full join (select person_id, count(*) as n, sum(amount_fen - refunded_fen) as fen, count(distinct day) as days
      from customer_order where person_id is not null and refunded_fen < amount_fen group by 1) o using (person_id)
    where (s.orders, s.amount_fen, s.days) is distinct from (o.n, o.fen, o.days)`);
  await none(`select * from (select sop_id, step, count(*) as n, count(*) filter (where state = 'done') as done from enrolment_step group by 1, 2) s
    full join (select sop_id, step, sum(waiting + planned + done + missed + skipped + refused + exited) as n, sum(done) as done
      from sop_count where kind = 'all' and step <> '' group by 1, 2) k using (sop_id, step) where (s.n, s.done) is distinct from (k.n, k.done)`);
});

test("the log is gapless, in the order of time, and ends where its head says", async () => {
  const { rows } = await sql<{
    n: number;
    last: number;
    head: number;
    disorder: number;
  }>`select count(*)::int as n, max(e.seq)::int as last,
      (select seq from event_head where corp_id = ${CORP})::int as head,
      (count(*) filter (where before > occurred_at))::int as disorder
    from (select seq, occurred_at, lag(occurred_at) over (order by seq) as before from event where corp_id = ${CORP}) e`.execute(
    database.db,
  );
  const [log] = rows;
  expect(log).toEqual({ n: log?.head, last: log?.head, head: log?.head, disorder: 0 });
  expect(log?.n).toBeGreaterThan(1000);
  await none(`select * from handler_cursor where seq <> (select seq from event_head)`);
});

test("nobody was anywhere before it began, after now, or twice at once", async () => {
  await none(
    `select * from group_member where joined_sec > ${NOW.getTime() / 1000} or left_at <= to_timestamp(joined_sec) or left_at > '${NOW.toISOString()}'`,
  );
  await none(`select group_id, member_id from group_member where left_at is null group by 1, 2 having count(*) > 1`);
  await none(`select * from event where occurred_at > '${NOW.toISOString()}' or occurred_at is null`);
  await none(`select * from enrolment_step where (state = 'done') <> (done_at is not null)`);
  await none(`select * from journey where lost_at < added_at`);
});

test("ids are those that the server derives", async () => {
  const { rows: groups } = await sql<{ id: string; chat_id: string }>`select id, chat_id from group_chat`.execute(database.db);
  for (const group of groups) expect(group.id).toBe(groupId(CORP, group.chat_id));
  const { rows: staff } = await sql<{ id: string; user_id: string }>`select id, user_id from staff`.execute(database.db);
  for (const one of staff) expect(one.id).toBe(staffId(CORP, one.user_id));
});

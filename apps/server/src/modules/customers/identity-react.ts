import { sql } from "kysely";
import { reaction, type Unit, withUnit } from "#actions";
import { system } from "#kit/actor";
import { everyMinutes, tickDuty } from "#kit/tick";
import { PEOPLE_LANES } from "#kit/people-lanes";
import { ordersIn, type StoredEvent } from "#log";
import { holdIdentity, noteDecision } from "./identity.ts";
import { customersByUnionid, readFacets, readKnown } from "./identity-known.ts";
import { isCustomer, mayMeet, rootOf } from "./identity-rules.ts";

/**
 * A unionid that bought before WeCom told us whose it is: buyer and customer become one person as soon as both are known,
 * whichever came first.
 */
export const meetBuyers = reaction({
  name: "identity.meet",
  on: ["customer.detailed", "group.member-joined", "order.recorded", "orders.imported", "person.linked"],
  after: [...PEOPLE_LANES, "identity"],
  async react(unit, batch) {
    const unionids = [...new Set(batch.flatMap(unionidsOf))].filter((unionid) => unionid !== "");
    await meet(unit, await withExplicitHolder(unit, unionids));
  },
});

const PER_LOOK = 2000;

/**
 * Those whom a corp's history told of (`people.told`: too many pages to listen to each) are met once a day, all together.
 * Where nobody bought by unionid there is nothing to join.
 */
export const meetDaily = tickDuty({
  name: "identity.meet",
  ...everyMinutes(24 * 60, 20 * 60),
  async run(db, corpId, _bucket, now) {
    const ctx = { db, corpId, now, actor: system("identity.meet") };
    for (let after = ""; ;) {
      const { rows } = await sql<{ value: string }>`select distinct k.value from person_key k
        join customer c on c.corp_id = k.corp_id and c.unionid = k.value
        where k.corp_id = ${corpId} and k.kind = 'unionid' and k.value > ${after} and k.person_id <> c.id and c.unionid <> ''
          and not exists (select from person_alias a where a.corp_id = k.corp_id and a.person_id = k.person_id)
        order by k.value limit ${PER_LOOK}`.execute(db);
      const values = rows.map(({ value }) => value);
      if (values.length > 0) await withUnit(ctx, (unit) => meet(unit, values));
      if (values.length < PER_LOOK) return;
      after = values.at(-1) ?? "";
    }
  },
});

/** Joins holders of unionids with the customers whom WeCom knows by them. */
async function meet(unit: Unit, bought: readonly string[]): Promise<void> {
  if (bought.length === 0) return;
  await holdIdentity(unit.db, unit.corpId, unit.now);
  const customers = await customersByUnionid(unit.db, unit.corpId, bought);
  const known = await readKnown(
    unit.db,
    unit.corpId,
    [...customers.keys()].map((unionid) => ({ unionid })),
  );
  const pairs = [...customers].flatMap(([unionid, customer]) => {
    const holder = known.holders.get(`unionid\u0000${unionid}`);
    return holder === undefined ? [] : [{ unionid, customer, holder }];
  });
  await readFacets(unit.db, known, [...new Set(pairs.flatMap(({ customer, holder }) => [customer, rootOf(known, holder)]))]);
  const own = await rootsOf(unit, [...customers.values()]);
  for (const { unionid, customer, holder } of pairs) {
    const [from, into] = [rootOf(known, holder), own.get(customer) ?? customer];
    if (from === into) continue;
    const key = { kind: "unionid", value: unionid };
    const merges = !isCustomer(from) && mayMeet(known, from, into) ? [{ from, into, ...key }] : [];
    const conflicts = merges.length > 0 ? [] : [{ ...key, holderId: from, claimantId: into }];
    if (merges.length > 0) known.roots.set(from, into);
    noteDecision(unit, { merges, conflicts }, "unionid");
  }
}

function unionidsOf(event: StoredEvent): string[] {
  if (event.type === "customer.detailed" || event.type === "group.member-joined") return [event.data.unionid];
  if (event.type === "person.linked") return event.data.kind === "unionid" ? [event.data.value] : [];
  return ordersIn(event).flatMap(({ fresh, keys }) => (fresh.includes("unionid") ? (keys.unionid ?? []) : []));
}

/** Those among them that somebody holds without WeCom's word: nearly always none. */
async function withExplicitHolder(unit: Unit, unionids: readonly string[]): Promise<string[]> {
  if (unionids.length === 0) return [];
  const { rows } = await sql<{ value: string }>`select value from person_key
    where corp_id = ${unit.corpId} and kind = 'unionid' and value = any(${[...unionids]})`.execute(unit.db);
  return rows.map(({ value }) => value);
}

async function rootsOf(unit: Unit, persons: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ person_id: string; into_id: string }>`select person_id, into_id from person_alias
    where corp_id = ${unit.corpId} and person_id = any(${[...persons]})`.execute(unit.db);
  return new Map(rows.map(({ person_id, into_id }) => [person_id, into_id]));
}

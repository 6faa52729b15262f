import { sql } from "kysely";
import { reaction, type Unit } from "#actions";
import { ordersIn, type StoredEvent, toldMembers, toldPeople } from "#log";
import { holdIdentity, noteDecision } from "./identity.ts";
import { customersByUnionid, readFacets, readKnown } from "./identity-known.ts";
import { isCustomer, mayMeet, rootOf } from "./identity-rules.ts";

/**
 * A unionid that bought before WeCom told us whose it is: buyer and customer become one person as soon as both are known,
 * whichever came first.
 */
export const meetBuyers = reaction({
  name: "identity.meet",
  on: ["customer.detailed", "group.member-joined", "people.told", "members.told", "order.recorded", "orders.imported", "person.linked"],
  after: ["customers", "identity"],
  async react(unit, batch) {
    const unionids = [...new Set(batch.flatMap(unionidsOf))].filter((unionid) => unionid !== "");
    const bought = await withExplicitHolder(unit, unionids);
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
  },
});

function unionidsOf(event: StoredEvent): string[] {
  if (event.type === "customer.detailed" || event.type === "group.member-joined") return [event.data.unionid];
  if (event.type === "people.told") return toldPeople(event).map(({ unionid }) => unionid);
  if (event.type === "members.told") return toldMembers(event).map(({ unionid }) => unionid);
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

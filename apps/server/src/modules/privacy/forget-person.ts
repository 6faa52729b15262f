import type { api, ForgettingItem, ForgettingWhy, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import { leaveOut, type Unit, withUnit } from "#actions";
import { actorName } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { tombstoneOf } from "#kit/forgotten";
import { customerId, groupId, newId } from "#kit/ids";
import { notFound } from "#kit/problem";
import { customerInScope } from "#modules/customers";
import { type HerNames, namesOfPerson } from "./her-names.ts";
import { makePseudonyms } from "./pseudonyms.ts";
import { readForgetting } from "./requests.ts";

export async function erase(ctx: Ctx, { customerId: id, why }: ParsedInputOf<typeof api.privacy.erase>): Promise<ForgettingItem> {
  const customer = await customerInScope(ctx, id);
  if (!customer) throw notFound("customer", id);
  const forgetting = await forgetPerson(ctx, { ...customer, saidBy: "console", why });
  return readForgetting(ctx, forgetting);
}

export type Forget = { id: string; externalUserId: string; saidBy: "page" | "console"; why: ForgettingWhy };

/**
 * Begins to forget somebody: from this commit on she gets nothing, no door lets her in, and all that runs for her is ended. The duty
 * does the rest. Asked for again it is the same request.
 */
export async function forgetPerson(ctx: Ctx, { saidBy, why, ...customer }: Forget): Promise<string> {
  return withUnit(ctx, async (unit) => {
    const { db, corpId, now } = unit;
    const stone = tombstoneOf(corpId, `external\u0000${customer.externalUserId}`);
    await sql`select pg_advisory_xact_lock(hashtextextended(${stone}, 0))`.execute(db);
    const { rows: known } = await sql<{ id: string }>`select forgetting_id as id from forgotten
      where corp_id = ${corpId} and hash = ${stone}`.execute(db);
    if (known[0]) return known[0].id;
    const names = await namesOfPerson(db, corpId, customer);
    const id = newId("fgt", now);
    const of = makePseudonyms(corpId, names);
    // Whoever waits in a list of a send stands there by her pseudonym afterwards: that one wants nothing either.
    await wantNothing(unit, [...names.externalIds, ...names.externalIds.map((external) => of.replace(external))]);
    const ended = await endEverything(unit, names);
    const byName = saidBy === "page" ? null : actorName(unit.actor);
    await sql`insert into forgetting (corp_id, id, state, said_by, by_name, why, asked_at, names, ended, next_at)
      values (${corpId}, ${id}, 'asked', ${saidBy}, ${byName}, ${why}, ${now}, ${JSON.stringify({ pairs: of.all, externalIds: names.externalIds })}::jsonb,
        ${JSON.stringify(ended)}::jsonb, ${now})`.execute(db);
    const hashes = names.tombstones.map((name) => tombstoneOf(corpId, name));
    await sql`insert into forgotten (corp_id, hash, forgetting_id, at)
      select ${corpId}, hash, ${id}, ${now} from unnest(${hashes}::text[]) as h(hash) on conflict do nothing`.execute(db);
    await unit.audit("privacy.erase", `forgetting:${id}`, { saidBy, why });
    return id;
  });
}

/** The gate reads this with its next decision. */
async function wantNothing({ db, corpId, now }: Unit, ids: readonly string[]): Promise<void> {
  await sql`insert into contact_preference (corp_id, external_user_id, level, said_by, said_at)
    select ${corpId}, id, 'none', 'page', ${now} from unnest(${ids}::text[]) as i(id)
    on conflict (corp_id, external_user_id) do update set level = 'none'`.execute(db);
}

type Ended = { friendships: number; groups: number; plans: number; tasks: number; cases: number; contacts: number };

/** What runs for her ends as facts, so that everybody who follows them stops by himself. */
async function endEverything(unit: Unit, { externalIds, customerIds }: HerNames): Promise<Ended> {
  const { db, corpId, now } = unit;
  const subjects = customerIds.map((id) => `customer:${id}`);
  let contacts = 0;
  for (const external of externalIds) contacts += (await leaveOut(unit, external)).length;
  const { rows: friendships } = await sql<{ externalUserId: string; userId: string }>`
    select external_user_id as "externalUserId", user_id as "userId" from relation
    where corp_id = ${corpId} and customer_id = any(${customerIds}) and state <> 'ended' order by 1, 2`.execute(db);
  for (const pair of friendships) {
    const subject = `customer:${customerId(corpId, pair.externalUserId)}`;
    unit.fact({ type: "relation.ended", subject, occurredAt: now, data: { ...pair, by: "staff" } });
  }
  const { rows: groups } = await sql<{ chatId: string; memberId: string }>`
    select distinct chat_id as "chatId", member_id as "memberId" from group_member
    where corp_id = ${corpId} and member_id = any(${externalIds}) and left_at is null order by 1, 2`.execute(db);
  for (const stay of groups) {
    const subject = `group:${groupId(corpId, stay.chatId)}`;
    unit.fact({ type: "group.member-left", subject, occurredAt: now, data: { ...stay, quitScene: null } });
  }
  const { rows: plans } = await sql<{ enrolmentId: string; sopId: string; subject: string }>`
    select id as "enrolmentId", sop_id as "sopId", subject from enrolment
    where corp_id = ${corpId} and recipient = any(${externalIds}) and state = 'active' order by id`.execute(db);
  for (const { subject, ...plan } of plans) {
    const sourceKey = `exit:${plan.enrolmentId}`;
    unit.fact({ type: "sop.exited", subject, occurredAt: now, sourceKey, data: { ...plan, reason: "unfriended" } });
  }
  const { rows: tasks } = await sql<{ id: string }>`select id from task
    where corp_id = ${corpId} and state = 'open' and subject = any(${[...subjects, ...plans.map(({ enrolmentId }) => `enrolment:${enrolmentId}`)]}::text[])
    order by id`.execute(db);
  for (const { id } of tasks) {
    const data = { taskId: id, reason: "subject-gone" };
    unit.fact({ type: "task.cancelled", subject: `task:${id}`, occurredAt: now, sourceKey: `task-end:${id}`, data });
  }
  const { rows: cases } = await sql<{ id: string; external: string }>`select id, external_user_id as external from ticket
    where corp_id = ${corpId} and external_user_id = any(${externalIds}) and state not in ('closed', 'answered') order by id`.execute(db);
  for (const { id, external } of cases) {
    const data = { ticketId: id, why: "withdrawn" as const, note: "" };
    unit.fact({ type: "ticket.closed", subject: `customer:${customerId(corpId, external)}`, occurredAt: now, data });
  }
  return {
    friendships: friendships.length,
    groups: groups.length,
    plans: plans.length,
    tasks: tasks.length,
    cases: cases.length,
    contacts,
  };
}

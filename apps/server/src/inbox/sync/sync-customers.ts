import type { WecomClient } from "@shuke/wecom";
import type { Db } from "#db/connect";
import type { Actor } from "#kit/actor";
import { customerId } from "#kit/ids";
import { headOf, type NewEvent } from "#log";
import { applyDifferences } from "./apply.ts";
import { compareCustomer, type Shown } from "./compare-customer.ts";
import type { Due } from "./due.ts";
import { attempt, fetchCustomer, followOf, listCustomers, mapWide, type Failure } from "./fetch.ts";
import { heldCustomers, listDigest, listDigests, listedWith } from "./held.ts";
import type { Report, SyncRun } from "./run.ts";

const WIDTH = 16;
const USERS_PER_CALL = 20;
const USERS_PER_QUESTION = 100;
const STREAMS = 4;
/** Beyond this many differences with one member of staff, pages of 100 are cheaper than single calls. */
const MANY = 60;

export type CustomerResult = { key: string; failure: Failure | null; stale: boolean };

/** Fetches people one by one and records what is different. */
export async function syncCustomers(
  { db, corpId, client, now }: SyncRun,
  externalUserIds: readonly string[],
  actor: Actor,
): Promise<CustomerResult[]> {
  const since = await headOf(db, corpId);
  const fetched = await mapWide(externalUserIds, WIDTH, async (key) => ({
    key,
    answer: await attempt(() => fetchCustomer(client, key)),
  }));
  const shown = fetched.flatMap(({ answer }) => (answer.ok ? [answer.value] : []));
  const { stale } = await compareShown(db, corpId, shown, since, actor, now);
  const staleIds = new Set(stale.map((item) => item.externalUserId));
  return fetched.map(({ key, answer }) => ({ key, failure: answer.ok ? null : answer.failure, stale: staleIds.has(key) }));
}

function compareShown(db: Db, corpId: string, items: readonly Shown[], since: number, actor: Actor, now: Date) {
  return applyDifferences<Shown>(db, corpId, {
    projection: "customers",
    since,
    items,
    actor,
    now,
    subjectOf: (item) => `customer:${customerId(corpId, item.externalUserId)}`,
    async compare(reader, shown) {
      const held = await heldCustomers(
        reader,
        corpId,
        shown.map((item) => item.externalUserId),
      );
      const nothing = { customer: null, relations: new Map() };
      return new Map(
        shown.map((item): [Shown, NewEvent[]] => [
          item,
          compareCustomer(corpId, held.get(item.externalUserId) ?? nothing, item, now, actor),
        ]),
      );
    },
  });
}

/**
 * All customers of the given staff with every detail, in pages. Facts are recorded page by page; who is missing from
 * the complete list of a member of staff is asked for singly, since only `get` proves that a friendship has ended.
 */
export async function syncCustomersOf(run: SyncRun, userIds: readonly string[], actor: Actor): Promise<Report> {
  const report: Report = { expected: 0, fetched: 0, repaired: 0, failed: [], due: [] };
  const chunks: string[][] = [];
  for (let i = 0; i < userIds.length; i += USERS_PER_CALL) chunks.push(userIds.slice(i, i + USERS_PER_CALL));
  await mapWide(chunks, STREAMS, async (chunk) => {
    const walked = await attempt(() => walkStaff(run, chunk, actor, report));
    if (!walked.ok) return void report.failed.push(...chunk.map((id) => `${id}: ${walked.failure.error}`));
    for (const userId of chunk) {
      for (const { externalUserId } of await listedWith(run.db, run.corpId, userId)) {
        if (!walked.value.has(`${userId} ${externalUserId}`)) report.due.push(reconcileDue("customer", externalUserId, run.now));
      }
    }
  });
  report.repaired += report.due.length;
  return report;
}

/** Answers the pairs that WeCom listed. */
async function walkStaff(run: SyncRun, userIds: string[], actor: Actor, report: Report): Promise<Set<string>> {
  const { db, corpId, client, now } = run;
  const listed = new Set<string>();
  let since = await headOf(db, corpId);
  for await (const page of client.externalContact.batchGetByUserPages({ userid_list: userIds, limit: 100 })) {
    const people = new Map<string, Shown>();
    for (const { external_contact: contact, follow_info: info } of page.external_contact_list) {
      listed.add(`${info.userid} ${contact.external_userid}`);
      const known = people.get(contact.external_userid);
      const follows = [...(known?.follows ?? []), followOf(info)];
      people.set(contact.external_userid, { externalUserId: contact.external_userid, contact, follows, complete: false });
    }
    report.expected += page.external_contact_list.length;
    report.fetched += page.external_contact_list.length;
    const { facts, stale } = await compareShown(db, corpId, [...people.values()], since, actor, now);
    report.repaired += facts;
    report.due.push(...stale.map((item) => reconcileDue("customer", item.externalUserId, now)));
    since = await headOf(db, corpId);
  }
  return listed;
}

/** Compares only ids: who is listed with whom. What differs is asked for in detail. */
export async function reconcileIds(run: SyncRun): Promise<Report> {
  const { db, corpId, client, now } = run;
  const { follow_user: users } = await client.externalContact.followUsers();
  const report: Report = { expected: 0, fetched: 0, repaired: 0, failed: [], due: [] };
  const known = await listDigests(db, corpId);
  const alone = await withNobody(
    client,
    users.filter((userId) => !known.has(userId)),
  );
  const asked = users.filter((userId) => !alone.has(userId));
  await mapWide(asked, 8, async (userId) => {
    const answer = await attempt(() => listCustomers(client, userId));
    if (!answer.ok) return void report.failed.push(`${userId}: ${answer.failure.error}`);
    report.expected += answer.value.length;
    report.fetched += answer.value.length;
    if (known.get(userId) === listDigest(answer.value)) return;
    const held = new Map((await listedWith(db, corpId, userId)).map((row) => [row.externalUserId, row.detailed]));
    const different = answer.value.filter((id) => held.get(id) !== true);
    const listed = new Set(answer.value);
    for (const id of held.keys()) if (!listed.has(id)) different.push(id);
    report.repaired += different.length;
    if (different.length > MANY) report.due.push(reconcileDue("customers-of", userId, now));
    else report.due.push(...different.map((id) => reconcileDue("customer", id, now)));
  });
  return report;
}

/**
 * Of staff in whose lists nobody is expected, those in whose lists nobody is: one call for a hundred of them. A hundred of
 * whom somebody does have a customer are listed one by one.
 */
async function withNobody(client: WecomClient, userIds: readonly string[]): Promise<Set<string>> {
  const chunks: string[][] = [];
  for (let i = 0; i < userIds.length; i += USERS_PER_QUESTION) chunks.push(userIds.slice(i, i + USERS_PER_QUESTION));
  const empty = await mapWide(chunks, STREAMS, async (chunk) => {
    const answer = await attempt(() => client.externalContact.batchGetByUser({ userid_list: chunk, limit: 1 }));
    return answer.ok && answer.value.external_contact_list.length === 0 && !answer.value.next_cursor ? chunk : [];
  });
  return new Set(empty.flat());
}

export function reconcileDue(family: Due["family"], key: string, at: Date): Due {
  return { family, key, at, reason: "reconcile", wanted: null };
}

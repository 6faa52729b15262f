import type { WecomClient } from "@shuke/wecom";
import type { Db } from "#db/connect";
import type { Actor } from "#kit/actor";
import { customerId } from "#kit/ids";
import { headOf, type NewEvent } from "#log";
import { applyDifferences } from "./apply.ts";
import { compareCustomer, type Shown } from "./compare-customer.ts";
import type { Due } from "./due.ts";
import { attempt, fetchCustomer, listCustomers, mapWide, type Failure } from "./fetch.ts";
import { heldCustomers, listDigest, listDigests, listedWith, staffWithPeople } from "./held.ts";
import { inPieces } from "./pieces.ts";
import { emptyReport, type Report, type SyncRun } from "./run.ts";

const WIDTH = 16;
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

export function compareShown(db: Db, corpId: string, items: readonly Shown[], since: number, actor: Actor, now: Date) {
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
 * Compares only ids: who is listed with whom. What differs is asked for in detail. Members of staff of whom we hold nobody, and
 * who do have somebody, are read in pages first.
 */
export async function reconcileIds(run: SyncRun): Promise<Report> {
  const { db, corpId, client, now } = run;
  const { follow_user: users } = await client.externalContact.followUsers();
  const report = emptyReport("incremental");
  const known = await listDigests(db, corpId);
  const met = await staffWithPeople(db, corpId, users);
  const asked = users.filter((userId) => met.has(userId));
  await mapWide(asked, 8, async (userId) => {
    const answer = await attempt(() => listCustomers(client, userId));
    if (!answer.ok) return void report.failed.push(`${userId}: ${answer.failure.error}`);
    report.expected += answer.value.length;
    report.fetched += answer.value.length;
    if (known.get(userId) === listDigest(answer.value)) return;
    const held = new Map((await listedWith(db, corpId, [userId])).map((row) => [row.externalUserId, row.detailed]));
    const different = answer.value.filter((id) => held.get(id) !== true);
    const listed = new Set(answer.value);
    for (const id of held.keys()) if (!listed.has(id)) different.push(id);
    report.repaired += different.length;
    if (different.length > MANY) report.due.push(reconcileDue("customers-of", userId, now));
    else report.due.push(...different.map((id) => reconcileDue("customer", id, now)));
  });
  return report;
}

/** Staff of whom we hold nobody, now or ever, and who have somebody: their lists are read in pages for the first time. */
export async function staffToMeet({ db, corpId, client }: SyncRun): Promise<string[]> {
  const { follow_user: users } = await client.externalContact.followUsers();
  const met = await staffWithPeople(db, corpId, users);
  const fresh = users.filter((userId) => !met.has(userId));
  const alone = await withNobody(client, fresh);
  return fresh.filter((userId) => !alone.has(userId));
}

/**
 * Of staff in whose lists nobody is expected, those in whose lists nobody is: one call for a hundred of them. A hundred of
 * whom somebody does have a customer are listed one by one.
 */
async function withNobody(client: WecomClient, userIds: readonly string[]): Promise<Set<string>> {
  const empty = await mapWide(inPieces(userIds, USERS_PER_QUESTION), STREAMS, async (chunk) => {
    const answer = await attempt(() => client.externalContact.batchGetByUser({ userid_list: chunk, limit: 1 }));
    return answer.ok && answer.value.external_contact_list.length === 0 && !answer.value.next_cursor ? chunk : [];
  });
  return new Set(empty.flat());
}

export function reconcileDue(family: Due["family"], key: string, at: Date): Due {
  return { family, key, at, reason: "reconcile", wanted: null };
}

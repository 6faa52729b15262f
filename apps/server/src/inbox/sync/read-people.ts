import type { BatchAnswer } from "@shuke/wecom";
import type { Actor } from "#kit/actor";
import { appendBulk, headOf, type NewEvent, packPerson, type PersonTuple } from "#log";
import type { Shown } from "./compare-customer.ts";
import { clean } from "./clean.ts";
import { type Due, schedule } from "./due.ts";
import { followOf, listCustomers, mapWide } from "./fetch.ts";
import { listedWith } from "./held.ts";
import { keepPiece, type Piece, splitPiece } from "./pieces.ts";
import type { Kind, SyncRun } from "./run.ts";
import { compareShown, reconcileDue } from "./sync-customers.ts";
import { step, type Trouble, troubleOf } from "./walk.ts";

const PAGE = 100;
/** Pages that one transaction records: the price of a commit shared, and what a crash costs to read again. */
const PAGES_A_COMMIT = 8;

export type Reading = { run: SyncRun; runId: string; kind: Kind; actor: Actor; since: number };
export type ReadPart = { repaired: number; pages: number; trouble: Trouble | null };

/**
 * Reads on in a piece: everybody of some members of staff, page by page, `pages` at most. What was read and how far that is
 * are recorded together. History is told in pages; everything else is compared with what we hold.
 */
export async function readPeople(reading: Reading, piece: Piece, pages: number): Promise<ReadPart> {
  const { run } = reading;
  let now = piece;
  let repaired = 0;
  let read = 0;
  try {
    if (now.expected === null) now = { ...now, expected: (await idsOf(run, now.keys)).size };
    while (read < pages && now.walk.state === "reading") {
      const facts: NewEvent[] = [];
      const shown: Shown[] = [];
      const since = await headOf(run.db, run.corpId);
      for (let n = 0; n < PAGES_A_COMMIT && now.walk.state === "reading"; n += 1) {
        const { heard, page, trouble } = await ask(reading, now);
        const walk = step(now.walk, trouble ?? heard);
        // A page that only closes a circle tells nothing new.
        if (page && walk.restarts === now.walk.restarts) {
          facts.push(...historyOf(reading, page));
          shown.push(...newsOf(reading, page));
        }
        now = { ...now, walk };
        read += 1;
        if (trouble) {
          repaired += await record(reading, now, facts, shown, since);
          return { repaired, pages: read, trouble };
        }
      }
      if (now.walk.state === "done") now = await checked(reading, now);
      repaired += await record(reading, now, facts, shown, since);
    }
    return { repaired, pages: read, trouble: null };
  } catch (error) {
    const trouble = troubleOf(error);
    now = { ...now, walk: step(now.walk, trouble) };
    await record(reading, now, [], [], 0);
    return { repaired, pages: read, trouble };
  }
}

async function ask({ run }: Reading, piece: Piece) {
  const { cursor } = piece.walk;
  try {
    const page = await run.client.externalContact.batchGetByUser({
      userid_list: piece.keys,
      limit: PAGE,
      ...(cursor === null ? {} : { cursor }),
    });
    // Whom WeCom leaves out for want of a licence would otherwise look like somebody without customers.
    const [left] = page.fail_info?.unlicensed_userid_list ?? [];
    if (left !== undefined) return { trouble: { kind: "refused", error: `${left} has no licence`, retryAfterMs: 0 } as const };
    return { page, heard: { people: page.external_contact_list.length, next: page.next_cursor ?? "" } };
  } catch (error) {
    return { trouble: troubleOf(error) };
  }
}

const isHistory = ({ kind, since }: Reading, createdSec: number) => kind === "initial" && createdSec < since;

/** Those of a page who were there before we listened. */
function historyOf(reading: Reading, page: BatchAnswer): NewEvent[] {
  const people: PersonTuple[] = [];
  for (const { external_contact: contact, follow_info: info } of page.external_contact_list) {
    if (!isHistory(reading, info.createtime)) continue;
    const { external_userid: externalUserId, type, gender, unionid = "", avatar = "" } = contact;
    people.push(packPerson({ ...followOf(info), externalUserId, name: clean(contact.name), type, gender, unionid, avatar }));
  }
  if (people.length === 0) return [];
  return [{ type: "people.told", subject: "list:customers", data: { people }, occurredAt: reading.run.now }];
}

/** Everybody else of it, by person. */
function newsOf(reading: Reading, page: BatchAnswer): Shown[] {
  const people = new Map<string, Shown>();
  for (const { external_contact: contact, follow_info: info } of page.external_contact_list) {
    if (isHistory(reading, info.createtime)) continue;
    const follows = [...(people.get(contact.external_userid)?.follows ?? []), followOf(info)];
    people.set(contact.external_userid, { externalUserId: contact.external_userid, contact, follows, complete: false });
  }
  return [...people.values()];
}

/** Facts and place in one transaction. Differences come first, by themselves: found twice, they are none the second time. */
async function record(reading: Reading, piece: Piece, facts: readonly NewEvent[], shown: readonly Shown[], since: number): Promise<number> {
  const { run, runId, actor } = reading;
  const { db, corpId, now } = run;
  const due: Due[] = [];
  let repaired = 0;
  if (shown.length > 0) {
    const { facts: found, stale } = await compareShown(db, corpId, shown, since, actor, now);
    repaired += found;
    due.push(...stale.map((item) => reconcileDue("customer", item.externalUserId, now)));
  }
  await db.transaction().execute(async (tx) => {
    await schedule(tx, corpId, due);
    if (piece.walk.state === "failed" && piece.keys.length > 1) await splitPiece(tx, corpId, runId, piece);
    else await keepPiece(tx, corpId, runId, piece);
    await appendBulk(tx, corpId, facts, { actor, now });
  });
  return repaired;
}

/**
 * The list was read to its end: are these as many as the ids say? Somebody may have come off meanwhile, so ids are asked for
 * once more. In a repair, who is held and not listed is asked for singly: only `get` proves that a friendship has ended.
 */
async function checked(reading: Reading, piece: Piece): Promise<Piece> {
  const { run, kind } = reading;
  if (kind === "initial" && piece.walk.fetched >= (piece.expected ?? 0)) return piece;
  const listed = await idsOf(run, piece.keys);
  if (kind !== "initial") {
    const held = await listedWith(run.db, run.corpId, piece.keys);
    const gone = held.filter(({ userId, externalUserId }) => !listed.has(`${userId} ${externalUserId}`));
    await schedule(
      run.db,
      run.corpId,
      gone.map(({ externalUserId }) => reconcileDue("customer", externalUserId, run.now)),
    );
  }
  return { ...piece, expected: listed.size };
}

/** Pairs of staff and customer that the id lists show. */
async function idsOf({ client }: SyncRun, userIds: readonly string[]): Promise<Set<string>> {
  const lists = await mapWide(userIds, 2, async (userId) => (await listCustomers(client, userId)).map((id) => `${userId} ${id}`));
  return new Set(lists.flat());
}

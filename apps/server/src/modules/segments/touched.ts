import { sql } from "kysely";
import { reaction } from "#actions";
import type { Db } from "#db/connect";
import { customerId } from "#kit/ids";
import type { EventType, StoredEvent } from "#log";
import { bits } from "./families.ts";

/** The projections that conditions read. Whoever computes waits until they have seen what this handler has seen. */
export const SOURCES = ["customers", "groups", "arrivals", "customers.marks", "fields", "segments.behaviour"];

/** With more customers than this in one batch it is cheaper to compute the segments concerned anew than person by person. */
const MANY = 5000;
/** Business time that a flood (an import) is given to end before segments are computed anew. */
const FLOOD_MS = 60_000;

/** Whom a fact concerns, and in which respect. */
type Touch = { who: string; families: number };

const RELATION = bits("profile", "relation", "tags");

function touchesOf(corpId: string, event: StoredEvent): Touch[] {
  const by = (externalUserId: string, families: number): Touch[] => [{ who: customerId(corpId, externalUserId), families }];
  switch (event.type) {
    case "relation.added":
    case "relation.detailed":
      return by(event.data.externalUserId, RELATION);
    case "relation.ended":
      return by(event.data.externalUserId, RELATION | bits("behaviour"));
    case "customer.detailed":
      return by(event.data.externalUserId, bits("profile"));
    case "tags.marked":
      // Somebody of whom nothing was known gets a row by it.
      return by(event.data.externalUserId, bits("tags", "profile"));
    case "remark.set":
      return by(event.data.externalUserId, bits("profile"));
    case "group.member-joined":
      return event.data.memberType === 2 ? by(event.data.memberId, bits("profile", "groups", "behaviour")) : [];
    case "group.member-left":
      return by(event.data.memberId, bits("groups", "behaviour"));
    case "customer.field-set":
      return [{ who: event.data.customerId, families: bits("fields") }];
    case "customer.marked":
      return [{ who: event.data.customerId, families: bits("marks") }];
    case "page.opened":
    case "store.searched":
    case "store.chosen":
    case "welcome.sent":
      return by(event.data.externalUserId, bits("behaviour"));
    case "mass-task.delivered":
      return event.data.results.flatMap(({ recipient }) => by(recipient, bits("behaviour")));
    default:
      return [];
  }
}

/** Groups whose meaning changed: everybody in them is concerned. */
function chatsOf(event: StoredEvent): string[] {
  if (event.type === "group.dismissed" || event.type === "group.needs-setup") return [event.data.chatId];
  return event.type === "join-way.put" ? event.data.chatIds : [];
}

const ON = [
  "relation.added",
  "relation.detailed",
  "relation.ended",
  "customer.detailed",
  "tags.marked",
  "remark.set",
  "tag.removed",
  "group.member-joined",
  "group.member-left",
  "group.dismissed",
  "group.needs-setup",
  "join-way.put",
  "customer.field-set",
  "customer.marked",
  "page.opened",
  "store.searched",
  "store.chosen",
  "welcome.sent",
  "mass-task.delivered",
] as const satisfies readonly EventType[];

/** Notes who must be looked at again. Computing itself is a duty (keep.ts), so that no handler waits for it. */
export const noteTouched = reaction({
  name: "segments.touched",
  on: ON,
  after: SOURCES,
  async react({ db, corpId, now }, batch) {
    const touched = new Map<string, number>();
    for (const event of batch)
      for (const { who, families } of touchesOf(corpId, event)) touched.set(who, (touched.get(who) ?? 0) | families);
    if (touched.size > MANY) {
      await wantAnew(db, corpId, now, { families: [...touched.values()].reduce((all, one) => all | one, 0), why: "many" });
    } else if (touched.size > 0) await touch(db, corpId, touched);
    await touchChats(db, corpId, batch.flatMap(chatsOf));
    for (const event of batch) if (event.type === "tag.removed") await wantAnew(db, corpId, now, { names: event.data.tagId, why: "tag" });
  },
});

/** Nothing is written for a corp without segments that ask for such things. */
async function touch(db: Db, corpId: string, touched: ReadonlyMap<string, number>): Promise<void> {
  const rows = [...touched].map(([id, families]) => ({ id, families }));
  await sql`insert into segment_touched (corp_id, customer_id, families)
    select ${corpId}, r.id, r.families from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, families int)
    where exists (select from segment s where s.corp_id = ${corpId} and s.state = 'active' and s.families & r.families <> 0)`.execute(db);
}

async function touchChats(db: Db, corpId: string, chatIds: readonly string[]): Promise<void> {
  if (chatIds.length === 0) return;
  const groups = bits("groups");
  await sql`insert into segment_touched (corp_id, customer_id, families)
    select ${corpId}, k.id, ${groups}::int from group_chat g
    join group_member m on m.corp_id = g.corp_id and m.group_id = g.id and m.member_type = 2 and m.left_at is null
    join customer k on k.corp_id = m.corp_id and k.external_user_id = m.member_id
    where g.corp_id = ${corpId} and g.chat_id = any(${[...new Set(chatIds)]}::text[])
      and exists (select from segment s where s.corp_id = ${corpId} and s.state = 'active' and s.families & ${groups}::int <> 0)`.execute(
    db,
  );
}

/**
 * Has the segments computed anew that ask for something, or that name an id. A flood of facts is given a minute to end; the
 * time is not pushed on, so that one without an end does not leave segments old for ever.
 */
export async function wantAnew(
  db: Db,
  corpId: string,
  now: Date,
  { families = 0, names, why }: { families?: number; names?: string; why: string },
): Promise<void> {
  const pause = why === "many" ? new Date(now.getTime() + FLOOD_MS) : null;
  const concerned = names === undefined ? sql`families & ${families}::int <> 0` : sql`strpos(tree::text, ${JSON.stringify(names)}) > 0`;
  await sql`update segment set wanted = ${why}, retry_at = ${pause} where corp_id = ${corpId} and state = 'active'
    and wanted is null and ${concerned}`.execute(db);
}

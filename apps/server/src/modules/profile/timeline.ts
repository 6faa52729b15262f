import { sql } from "kysely";
import type { TimelineItem, Why } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { seesChat, seesStaff } from "#kit/scope";
import { type EventRow, type EventType, type StoredEvent, toEvent, toldMembers, toldPeople } from "#log";
import { allFields, type Field, type FieldValue } from "#modules/fields";
import { chatInfo } from "#modules/groups";
import { codeNames } from "#modules/live-codes";
import { staffNames, storesByIds } from "#modules/org";
import { sopNames } from "#modules/sops";
import { tagNames } from "#modules/tags";
import { whysOf } from "#modules/tasks";

export type Page<T> = { items: T[]; nextCursor: string | null };

export type Look = {
  limit: number;
  cursor?: string | undefined;
  /** Only facts of these types, and of this time. */
  types?: readonly EventType[] | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
};

/**
 * Everything about one person, newest first: her own facts, the joins and leaves that groups recorded, the steps of her SOPs.
 * Each part is read along an index from the cursor on, so that a long story costs no more than a short one.
 */
export async function timelineOf(
  ctx: Ctx,
  person: { id: string; externalUserId: string },
  { limit, cursor, types, from, to }: Look,
): Promise<Page<TimelineItem>> {
  const before = cursor !== undefined && /^\d{1,15}$/.test(cursor) ? Number(cursor) : Number.MAX_SAFE_INTEGER;
  const columns = sql`corp_id, seq, type, subject, actor, data, occurred_at, recorded_at, cause_seq`;
  const wanted = [
    ...(types ? [sql`and type = any(${[...types]})`] : []),
    ...(from ? [sql`and occurred_at >= ${from}`] : []),
    ...(to ? [sql`and occurred_at < ${to}`] : []),
  ];
  const rest = sql`and seq < ${before} ${sql.join(wanted, sql` `)} order by seq desc limit ${limit + 1}`;
  const { rows } = await sql<EventRow>`
    (select ${columns} from event where corp_id = ${ctx.corpId} and subject = ${`customer:${person.id}`} ${rest})
    union all
    (select ${columns} from event where corp_id = ${ctx.corpId} and data ->> 'memberId' = ${person.externalUserId}
      and type in ('group.member-joined', 'group.member-left') ${rest})
    union all
    (select ${columns} from event where corp_id = ${ctx.corpId}
      and subject = any(array(select 'enrolment:' || id from enrolment where corp_id = ${ctx.corpId} and recipient = ${person.externalUserId}))
      ${rest})
    union all
    (select ${columns} from event where corp_id = ${ctx.corpId}
      and seq = any(array(select told_seq from relation where corp_id = ${ctx.corpId} and customer_id = ${person.id}
        union select told_seq from group_member where corp_id = ${ctx.corpId} and member_id = ${person.externalUserId}
        union select told_seq from enrolment where corp_id = ${ctx.corpId} and recipient = ${person.externalUserId}
        union select unnest(array[s.came_seq, s.closed_seq]) from enrolment e
          join enrolment_step s on s.corp_id = e.corp_id and s.enrolment_id = e.id
          where e.corp_id = ${ctx.corpId} and e.recipient = ${person.externalUserId}))
      ${rest})
    order by seq desc limit ${limit + 1}`.execute(ctx.db);
  const shown = rows.slice(0, limit);
  const events = shown.map((row) => ownPart(row, person.externalUserId)).filter((event) => isForReader(ctx, event));
  const words = await readWords(ctx, events);
  return {
    items: events.map((event) => toItem(event, words)),
    nextCursor: rows.length > limit ? String(shown.at(-1)?.seq) : null,
  };
}

/** What happened between her and a colleague, or in a colleague's group, is not told to a narrow role: pages may be shorter for it. */
function isForReader(ctx: Ctx, event: StoredEvent): boolean {
  if (!ctx.scope) return true;
  const staff = [...textsOf(event, "userId", "sender", "assignee"), ...(event.actor.kind === "staff" ? [event.actor.userId] : [])];
  return staff.every((userId) => seesStaff(ctx, userId)) && textsOf(event, "chatId").every((chatId) => seesChat(ctx, chatId));
}

/** Of a fact that tells of a hundred people, what it says of this one. */
function ownPart(row: EventRow, externalUserId: string): StoredEvent {
  const event = toEvent(row);
  const own =
    event.type === "people.told"
      ? toldPeople(event).find((told) => told.externalUserId === externalUserId)
      : event.type === "members.told"
        ? { chatId: event.data.chatId, ...toldMembers(event).find((told) => told.memberId === externalUserId) }
        : withoutOthers(event);
  // The timeline reads data as names and values, whatever the type.
  return own === undefined ? event : toEvent({ ...row, data: own as never });
}

/** Facts of SOPs name everybody whom they concern. */
function withoutOthers(event: StoredEvent): Record<string, unknown> | undefined {
  if (event.type === "sop.step-closed") return { ...event.data, enrolmentIds: undefined };
  if (event.type === "sop.moved" || event.type === "sop.version-moved") return { ...event.data, moves: undefined };
  return undefined;
}

type Words = {
  staff: Map<string, string>;
  groups: Map<string, string>;
  stores: Map<string, string>;
  codes: Map<string, string>;
  sops: Map<string, string>;
  tags: Map<string, string>;
  whys: Map<string, Why>;
  fields: Map<string, Field>;
};

/** What an event speaks of, as far as its data name it. */
function textsOf(event: StoredEvent, ...fields: string[]): string[] {
  const data: Record<string, unknown> = event.data;
  return fields.flatMap((field) => {
    const value = data[field];
    return typeof value === "string" ? [value] : Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
  });
}

async function readWords(ctx: Ctx, events: readonly StoredEvent[]): Promise<Words> {
  const all = (...fields: string[]) => [...new Set(events.flatMap((event) => textsOf(event, ...fields)))];
  const actors = events.flatMap(({ actor }) => (actor.kind === "staff" ? [actor.userId] : []));
  const [staff, groups, stores, codes, sops, tags, whys, fields] = await Promise.all([
    staffNames(ctx, [...all("userId", "sender", "assignee"), ...actors]),
    chatInfo(ctx, all("chatId")),
    storesByIds(ctx, all("storeId")),
    codeNames(ctx, all("liveCodeId", "state")),
    sopNames(ctx, all("sopId")),
    tagNames(ctx, all("add", "remove", "tagIds")),
    whysOf(ctx, events.flatMap(causesOf)),
    events.some(({ type }) => type === "customer.field-set") ? allFields(ctx) : [],
  ]);
  const named = (rows: ReadonlyMap<string, { name: string }>) => new Map([...rows].map(([id, { name }]) => [id, name]));
  return {
    staff,
    codes,
    sops,
    whys,
    groups: named(groups),
    stores: named(stores),
    tags: named(tags),
    fields: new Map(fields.map((field) => [field.key, field])),
  };
}

/** What may stand behind an event, the nearest first, as planners write it. */
function causesOf(event: StoredEvent): string[] {
  const [sopId] = textsOf(event, "sopId");
  const [step] = textsOf(event, "step");
  return [
    ...textsOf(event, "plannedBy", "why"),
    ...textsOf(event, "via").map(linkOf),
    ...textsOf(event, "liveCodeId", "state").map((id) => `live-code:${id}`),
    ...(sopId === undefined ? [] : [step === undefined ? `sop:${sopId}` : `sop:${sopId}/${step}`]),
  ];
}

/** The link that was opened: `welcome.LIVE-CODE` or `SOP.step`. */
function linkOf(via: string): string {
  const [first = "", second = ""] = via.split(".");
  return first === "welcome" ? `live-code:${second}` : `sop:${first}/${second}`;
}

function toItem(event: StoredEvent, words: Words): TimelineItem {
  const first = (names: ReadonlyMap<string, string>, ...fields: string[]) => {
    const [id] = textsOf(event, ...fields);
    return id === undefined ? undefined : (names.get(id) ?? id);
  };
  const [chatId = "", storeId = "", sopId = "", step = ""] = ["chatId", "storeId", "sopId", "step"].map(
    (field) => textsOf(event, field)[0],
  );
  const tags = textsOf(event, "add", "tagIds").map((id) => words.tags.get(id) ?? id);
  const named = {
    staff: first(words.staff, "userId", "sender", "assignee"),
    group: words.groups.get(chatId),
    store: words.stores.get(storeId),
    code: first(words.codes, "liveCodeId", ...(event.type === "relation.added" ? ["state"] : [])),
    sop: words.sops.get(sopId),
    // A step that the present version no longer has keeps its key.
    step: words.sops.get(`${sopId}/${step}`) ?? (step || undefined),
    tags: tags.length > 0 ? tags.join("、") : undefined,
    ...fieldWords(event, words),
  };
  const known = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
  // Codes open doors and die within seconds; nobody needs to read them.
  const { welcomeCode: _, ...data }: Record<string, unknown> = event.data;
  return { seq: event.seq, at: event.occurredAt.toISOString(), type: event.type, params: { ...data, ...known }, why: whyOf(event, words) };
}

/** What was written into a field, by its own name and its options' names; `said` picks the sentence. */
function fieldWords(event: StoredEvent, words: Words): Record<string, unknown> {
  if (event.type === "customer.stage-changed") {
    return { said: event.data.from === null ? "entered" : event.data.to === null ? "left" : "moved" };
  }
  if (event.type === "sop.moved") {
    const way = Number(event.data.choice);
    return Number.isNaN(way) ? { said: event.data.choice } : { said: "chosen", way };
  }
  if (event.type === "preference.said") return { said: event.data.from === event.data.to ? "topics" : event.data.to };
  if (event.type === "kf.said") return { said: event.data.userId === null ? "her" : "staff" };
  if (event.type === "kf.served") return { said: event.data.how };
  if (event.type === "customer.marked") return { said: event.data.on ? "on" : "off" };
  if (event.type === "tags.marked" && event.data.add.length === 0) {
    return { said: "removed", tags: event.data.remove.map((id) => words.tags.get(id) ?? id).join("、") };
  }
  if (event.type !== "customer.field-set") return {};
  const { key, value, before } = event.data;
  const field = words.fields.get(key);
  const shown = (one: FieldValue) => field?.options.find(({ id }) => id === one)?.name ?? one;
  const said = value === null ? "cleared" : before === null ? "set" : "changed";
  return { said, field: field?.name ?? key, value: shown(value), before: shown(before) };
}

/** The rule, step, person or campaign behind a fact, in words and with a way to it. */
function whyOf(event: StoredEvent, words: Words): TimelineItem["why"] {
  for (const cause of causesOf(event)) {
    const why = words.whys.get(cause);
    if (why?.label) return why;
  }
  // A change to many; its page says who wanted it.
  const bulk = causesOf(event).find((cause) => cause.startsWith("bulk:"));
  if (bulk !== undefined) {
    const by = event.actor.kind === "user" ? (event.actor.name ?? "") : "";
    return { kind: "bulk", label: by, to: `/customers/changes/${bulk.slice("bulk:".length)}` };
  }
  // Her own choice: how she looked for it. The console has the words.
  const [how] = textsOf(event, "how");
  if (how !== undefined && event.type.startsWith("store.")) return { kind: "search", label: how, to: null };
  const { actor } = event;
  if (actor.kind === "staff") return { kind: "staff", label: words.staff.get(actor.userId) ?? actor.userId, to: null };
  if (actor.kind === "user") return { kind: "user", label: actor.name ?? actor.id, to: null };
  if (actor.kind === "reconcile" || actor.kind === "sync") return { kind: actor.kind, label: "", to: "/system/sync" };
  return null;
}

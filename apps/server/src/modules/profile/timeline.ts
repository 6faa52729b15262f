import { sql } from "kysely";
import type { TimelineItem } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { type EventRow, type StoredEvent, toEvent } from "#log";
import { chatInfo } from "#modules/groups";
import { staffNames, storesByIds } from "#modules/org";
import { tagNames } from "#modules/tags";
import { codeNames, sopNames } from "./names.ts";

export type Page<T> = { items: T[]; nextCursor: string | null };

/** Everything about one person, newest first: her own facts, the joins and leaves that groups recorded, the steps of her SOPs. */
export async function timelineOf(
  ctx: Ctx,
  person: { id: string; externalUserId: string },
  limit: number,
  cursor: string | undefined,
): Promise<Page<TimelineItem>> {
  const before = cursor !== undefined && /^\d{1,15}$/.test(cursor) ? Number(cursor) : Number.MAX_SAFE_INTEGER;
  const columns = sql`corp_id, seq, type, subject, actor, data, occurred_at, recorded_at, cause_seq`;
  const { rows } = await sql<EventRow>`
    (select ${columns} from event where corp_id = ${ctx.corpId} and subject = ${`customer:${person.id}`} and seq < ${before}
      order by seq desc limit ${limit + 1})
    union all
    (select ${columns} from event where corp_id = ${ctx.corpId} and data ->> 'memberId' = ${person.externalUserId}
      and type in ('group.member-joined', 'group.member-left') and seq < ${before} order by seq desc limit ${limit + 1})
    union all
    (select ${columns} from event where corp_id = ${ctx.corpId} and seq < ${before}
      and subject = any(array(select 'enrolment:' || id from enrolment where corp_id = ${ctx.corpId} and recipient = ${person.externalUserId}))
      order by seq desc limit ${limit + 1})
    order by seq desc limit ${limit + 1}`.execute(ctx.db);
  const events = rows.slice(0, limit).map(toEvent);
  const words = await readWords(ctx, events);
  return {
    items: events.map((event) => toItem(event, words)),
    nextCursor: rows.length > limit ? String(events.at(-1)?.seq) : null,
  };
}

type Words = {
  staff: Map<string, string>;
  groups: Map<string, { id: string; name: string }>;
  stores: Map<string, string>;
  codes: Map<string, string>;
  sops: Map<string, string>;
  tags: Map<string, string>;
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
  const reasons = [...all("plannedBy", "why").map(reasonOf), ...all("via").map(linkOf)];
  const named = (kind: string) => reasons.flatMap((one) => (one.kind === kind ? [one.id] : []));
  const [staff, groups, stores, codes, sops, tags] = await Promise.all([
    staffNames(ctx, [...all("userId", "sender", "assignee"), ...actors]),
    chatInfo(ctx, all("chatId")),
    storesByIds(ctx, [...all("storeId"), ...named("store")]),
    codeNames(ctx, [...all("liveCodeId", "state"), ...named("live-code")]),
    sopNames(ctx, [...all("sopId"), ...named("sop")]),
    tagNames(ctx, all("add", "remove", "tagIds")),
  ]);
  return {
    staff,
    codes,
    sops,
    groups: new Map([...groups].map(([chatId, { groupId, name }]) => [chatId, { id: groupId, name }])),
    stores: new Map([...stores].map(([id, { name }]) => [id, name])),
    tags: new Map([...tags].map(([id, { name }]) => [id, name])),
  };
}

type Reason = { kind: string; id: string; step: string | null };

/** `live-code:ID`, `sop:ID/step`, `store:ID`, `task:ID`, `playbook:KEY`, as planners write them. */
function reasonOf(text: string): Reason {
  const [, kind = "", id = "", step] = /^([a-z-]+):([^/|]+)(?:\/([^|]+))?/.exec(text) ?? [];
  return { kind, id, step: step ?? null };
}

/** The link that was opened: `welcome.LIVE-CODE` or `SOP.step`. */
function linkOf(via: string): Reason {
  const [first = "", second = ""] = via.split(".");
  return first === "welcome" ? { kind: "live-code", id: second, step: null } : { kind: "sop", id: first, step: second };
}

function toItem(event: StoredEvent, words: Words): TimelineItem {
  const first = (names: ReadonlyMap<string, string>, ...fields: string[]) => {
    const [id] = textsOf(event, ...fields);
    return id === undefined ? undefined : (names.get(id) ?? id);
  };
  const [chatId] = textsOf(event, "chatId");
  const [sopId] = textsOf(event, "sopId");
  const [step] = textsOf(event, "step");
  const tags = textsOf(event, "add", "tagIds").map((id) => words.tags.get(id) ?? id);
  const named = {
    staff: first(words.staff, "userId", "sender", "assignee"),
    group: chatId === undefined ? undefined : words.groups.get(chatId)?.name,
    store: first(words.stores, "storeId"),
    code: first(words.codes, "liveCodeId", ...(event.type === "relation.added" ? ["state"] : [])),
    sop: first(words.sops, "sopId"),
    step: step === undefined ? undefined : (words.sops.get(`${sopId}/${step}`) ?? step),
    tags: tags.length > 0 ? tags.join("、") : undefined,
  };
  const known = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
  // Codes open doors and die within seconds; nobody needs to read them.
  const { welcomeCode: _, ...data }: Record<string, unknown> = event.data;
  return { seq: event.seq, at: event.occurredAt.toISOString(), type: event.type, params: { ...data, ...known }, why: whyOf(event, words) };
}

/** The rule, step, person or campaign behind a fact, in words and with a way to it. */
function whyOf(event: StoredEvent, words: Words): TimelineItem["why"] {
  for (const reason of [...textsOf(event, "plannedBy", "why").map(reasonOf), ...textsOf(event, "via").map(linkOf)]) {
    const why = inWords(reason, words);
    if (why !== null) return why;
  }
  for (const id of textsOf(event, "liveCodeId", "state")) {
    if (words.codes.has(id)) return inWords({ kind: "live-code", id, step: null }, words);
  }
  const [sopId] = textsOf(event, "sopId");
  if (sopId !== undefined) return inWords({ kind: "sop", id: sopId, step: textsOf(event, "step")[0] ?? null }, words);
  // Her own choice: how she looked for it. The console has the words.
  const [how] = textsOf(event, "how");
  if (how !== undefined && event.type.startsWith("store.")) return { kind: "search", label: how, to: null };
  const { actor } = event;
  if (actor.kind === "staff") return { kind: "staff", label: words.staff.get(actor.userId) ?? actor.userId, to: null };
  if (actor.kind === "user") return { kind: "user", label: actor.name ?? actor.id, to: null };
  if (actor.kind === "reconcile" || actor.kind === "sync") return { kind: actor.kind, label: "企业微信", to: "/system/sync" };
  return null;
}

function inWords({ kind, id, step }: Reason, words: Words): TimelineItem["why"] {
  switch (kind) {
    case "live-code":
      return { kind, label: words.codes.get(id) ?? id, to: `/codes/${id}` };
    case "sop": {
      const stepName = step === null ? "" : ` · ${words.sops.get(`${id}/${step}`) ?? step}`;
      return { kind, label: `${words.sops.get(id) ?? id}${stepName}`, to: `/sops/${id}` };
    }
    case "store": {
      const name = words.stores.get(id) ?? id;
      return { kind, label: name, to: `/stores?query=${encodeURIComponent(name)}` };
    }
    case "playbook":
      return { kind, label: id, to: `/playbooks/${id}` };
    case "task":
      return { kind, label: id, to: "/tasks" };
    default:
      return null;
  }
}

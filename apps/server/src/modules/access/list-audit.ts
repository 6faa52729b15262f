import type { AuditFilter, AuditItem, AuditKind, api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { type RawBuilder, sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { namesOfSubjects } from "./subject-names.ts";

type Row = {
  id: string;
  at: Date;
  kind: AuditKind;
  actor: { kind: string; id?: string; userId?: string; name?: string; part?: string; externalUserId?: string };
  actor_name: string | null;
  verb: string;
  subject: string;
  data: Record<string, unknown>;
};

/** What a bare id may stand for. */
const KINDS = [
  "customer",
  "person",
  "external",
  "order",
  "account",
  "staff",
  "group",
  "store",
  "live-code",
  "segment",
  "sop",
  "goal",
  "talk",
  "column",
  "stock",
  "send",
  "ticket",
  "content",
  "link",
  "poster",
  "task",
  "action",
  "bulk",
  "import",
  "inbox",
  "tag",
  "field",
  "playbook",
  "report",
];

/** Records of a filter, the newest first; each condition is answered by an index of its own (EXPLAINed in audit.test.ts). */
export const auditSql = (corpId: string, filter: AuditFilter, page: { after: { at: Date; id: string } | null; limit: number }) => sql<Row>`
  select a.id, a.at, a.kind, a.actor, a.verb, a.subject, a.data,
    coalesce((select u.name from auth."user" u where u.id = a.actor ->> 'id' and a.actor ->> 'kind' = 'user'),
      (select k.name from api_key k where k.corp_id = a.corp_id and k.id = a.actor ->> 'id' and a.actor ->> 'kind' = 'apiKey'),
      (select s.name from staff s where s.corp_id = a.corp_id and s.user_id = a.actor ->> 'userId')) as actor_name
  from audit a where a.corp_id = ${corpId} ${conditions(corpId, filter)}
    ${page.after === null ? sql`` : sql`and (a.at, a.id) < (${page.after.at}, ${page.after.id})`}
  order by a.at desc, a.id desc limit ${page.limit}`;

function conditions(corpId: string, { person, kind, noun, subject, from, to }: AuditFilter): RawBuilder<unknown> {
  const parts = [
    ...(person === undefined
      ? []
      : [
          sql`coalesce(a.actor ->> 'id', a.actor ->> 'userId') in (${person},
            (select m.staff_user_id from member m where m.corp_id = ${corpId} and m.user_id = ${person}))`,
        ]),
    ...(kind === undefined ? [] : [sql`a.kind = ${kind}`]),
    ...(noun === undefined ? [] : [sql`split_part(a.verb, '.', 1) = ${noun}`]),
    ...(subject === undefined || subject.trim() === "" ? [] : [sql`a.subject = any(${subjectsOf(corpId, subject.trim())})`]),
    ...(from === undefined ? [] : [sql`a.at >= ${startOf(corpId, from, 0)}`]),
    ...(to === undefined ? [] : [sql`a.at < ${startOf(corpId, to, 1)}`]),
  ];
  return parts.length === 0 ? sql`` : sql`and ${sql.join(parts, sql` and `)}`;
}

/** All names that records have for it: a phone knows a customer by her external user id only. */
function subjectsOf(corpId: string, subject: string): RawBuilder<unknown> {
  const [, id = subject] = /^[a-z-]+:(.*)$/.exec(subject) ?? [];
  const names = id === subject ? KINDS.map((kind) => `${kind}:${id}`) : [subject];
  return sql`${names}::text[] || array(select 'external:' || external_user_id from customer where corp_id = ${corpId} and id = ${id})`;
}

/** When a local day, or one so many days later, begins. */
const startOf = (corpId: string, day: string, later: number) =>
  sql`(select (${day}::date + ${later}::int)::timestamp at time zone time_zone from corp where corp_id = ${corpId})`;

export async function listAudit(
  ctx: Ctx,
  { cursor, limit, ...filter }: ParsedInputOf<typeof api.audit.list>,
): Promise<OutputOf<typeof api.audit.list>> {
  const { rows } = await auditSql(ctx.corpId, filter, { after: placeOf(cursor), limit: limit + 1 }).execute(ctx.db);
  const items = await toItems(ctx, rows.slice(0, limit));
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? `${last.at}|${last.id}` : null };
}

function placeOf(cursor: string | undefined): { at: Date; id: string } | null {
  const [at = "", id = ""] = (cursor ?? "").split("|");
  return id === "" || Number.isNaN(Date.parse(at)) ? null : { at: new Date(at), id };
}

async function toItems(ctx: Ctx, rows: readonly Row[]): Promise<AuditItem[]> {
  const names = await namesOfSubjects(
    ctx,
    rows.map(({ subject }) => subject),
  );
  return rows.map(({ id, at, kind, actor, actor_name: actorName, verb, subject, data }) => {
    const cut = subject.indexOf(":");
    const about = cut < 0 ? { kind: subject, id: "" } : { kind: subject.slice(0, cut), id: subject.slice(cut + 1) };
    return {
      id,
      at: at.toISOString(),
      kind,
      actor: {
        kind: actor.kind,
        id: actor.id ?? actor.userId ?? actor.externalUserId ?? actor.part ?? null,
        // As she is called today, else as she was called then.
        name: actorName ?? actor.name ?? null,
      },
      verb,
      subject: { ...about, name: names.get(subject)?.name ?? null, to: names.get(subject)?.to ?? null },
      data,
    };
  });
}

const PIECE = 1000;

/** All records of a filter, piece by piece. */
export async function* eachAudit(ctx: Ctx, filter: AuditFilter): AsyncGenerator<AuditItem[]> {
  for (let after: { at: Date; id: string } | null = null; ;) {
    const { rows } = await auditSql(ctx.corpId, filter, { after, limit: PIECE }).execute(ctx.db);
    yield await toItems(ctx, rows);
    const last = rows.at(-1);
    if (rows.length < PIECE || !last) return;
    after = { at: last.at, id: last.id };
  }
}

import { type RawBuilder, sql } from "kysely";
import { personKeyKinds } from "@shuke/contract";
import type { api, Buyer, OutputOf, ParsedInputOf, PersonConflict } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { mustSeeCustomer } from "./in-scope.ts";
import { isCustomer } from "./identity-rules.ts";

/** Persons as a reader sees them: customers by name, others by what is known. Merged ones are shown as themselves. */
export async function buyersByIds(ctx: Ctx, personIds: readonly string[]): Promise<Map<string, Buyer>> {
  const ids = [...new Set(personIds)];
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string | null }>`select id, name from customer
    where corp_id = ${ctx.corpId} and id = any(${ids})`.execute(ctx.db);
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return new Map(ids.map((id) => [id, { id, kind: isCustomer(id) ? "customer" : "person", name: names.get(id) ?? null }]));
}

/** Today's person behind an id; refuses ids that nobody ever had. */
export async function findPerson(ctx: Ctx, personId: string): Promise<Buyer> {
  const { rows } = await sql<{ id: string; known: boolean }>`
    select coalesce(a.into_id, p.id) as id, (a.person_id is not null
      or exists (select from customer c where c.corp_id = ${ctx.corpId} and c.id = p.id)
      or exists (select from person_key k where k.corp_id = ${ctx.corpId} and k.person_id = p.id)
      or exists (select from person_alias i where i.corp_id = ${ctx.corpId} and i.into_id = p.id)) as known
    from (values (${personId}::text)) as p(id)
    left join person_alias a on a.corp_id = ${ctx.corpId} and a.person_id = p.id`.execute(ctx.db);
  const [row] = rows;
  const buyer = row?.known === true ? (await buyersByIds(ctx, [row.id])).get(row.id) : undefined;
  if (!buyer) throw notFound("person", personId);
  return buyer;
}

/** A person's keys and whoever was merged into her. */
export async function identityOf(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.people.identity>,
): Promise<OutputOf<typeof api.people.identity>> {
  const { personId } = input;
  await mustSeeCustomer(ctx, personId, "person");
  const now = await findPerson(ctx, personId);
  const { rows: merged } = await sql<{ person_id: string; via_id: string; since: Date; why: string }>`
    select person_id, via_id, since, why from person_alias where corp_id = ${ctx.corpId} and into_id = ${personId}
    order by since, person_id limit 200`.execute(ctx.db);
  const people = await buyersByIds(ctx, [personId, ...merged.map(({ person_id }) => person_id)]);
  const named = (id: string): Buyer => people.get(id) ?? { id, kind: "person", name: null };
  return {
    person: named(personId),
    into: now.id === personId ? null : now,
    keys: await keysOf(ctx, [...people.keys()]),
    merged: merged.map(({ person_id, via_id, since, why }) => ({
      person: named(person_id),
      since: since.toISOString(),
      why,
      direct: via_id === personId,
    })),
  };
}

async function keysOf(ctx: Ctx, personIds: readonly string[]): Promise<OutputOf<typeof api.people.identity>["keys"]> {
  const { rows } = await sql<{ kind: string; value: string; why: string; linked_at: Date | null }>`
    select 'external' as kind, external_user_id as value, 'wecom' as why, null::timestamptz as linked_at from customer
      where corp_id = ${ctx.corpId} and id = any(${[...personIds]})
    union all select 'unionid', unionid, 'wecom', null from customer
      where corp_id = ${ctx.corpId} and id = any(${[...personIds]}) and unionid <> ''
    union all (select kind, value, why, linked_at from person_key
      where corp_id = ${ctx.corpId} and person_id = any(${[...personIds]}) order by linked_at, kind, value limit 200)`.execute(ctx.db);
  return rows.map(({ kind, value, why, linked_at }) => ({ kind, value, why, linkedAt: linked_at?.toISOString() ?? null }));
}

type ConflictRow = {
  id: string;
  kind: string;
  value: string;
  holder_id: string;
  claimant_id: string;
  why: string;
  found_at: Date;
  at_us: string;
  state: "open" | "settled";
  how: PersonConflict["how"];
};

/** Questions that only somebody can answer, the newest first. */
export async function listConflicts(
  ctx: Ctx,
  { state, limit, cursor }: ParsedInputOf<typeof api.people.conflicts>,
): Promise<OutputOf<typeof api.people.conflicts>> {
  const [at, id] = cursor?.split("~") ?? [];
  const after: RawBuilder<boolean> =
    at === undefined || id === undefined || !/^\d{1,18}$/u.test(at)
      ? sql`true`
      : sql`(found_at, id) < (timestamptz 'epoch' + ${at}::bigint * interval '1 microsecond', ${id})`;
  const { rows } = await sql<ConflictRow>`select id, kind, value, holder_id, claimant_id, why, found_at,
      (extract(epoch from found_at) * 1000000)::bigint::text as at_us, state, how
    from person_conflict where corp_id = ${ctx.corpId} and state = ${state} and ${after}
    order by found_at desc, id desc limit ${limit + 1}`.execute(ctx.db);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const people = await buyersByIds(
    ctx,
    shown.flatMap(({ holder_id, claimant_id }) => [holder_id, claimant_id]),
  );
  const named = (personId: string): Buyer => people.get(personId) ?? { id: personId, kind: "person", name: null };
  return {
    items: shown.map((row) => ({
      id: row.id,
      kind: row.kind,
      value: row.value,
      holder: named(row.holder_id),
      claimant: named(row.claimant_id),
      why: row.why,
      foundAt: row.found_at.toISOString(),
      state: row.state,
      how: row.how,
    })),
    nextCursor: rows.length > limit && last ? `${last.at_us}~${last.id}` : null,
  };
}

/** How many questions wait. */
export async function openConflicts(ctx: Ctx): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from person_conflict
    where corp_id = ${ctx.corpId} and state = 'open'`.execute(ctx.db);
  return rows[0]?.n ?? 0;
}

/** Persons of today whom a text may mean: a phone, a member number, a unionid, WeCom's id, else customers of that name. */
export async function personsByText(ctx: Ctx, text: string, most: number): Promise<string[]> {
  const { rows: keyed } = await sql<{ id: string }>`
    select coalesce(a.into_id, p.id) as id from (
      select person_id as id from person_key where corp_id = ${ctx.corpId} and value = ${text} and kind = any(${[...personKeyKinds]})
      union select id from customer where corp_id = ${ctx.corpId} and external_user_id = ${text}
      union select id from customer where corp_id = ${ctx.corpId} and unionid = ${text} and unionid <> '') p
    left join person_alias a on a.corp_id = ${ctx.corpId} and a.person_id = p.id`.execute(ctx.db);
  if (keyed.length > 0) return keyed.map(({ id }) => id);
  // Names begin with what is typed: an index finds those, whatever the corp's size.
  const { rows: named } = await sql<{ id: string }>`select id from customer
    where corp_id = ${ctx.corpId} and name like ${`${text.replaceAll(/[\\%_]/gu, "\\$&")}%`} limit ${most}`.execute(ctx.db);
  return named.map(({ id }) => id);
}

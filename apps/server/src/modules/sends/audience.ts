import { type RawBuilder, sql } from "kysely";
import type { SegmentNode, SendAudience, SendPlan } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { classChats } from "#modules/live-codes";
import { frameAt, matching } from "#modules/segments";
import { listed } from "./lists.ts";
import { peopleOf } from "./people.ts";
import { LIMIT } from "./rules.ts";

type Frame = Awaited<ReturnType<typeof frameAt>>;
export type Whom = {
  plan: Pick<SendPlan, "to" | "audience" | "variants" | "rules" | "holdOutPercent">;
  /** Draws go by it: the same person has the same lot in one send, another in the next. */
  salt: string;
  of: { sendId: string; which: "missed" | "received" } | null;
};

/** Missing whom is nobody's fault whom another send would not change. */
const GONE = ["hold-out", "preference", "left-out", "not-a-friend", "not-reachable"];

/**
 * Whom a send concerns, in lots: `ids` whom one task of `sender` carries with the content `cell`, cut at WeCom's size and numbered from `base` + 1;
 * `no` 0 for those whom no task carries (`held`, or nobody can send to them). One statement: however many there are, each table is read once,
 * and no more rows come out than there are tasks.
 */
export async function lotsSql(ctx: Ctx, whom: Whom, base = 0): Promise<RawBuilder<unknown>> {
  const frame = await frameAt(ctx.db, ctx.corpId, ctx.now);
  const chosen = whom.plan.to === "customers" ? customers(frame, whom) : groups(frame, whom);
  const limit = sql`${LIMIT[whom.plan.to]}::int`;
  return sql`select case when c.sender is null then 0
        else ${base}::int + row_number() over (partition by c.sender is null order by c.sender, c.cell, c.piece) end::int as no,
      c.sender, c.cell, c.held, c.ids, cardinality(c.ids) as size
    from (select w.sender, w.cell, w.held, p.piece, case when w.sender is null or w.n <= ${limit} then w.ids
          else (select array_agg(o.ext order by o.ext) from (select e.ext from unnest(w.ids) e(ext) order by e.ext offset p.piece * ${limit} limit ${limit}) o)
        end as ids
      from (select x.held, case when not x.held then x.sender end as sender, x.cell, count(*)::int as n, array_agg(x.ext) as ids
        from (${chosen} offset 0) x group by 1, 2, 3) w
      cross join lateral generate_series(0, case when w.sender is null then 0 else (w.n - 1) / ${limit} end) p(piece)) c`;
}

/** Each with `sender` (null: nobody serves her), `held` and `cell`. `offset 0` keeps PostgreSQL from writing draws and senders out wherever they are named. */
function customers(frame: Frame, { plan, salt, of }: Whom): RawBuilder<unknown> {
  const corp = frame.corpId;
  const pool = of
    ? sql`select k.id, k.external_user_id as ext from customer k where k.corp_id = ${corp} and k.external_user_id in (${theseOf(corp, of)})`
    : peopleIn(frame, plan.audience);
  // Whoever talked to her last, where she knows several of us and the archive heard them; else who came last: the end of the greatest `newest`.
  const talked = sql`(select a.staff from archive_message a where a.corp_id = ${corp} and a.customer = p.ext and a.room = ''
      and exists (select from relation r join serving s on s.user_id = r.user_id
        where r.corp_id = ${corp} and r.customer_id = p.id and r.user_id = a.staff and r.state = 'active')
    order by a.at desc, a.seq desc limit 1)`;
  return sql`with serving as materialized (select user_id from staff where corp_id = ${corp} and follows and status = 1 and not removed)
    select q.ext, q.sender, ${held(plan, sql`q.lot`)} as held,
      ${cell(plan, sql`q.lot`, (storeIds) => sql`q.id in (${matching(frame, { kind: "store", storeIds })})`)} as cell
    from (select p.id, p.ext, md5(${`${salt}/`}::text || p.id) as lot,
        coalesce(case when known.n > 1 then ${talked} end, substr(known.newest, 13)) as sender
      from (${pool}) p left join (select r.customer_id, count(*) as n, max(lpad(r.created_sec::text, 12, '0') || r.user_id) as newest from relation r
        join serving s on s.user_id = r.user_id where r.corp_id = ${corp} and r.state = 'active' group by 1) known
        on known.customer_id = p.id offset 0) q`;
}

/** Whom an audience of customers means: `id` and `ext`. */
function peopleIn(frame: Frame, audience: SendAudience): RawBuilder<unknown> {
  const these = audience.list
    ? sql`k.external_user_id in (${listed(frame.corpId, audience.list)})`
    : sql`k.id in (${matching(frame, rootOf(audience))})`;
  return sql`select k.id, k.external_user_id as ext from customer k where k.corp_id = ${frame.corpId} and ${these}`;
}

/** The same for modules above, as it is now. */
export async function audienceSql(ctx: Ctx, audience: SendAudience): Promise<RawBuilder<unknown>> {
  return peopleIn(await frameAt(ctx.db, ctx.corpId, ctx.now), audience);
}

function groups(frame: Frame, { plan, salt, of }: Whom): RawBuilder<unknown> {
  const corp = frame.corpId;
  const ofStores = (storeIds: readonly string[]) => sql`g.chat_id in (select p.chat_id from live_code_group p
    join live_code l on l.corp_id = p.corp_id and l.id = p.live_code_id
    where l.corp_id = ${corp} and l.kind = 'group' and l.store_id = any(${[...storeIds]}::text[]))`;
  const these = ({ groupIds, storeIds }: Pick<SendAudience, "groupIds" | "storeIds">) =>
    sql`(g.id = any(${groupIds}::text[]) or ${ofStores(storeIds)})`;
  const { audience } = plan;
  const { classes = [] } = audience;
  const ofClasses = classes.length === 0 ? sql`false` : sql`g.chat_id in (${classChats(corp, classes)})`;
  const chosen = of
    ? sql`g.chat_id in (${theseOf(corp, of)})`
    : sql`${audience.everyone ? sql`true` : sql`(${these(audience)} or ${ofClasses})`} and not ${these(audience.except)}`;
  return sql`select g.chat_id as ext, s.user_id as sender, ${held(plan, sql`l.lot`)} as held,
      ${cell(plan, sql`l.lot`, ofStores, sql`s.user_id`)} as cell
    from group_chat g left join staff s on s.corp_id = g.corp_id and s.user_id = g.owner and s.follows and s.status = 1 and not s.removed
    cross join lateral (select md5(${`${salt}/`}::text || g.id) as lot) l
    where g.corp_id = ${corp} and g.state = 'open' and ${chosen}`;
}

/** Those of another send whom it reached, or did not reach though another try may. */
const theseOf = (corpId: string, { sendId, which }: NonNullable<Whom["of"]>) =>
  sql`select p.recipient from (${peopleOf(corpId, sendId)}) p where ${
    which === "received" ? sql`p.state = 'delivered'` : sql`p.state in ('unsent', 'failed', 'refused') and p.reason <> all(${GONE}::text[])`
  }`;

const lotOf = (lot: RawBuilder<unknown>, from: number) => sql`('x' || substr(${lot}, ${from}::int, 8))::bit(32)::bigint`;

const held = ({ holdOutPercent }: Whom["plan"], lot: RawBuilder<unknown>): RawBuilder<unknown> =>
  holdOutPercent === 0 ? sql`false` : sql`(${lotOf(lot, 1)} % 100) < ${holdOutPercent}::int`;

/** The first rule that fits; else the wording that her lot says. */
function cell(
  { variants, rules }: Whom["plan"],
  lot: RawBuilder<unknown>,
  ofStores: (storeIds: string[]) => RawBuilder<unknown>,
  sender: RawBuilder<unknown> = sql`q.sender`,
): RawBuilder<unknown> {
  const drawn = variants.length === 0 ? sql`0` : sql`(${lotOf(lot, 9)} % ${variants.length + 1}::int)::int`;
  const when = rules.flatMap(({ userIds, storeIds }, i) => {
    const tests = [
      ...(userIds.length > 0 ? [sql`${sender} = any(${userIds}::text[])`] : []),
      ...(storeIds.length > 0 ? [ofStores(storeIds)] : []),
    ];
    return tests.length === 0 ? [] : [sql`when ${sql.join(tests, sql` or `)} then ${1 + variants.length + i}::int`];
  });
  return when.length === 0 ? drawn : sql`case ${sql.join(when, sql` `)} else ${drawn} end`;
}

/** An audience as conditions of a segment. */
export function rootOf({ everyone, except, segmentIds, tagIds, groupIds, storeIds }: SendAudience): SegmentNode {
  const parts = { segmentIds, tagIds, groupIds, storeIds };
  const friends: SegmentNode = { kind: "relation", in: ["friend"] };
  const wanted: SegmentNode = everyone ? friends : { kind: "or", of: leavesOf(parts) };
  const unwanted = leavesOf(except);
  return unwanted.length === 0 ? wanted : { kind: "and", of: [wanted, { kind: "not", of: unwanted }] };
}

const leavesOf = ({ segmentIds, tagIds, groupIds, storeIds }: Omit<SendAudience, "everyone" | "except">): SegmentNode[] => [
  ...(segmentIds.length > 0 ? [{ kind: "segment" as const, segmentIds }] : []),
  ...(tagIds.length > 0 ? [{ kind: "tags" as const, match: "any" as const, tagIds }] : []),
  ...(groupIds.length > 0
    ? [{ kind: "group" as const, is: "member" as const, which: { of: "groups" as const, groupIds }, withinDays: null }]
    : []),
  ...(storeIds.length > 0 ? [{ kind: "store" as const, storeIds }] : []),
];

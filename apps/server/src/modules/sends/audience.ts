import { type RawBuilder, sql } from "kysely";
import type { SegmentNode, SendAudience, SendPlan } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { frameAt, matching } from "#modules/segments";
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
 * Whom a send concerns, one row each: `ext`, `customer_id`, `sender` (null: nobody can), `held`, `cell`, and the `no` of the task that
 * carries her, 0 for none. Tasks are cut by sender and content at WeCom's size, and numbered from `base` + 1. One statement: however many there are,
 * each table is read once. `offset 0` keeps PostgreSQL from writing lots and senders out in each place that names them, and finding them each time.
 */
export async function recipientsSql(ctx: Ctx, whom: Whom, base = 0): Promise<RawBuilder<unknown>> {
  const frame = await frameAt(ctx.db, ctx.corpId, ctx.now);
  const chosen = whom.plan.to === "customers" ? customers(frame, whom) : groups(frame, whom);
  return sql`select f.*, case when f.carrier is null then 0 else ${base}::int + sum(case when f.carrier is not null
        and (f.place - 1) % ${LIMIT[whom.plan.to]}::int = 0 then 1 else 0 end)
      over (order by f.carrier, f.cell, f.ext rows unbounded preceding) end::int as no
    from (select w.*, row_number() over (partition by w.carrier, w.cell order by w.ext) as place
      from (select x.*, case when x.held then null else x.sender end as carrier from (${chosen} offset 0) x) w) f`;
}

function customers(frame: Frame, { plan, salt, of }: Whom): RawBuilder<unknown> {
  const corp = frame.corpId;
  const pool = of
    ? sql`select k.id, k.external_user_id as ext from send_recipient r join customer k on k.corp_id = r.corp_id and k.id = r.customer_id
        where r.corp_id = ${corp} and r.send_id = ${of.sendId} and ${ofThese(of.which)}`
    : sql`select k.id, k.external_user_id as ext from customer k where k.corp_id = ${corp} and k.id in (${matching(frame, rootOf(plan.audience))})`;
  // Most people know one of us; only of those who know several it is asked who talked to her last, else who came last.
  const serves = sql`r.state = 'active' and exists (select from staff s where s.corp_id = r.corp_id and s.user_id = r.user_id
    and s.follows and s.status = 1 and not s.removed)`;
  const lastTalked = sql`(select r.user_id from relation r where r.corp_id = ${corp} and r.customer_id = p.id and ${serves}
    order by (select max(a.at) from archive_message a where a.corp_id = r.corp_id and a.customer = r.external_user_id
        and a.staff = r.user_id and a.room = '') desc nulls last, r.created_sec desc, r.user_id limit 1)`;
  return sql`select q.ext, q.id as customer_id, q.sender, ${held(plan, sql`q.lot`)} as held,
      ${cell(plan, sql`q.lot`, (storeIds) => sql`q.id in (${matching(frame, { kind: "store", storeIds })})`)} as cell
    from (select p.id, p.ext, md5(${`${salt}/`}::text || p.id) as lot,
        case when known.n = 1 then known.first when known.n > 1 then ${lastTalked} end as sender
      from (${pool}) p left join (select r.customer_id, count(*) as n, min(r.user_id) as first from relation r
        where r.corp_id = ${corp} and ${serves} group by 1) known on known.customer_id = p.id offset 0) q`;
}

function groups(frame: Frame, { plan, salt, of }: Whom): RawBuilder<unknown> {
  const corp = frame.corpId;
  const ofStores = (storeIds: readonly string[]) => sql`g.chat_id in (select p.chat_id from live_code_group p
    join live_code l on l.corp_id = p.corp_id and l.id = p.live_code_id
    where l.corp_id = ${corp} and l.kind = 'group' and l.store_id = any(${[...storeIds]}::text[]))`;
  const these = ({ groupIds, storeIds }: Pick<SendAudience, "groupIds" | "storeIds">) =>
    sql`(g.id = any(${groupIds}::text[]) or ${ofStores(storeIds)})`;
  const { audience } = plan;
  const chosen = of
    ? sql`g.chat_id in (select r.recipient from send_recipient r where r.corp_id = ${corp} and r.send_id = ${of.sendId} and ${ofThese(of.which)})`
    : sql`${audience.everyone ? sql`true` : these(audience)} and not ${these(audience.except)}`;
  return sql`select g.chat_id as ext, null::text as customer_id, s.user_id as sender, ${held(plan, sql`l.lot`)} as held,
      ${cell(plan, sql`l.lot`, ofStores, sql`s.user_id`)} as cell
    from group_chat g left join staff s on s.corp_id = g.corp_id and s.user_id = g.owner and s.follows and s.status = 1 and not s.removed
    cross join lateral (select md5(${`${salt}/`}::text || g.id) as lot) l
    where g.corp_id = ${corp} and g.state = 'open' and ${chosen}`;
}

const ofThese = (which: "missed" | "received") =>
  which === "received" ? sql`r.state = 'delivered'` : sql`r.state in ('unsent', 'failed', 'refused') and r.reason <> all(${GONE}::text[])`;

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
export function rootOf({ everyone, except, ...parts }: SendAudience): SegmentNode {
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

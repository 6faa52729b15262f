import { sql } from "kysely";
import type { api, Coached, OutputOf, ParsedInputOf } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { addDays, atLocal, localDay } from "#kit/tz";
import { servingAfter, staffNames, workloads } from "#modules/org";

type Sent = { sender: string; reached: number; answered: number; converted: number };
type Done = { assignee: string; asked: number; shown: number; claimed: number; missed: number };
type Span = { from: Date; to: Date };

/** Replies and orders count so long after a message. */
const ANSWER_HOURS = 48;
const ORDER_DAYS = 7;

/** Full-time owners bear five to ten groups (article 000). */
const loadOf = (groups: number): Coached["load"] => (groups === 0 ? "none" : groups < 5 ? "few" : groups <= 10 ? "fit" : "many");

/**
 * What came of each one's work, not how much was ticked: whom her messages reached, who answered (opened a step's link, or wrote back
 * where the archive may know), who bought within seven days; and of her tasks what was shown. Keyset by user id.
 */
export async function coaching(ctx: Ctx, input: ParsedInputOf<typeof api.tasks.coaching>): Promise<OutputOf<typeof api.tasks.coaching>> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const to = input.to ?? localDay(ctx.now, timeZone);
  const from = input.from ?? addDays(to, -6);
  // More than a month is more than anybody coaches by.
  const first = from < addDays(to, -30) ? addDays(to, -30) : from;
  const span = { from: atLocal(first, "00:00", timeZone), to: atLocal(to, "00:00", timeZone, 1) };
  const ids = await servingAfter(ctx, input.cursor ?? "", input.limit + 1);
  const shown = ids.slice(0, input.limit);
  const [names, loads, sent, done] = [
    await staffNames(ctx, shown),
    await workloads(ctx, shown),
    new Map((await sentBy(ctx, shown, span)).map((row) => [row.sender, row])),
    new Map((await tasksOf(ctx, shown, span)).map((row) => [row.assignee, row])),
  ];
  return {
    from: first,
    to,
    items: shown.map((userId) => {
      const { groups, openTasks } = loads(userId);
      const { reached = 0, answered = 0, converted = 0 } = sent.get(userId) ?? {};
      const { asked = 0, shown: proven = 0, claimed = 0, missed = 0 } = done.get(userId) ?? {};
      return {
        userId,
        name: names.get(userId) ?? userId,
        groups,
        load: loadOf(groups),
        openTasks,
        reached,
        answered,
        converted,
        tasks: { asked, shown: proven, claimed, missed },
      };
    }),
    nextCursor: ids.length > input.limit ? (shown.at(-1) ?? null) : null,
  };
}

/** People, each once; what a message did is counted from when it arrived. */
async function sentBy({ db, corpId }: Ctx, ids: readonly string[], span: Span): Promise<Sent[]> {
  const { rows } = await sql<Sent>`
    with m as materialized (select action_id, sender from mass_task where corp_id = ${corpId} and sender = any(${[...ids]})
      and chat_type = 'single' and created_at >= ${span.from} and created_at < ${span.to}),
    got as materialized (select m.sender, s.recipient, min(s.done_at) as at, bool_or(s.metric_at is not null) as opened
      from m join enrolment_step s on s.corp_id = ${corpId} and s.action_id = m.action_id and s.state = 'done'
      group by 1, 2),
    archived as materialized (select exists (select from archive_state where corp_id = ${corpId}) as on)
    select g.sender, count(*)::int as reached,
      count(*) filter (where g.opened or ((select "on" from archived) and exists (select from archive_message a
        where a.corp_id = ${corpId} and a.customer = g.recipient and a.sender = g.recipient and a.staff = g.sender
          and a.at > g.at and a.at < g.at + make_interval(hours => ${ANSWER_HOURS}))))::int as answered,
      count(*) filter (where exists (select from customer c join customer_order o on o.corp_id = c.corp_id and o.person_id = c.id
        and o.paid_at >= g.at and o.paid_at < g.at + make_interval(days => ${ORDER_DAYS}) and o.amount_fen > o.refunded_fen
        where c.corp_id = ${corpId} and c.external_user_id = g.recipient))::int as converted
    from got g group by 1`.execute(db);
  return rows;
}

async function tasksOf({ db, corpId }: Ctx, ids: readonly string[], span: Span): Promise<Done[]> {
  const { rows } = await sql<Done>`select assignee, count(*)::int as asked,
      count(*) filter (where state = 'done' and grade in ('A', 'B'))::int as shown,
      count(*) filter (where state in ('claimed', 'unproven') or (state = 'done' and grade = 'C'))::int as claimed,
      count(*) filter (where (state = 'cancelled' and note = 'window-over') or (state = 'open' and due_at < ${span.to}))::int as missed
    from task where corp_id = ${corpId} and assignee = any(${[...ids]}) and due_at >= ${span.from} and due_at < ${span.to}
    group by 1`.execute(db);
  return rows;
}

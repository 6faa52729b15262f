import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { addDays, atLocal, localDay } from "#kit/tz";

type Day = OutputOf<typeof api.analytics.daily>["days"][number];

/** The last 30 days unless the period says otherwise, a row for every day, zero where nothing happened. */
export async function daily(ctx: Ctx, input: ParsedInputOf<typeof api.analytics.daily>): Promise<OutputOf<typeof api.analytics.daily>> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const to = input.to ?? localDay(ctx.now, timeZone);
  const from = input.from ?? addDays(to, -29);
  const figures = input.storeId ? await ofStore(ctx, input.storeId, timeZone, from) : await ofCorp(ctx);
  const days: Day[] = [];
  let friends = 0;
  let members = 0;
  for (const [day, n] of figures) if (day < from) [friends, members] = [friends + n.added - n.lost, members + n.joined - n.left];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const n = figures.get(day) ?? { added: 0, lost: 0, joined: 0, left: 0, opened: 0 };
    friends += n.added - n.lost;
    members += n.joined - n.left;
    days.push({ day, ...n, friends, members });
  }
  return { days };
}

type Figures = Map<string, Pick<Day, "added" | "lost" | "joined" | "left" | "opened">>;
type Row = { day: string } & Pick<Day, "added" | "lost" | "joined" | "left" | "opened">;

async function ofCorp(ctx: Ctx): Promise<Figures> {
  const n = (key: string) => sql`coalesce(sum(n) filter (where key = ${key}), 0)::int`;
  const { rows } = await sql<Row>`select day, ${n("added")} as added, ${n("lost")} as lost, ${n("joined")} as joined,
      ${n("left")} as "left", ${n("opened")} as opened
    from daily_figure where corp_id = ${ctx.corpId} and store_id = '' group by day order by day`.execute(ctx.db);
  return new Map(rows.map(({ day, ...rest }) => [day, rest]));
}

/**
 * Per store from the people's first times: who came to this store, and when. Each of its people is read once, and what was before the
 * days that are asked for is one sum, on the day before them.
 */
async function ofStore(ctx: Ctx, storeId: string, zone: string, from: string): Promise<Figures> {
  const begin = atLocal(from, "00:00", zone);
  const n = (key: string) => sql`count(*) filter (where key = ${key})::int`;
  const { rows } =
    await sql<Row>`select case when at < ${begin} then ${addDays(from, -1)}::date else (at at time zone ${zone})::date end as day,
      ${n("added")} as added, ${n("lost")} as lost, ${n("joined")} as joined, ${n("left")} as "left", ${n("opened")} as opened
    from journey j cross join lateral (values ('added', j.added_at), ('lost', j.lost_at), ('joined', j.joined_at), ('left', j.left_at),
      ('opened', j.opened_at)) x(key, at)
    where j.corp_id = ${ctx.corpId} and j.store_id = ${storeId} and x.at is not null group by 1 order by 1`.execute(ctx.db);
  return new Map(rows.map(({ day, ...rest }) => [day, rest]));
}

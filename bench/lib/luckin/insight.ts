import { bulk, chance, type Fill, literal } from "./bulk.ts";
import { staffCode, storeId, userId } from "./scratch.ts";

/** Who came through which code, everybody's first times, figures per day: from the rows of people and groups. */
export async function fillInsight(fill: Fill): Promise<void> {
  const { client, corpId, now } = fill;
  const corp = literal(corpId);
  const at = `timestamptz ${literal(now.toISOString())}`;
  await bulk(fill, ["arrival"], async () => {
    await client.query(`insert into arrival select ${corp}, ${staffCode("code")}, 'friend', ext, ${userId("u1")}, to_timestamp(c1), to_timestamp(c1), to_timestamp(gone1)
      from luckin.person where known and code is not null`);
    await client.query(`insert into arrival select ${corp}, state, 'member', member_id, chat_id, to_timestamp(min(joined_sec)), to_timestamp(max(joined_sec)),
        case when bool_or(left_at is null) then null else max(left_at) end
      from group_member where corp_id = ${corp} and state like 'lc\\_%' group by state, member_id, chat_id`);
  });
  await bulk(fill, ["journey"], () =>
    client
      .query(`insert into journey (corp_id, external_user_id, live_code_state, added_at, welcomed_at, opened_at, searched_at, chosen_at, store_id,
        joined_at, enrolment_id, enrolled_at, reached_at, back_at, lost_at, came_at, left_at)
      select ${corp}, ext, ${staffCode("code")}, added, case when ${chance("n", 301)} < 0.985 then added + interval '2 seconds' end,
        case when ${chance("n", 302)} < 0.68 then added + interval '1 minute' end, case when ${chance("n", 302)} < 0.4 then added + interval '2 minutes' end,
        case when ${chance("n", 303)} < 0.6 then added + interval '3 minutes' end, ${storeId("store")}, joined, e.id, e.started_at, e.reached,
        case when has2 then to_timestamp(c2) else added end, case when s1 in ('ended', 'one-way') then to_timestamp(gone1) end, came, gone
      from (select *, to_timestamp(c1) as added from luckin.person) p
      left join (select member_id, to_timestamp(min(joined_sec)) as joined, to_timestamp(max(joined_sec)) as came, max(left_at) as gone
        from group_member where corp_id = ${corp} and member_type = 2 group by member_id) m on m.member_id = p.ext
      left join (select distinct on (e.recipient) e.recipient, e.id, e.started_at, s.reached from enrolment e
        left join (select enrolment_id, min(done_at) as reached from enrolment_step where corp_id = ${corp} group by 1) s on s.enrolment_id = e.id
        where e.corp_id = ${corp} and e.subject = 'customer' order by e.recipient, e.started_at) e on e.recipient = p.ext
      where p.known or m.joined is not null`)
      .then(() => {}),
  );
  const day = (time: string): string => `(${time} at time zone 'Asia/Shanghai')::date`;
  await bulk(fill, ["daily_figure"], () =>
    client
      .query(`insert into daily_figure (corp_id, day, store_id, key, n)
      select ${corp}, day, '', key, count(*) from (
        select ${day("to_timestamp(created_sec)")} as day, 'added' as key from relation where corp_id = ${corp}
        union all select ${day("coalesce(ended_at, one_way_at)")}, 'lost' from relation where corp_id = ${corp} and (ended_at is not null or one_way_at is not null)
        union all select ${day("to_timestamp(joined_sec)")}, 'joined' from group_member where corp_id = ${corp} and member_type = 2
        union all select ${day("left_at")}, 'left' from group_member where corp_id = ${corp} and left_at is not null
        union all select ${day("opened_at")}, 'opened' from journey where corp_id = ${corp} and opened_at is not null
        union all select ${day("welcomed_at")}, 'welcomes' from journey where corp_id = ${corp} and welcomed_at is not null) x
      where day <= ${day(at)} group by day, key`)
      .then(() => {}),
  );
}

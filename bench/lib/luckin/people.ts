import { bulk, chance, type Fill, literal } from "./bulk.ts";
import { staffCode, userId } from "./scratch.ts";

/**
 * Relations, people, how many carry each tag; written in the order in which they came, as in a corp that grew. States follow
 * from the times as the projection would say (customers/rules.ts).
 */
export async function fillPeople(fill: Fill): Promise<void> {
  const { client, corpId } = fill;
  const corp = literal(corpId);
  const columns = `insert into relation (corp_id, customer_id, user_id, external_user_id, state, created_sec, half, one_way_at, ended_at,
    ended_by, detailed_at, remark, description, add_way, channel_state, tag_ids)`;
  await bulk(fill, ["relation"], async () => {
    await client.query(`${columns}
      select ${corp}, id, ${userId("u1")}, ext, s1, c1, s1 = 'half', case when s1 = 'one-way' then to_timestamp(gone1) end,
        case when s1 = 'ended' then to_timestamp(gone1) end, case when s1 = 'ended' then 'staff' end,
        case when s1 <> 'half' then to_timestamp(c1 + 60) end,
        case when ${chance("n", 81)} < 0.2 then name || '-' || 1 + n % 9999 else '' end, '', 1 + n % 3,
        coalesce(${staffCode("code")}, ''), tags
      from luckin.person where known order by c1`);
    await client.query(`${columns}
      select ${corp}, id, ${userId("u2")}, ext, s2, c2, false, null, case when s2 = 'ended' then to_timestamp(c2 + 40) end,
        case when s2 = 'ended' then 'staff' end, to_timestamp(c2 + 20), '', '', 1, '', case when ${chance("n", 82)} < 0.3 then tags else '{}' end
      from luckin.person where has2`);
  });
  await bulk(fill, ["customer"], () =>
    client
      .query(`insert into customer (corp_id, id, external_user_id, name, type, gender, unionid, avatar, detailed_at, state, added_sec, tag_ids)
      select ${corp}, id, ext, name, 1, n % 3, case when ${chance("n", 83)} < 0.8 then 'o' || md5('u' || n) else '' end,
        'https://wx.qlogo.cn/mmhead/' || substr(ext, 3) || '/0', case when s1 <> 'half' then to_timestamp(c1 + 60) end,
        case when s1 = 'active' or has2 and s2 = 'active' then 'friend' when s1 = 'one-way' then 'one-way' when s1 = 'ended' then 'lost' else 'stranger' end,
        case when s1 <> 'half' then c1 else 0 end,
        case when s1 in ('active', 'one-way') or has2 and s2 = 'active' and ${chance("n", 82)} < 0.3 then tags else '{}' end
      from luckin.person`)
      .then(() => {}),
  );
  await bulk(fill, ["tag_people"], () =>
    client
      .query(`insert into tag_people select ${corp}, tag, count(*) from customer, unnest(tag_ids) tag where corp_id = ${corp} group by tag`)
      .then(() => {}),
  );
}

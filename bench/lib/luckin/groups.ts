import { bulk, chance, type Fill, literal } from "./bulk.ts";
import { groupCode, userId } from "./scratch.ts";

/** Groups, who sits in them and who sat: past stays of others, and earlier stays of some who came back. */
export async function fillGroups(fill: Fill): Promise<void> {
  const { client, corpId, now, size } = fill;
  const corp = literal(corpId);
  const end = Math.floor(now.getTime() / 1000);
  const columns = `insert into group_member (corp_id, group_id, member_id, joined_sec, chat_id, member_type, join_scene, state, invitor, name, unionid, left_at, quit_scene)`;
  await client.query(`create unlogged table luckin.seat as
    select c.id, c.chat_id, c.store, c.created, k, k < c.size as present, (c.start + k * c.stride) % ${size.customers} + 1 as n,
      c.created + 60 + floor((${end} - 900 - c.created) * power(${chance("g * 1000 + k", 91)}, 0.8))::bigint as joined
    from luckin.chat c, generate_series(0, c.size + floor(c.size * 0.45)::int - 1) k`);
  await bulk(fill, ["group_member", "group_leave"], async () => {
    const seat = `select ${corp} as corp, s.id, p.ext, s.joined, s.chat_id, 2 as kind, 1 + 2 * (s.k % 2) as scene,
        case when ${chance("s.n", 92)} < 0.7 then ${groupCode("s.store")} else '' end as state, p.name,
        case when ${chance("s.n", 83)} < 0.8 then 'o' || md5('u' || s.n) else '' end as unionid`;
    await client.query(`${columns}
      select corp, id, ext, joined, chat_id, kind, scene, state, '', name, unionid,
        case when not present then to_timestamp(joined + 300 + floor((${end} - 600 - joined) * ${chance("n + joined", 93)})::bigint) end,
        case when not present then k % 2 end
      from (${seat}, s.present, s.k, s.n from luckin.seat s join luckin.person p on p.n = s.n) x`);
    await client.query(`${columns}
      select corp, id, ext, created + 30, chat_id, kind, scene, state, '', name, unionid, to_timestamp(created + 30 + (joined - created) / 2), 0
      from (${seat}, s.created from luckin.seat s join luckin.person p on p.n = s.n
        where s.present and s.joined - s.created > 7200 and ${chance("s.n + s.joined", 94)} < 0.1) x`);
    await client.query(`${columns}
      select ${corp}, id, ${userId(`(owner + 7 * i) % ${size.staff}`)}, created + i, chat_id, 1, 1, '', '', '', '', null, null
      from luckin.chat, generate_series(0, ${Math.min(2, size.staff - 1)}) i`);
    await client.query(`insert into group_leave select ${corp}, group_id, member_id, max(left_at), 0 from group_member
      where corp_id = ${corp} and left_at is not null group by group_id, member_id`);
  });
  await bulk(fill, ["group_chat"], () =>
    client
      .query(`insert into group_chat (corp_id, id, chat_id, name, owner, notice, created_sec, admins, member_version, state, detailed_at, dismissed_at, members, customers)
      select ${corp}, c.id, c.chat_id, s.name || '福利群' || c.g, ${userId("c.owner")}, '每天 10 点一条福利。', c.created, array[${userId(`(c.owner + 7) % ${size.staff}`)}],
        md5('v' || c.g), case when c.dismissed is null then 'open' else 'dismissed' end, ${literal(now.toISOString())}::timestamptz - interval '2 hours', to_timestamp(c.dismissed), m.members, m.customers
      from luckin.chat c join luckin.shop s on s.s = c.store
      join (select group_id, count(*)::int as members, (count(*) filter (where member_type = 2))::int as customers from group_member
        where corp_id = ${corp} and left_at is null group by group_id) m on m.group_id = c.id`)
      .then(() => {}),
  );
}

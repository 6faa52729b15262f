import { readFileSync } from "node:fs";
import { bulk, chance, derived, digest, type Fill, literal, pick } from "./bulk.ts";
import { GIVEN, SURNAMES } from "./names.ts";
import { CITIES, PLACES, ROADS } from "./places.ts";
import { groupCode, officersOf, staffCode, storeId, TAG_GROUPS, tagId, TAGS_PER_GROUP, userId } from "./scratch.ts";

const CHANNELS = ["店内海报", "杯套", "小程序弹窗", "公众号菜单", "外卖卡片", "短信", "抖音", "企业团购", "校园活动", "老带新"];
const KINDS = [
  "渠道",
  "阶段",
  "口味",
  "时段",
  "城市级别",
  "消费力",
  "敏感度",
  "会员等级",
  "兴趣",
  "活动",
  "职业",
  "年龄段",
  "来店方式",
  "投诉",
  "生日月",
  "饮品",
  "甜度",
  "温度",
  "券",
  "标记",
];

/** Corp, departments, staff, stores, tags, codes with their pools. */
export async function fillOrg(fill: Fill): Promise<void> {
  const { client, corpId, now, size } = fill;
  const corp = literal(corpId);
  const at = `timestamptz ${literal(now.toISOString())}`;
  await makeCities(fill);
  await bulk(fill, ["corp", "department", "staff", "store", "store_version", "tag"], async () => {
    await client.query(`insert into corp (corp_id, name, created_at) values (${corp}, '山禾咖啡', ${at} - interval '600 days')`);
    await client.query(`insert into department select ${corp}, 1, '山禾咖啡', 0, false, ${at} union all select ${corp}, 2, '用户运营部', 1, false, ${at}
      union all select ${corp}, 9 + place, city || '门店', 1, false, ${at} from luckin.city`);
    await client.query(`insert into staff (corp_id, id, user_id, name, departments, position, status, follows, seen_at)
      select ${corp}, ${derived("stf", "d")}, user_id, name, departments, position, 1, true, ${at}
      from (select user_id, ${digest(corpId, "user_id")} as d, ${pick(SURNAMES, "i", 51, 1.4)} || ${pick(GIVEN, "i", 52)} || ${pick(GIVEN, "i", 53)} as name,
          case when i < ${officersOf(size)} then '[2]'::jsonb else jsonb_build_array(10 + i % ${CITIES.length}) end as departments,
          case when i < ${officersOf(size)} then '首席福利官' when i < ${officersOf(size) + size.stores} then '店长' else '店员' end as position
        from (select i, ${userId("i")} as user_id from generate_series(0, ${size.staff - 1}) i) base) s`);
    await client.query(`insert into store (corp_id, id, code, name, province, city, district, address, lng, lat, state, opens, closes, manager_user_id, created_at, updated_at)
      select ${corp}, ${storeId("s")}, 'LK' || lpad(s::text, 5, '0'), name, province, city, district, city || district || road || (1 + s % 400) || '号',
        lng + 0.16 * (${chance("s", 61)} - 0.5), lat + 0.14 * (${chance("s", 62)} - 0.5), case when ${chance("s", 63)} < 0.02 then 'closed' else 'open' end,
        '07:30', '22:00', ${userId(`(${officersOf(size)} + s - 1) % ${size.staff}`)}, ${at} - interval '500 days', ${at} - interval '20 days'
      from luckin.shop`);
    await client.query(`insert into store_version values (${corp}, 1)`);
    await client.query(`insert into tag (corp_id, id, name, group_id, group_name, sort_order)
      select ${corp}, ${tagId("g", "t")}, kind || '·' || (t + 1), 'etGroup' || lpad(g::text, 2, '0'), kind, 1000 - t
      from (select g, t, (array[${KINDS.map(literal).join(",")}])[g + 1] as kind
        from generate_series(0, ${TAG_GROUPS - 1}) g, generate_series(0, ${TAGS_PER_GROUP - 1}) t) base`);
  });
  await fillCodes(fill, at);
}

async function fillCodes(fill: Fill, at: string): Promise<void> {
  const { client, corpId, size } = fill;
  const corp = literal(corpId);
  await bulk(fill, ["live_code", "live_code_group"], async () => {
    await client.query(`insert into live_code (corp_id, id, kind, name, channel, state, user_ids, tags, remark, welcome_text, told_version, config_id, qr_url, created_at, updated_at)
      select ${corp}, ${staffCode("c")}, 'staff', channel || ' ' || c, channel, case when ${chance("c", 71)} < 0.08 then 'paused' else 'active' end,
        (select array_agg(${userId("i")} order by i) from generate_series((c * 7) % ${Math.max(1, size.staff - 5)}, (c * 7) % ${Math.max(1, size.staff - 5)} + c % 5) i),
        array['渠道/' || channel], '', '你好，我是山禾咖啡的首席福利官。', 1, 'cfg' || c, 'https://wework.qpic.cn/wwpic/' || md5('s' || c), made, made
      from (select c, ${pick(CHANNELS, "c", 72)} as channel, ${at} - c * interval '3 days' as made from generate_series(1, 150) c) base`);
    await client.query(`insert into live_code (corp_id, id, kind, name, channel, store_id, base_name, told_version, way_chat_ids, config_id, qr_url, created_at, updated_at)
      select ${corp}, ${groupCode("s.s")}, 'group', s.name || '·群码', '', ${storeId("s.s")}, s.name || '福利群', 1,
        coalesce((select array_agg(chat_id) from (select chat_id from luckin.chat c where c.store = s.s and dismissed is null order by g limit 5) x), '{}'),
        'cfgg' || s.s, 'https://wework.qpic.cn/wwpic/' || md5('g' || s.s), ${at} - s.s * interval '11 hours', ${at} - s.s * interval '11 hours'
      from luckin.shop s`);
    await client.query(`insert into live_code_group (corp_id, chat_id, live_code_id, place, added_by, added_at, announced)
      select ${corp}, chat_id, ${groupCode("store")}, row_number() over (partition by store order by g), 'operator', to_timestamp(created), true
      from luckin.chat where dismissed is null`);
  });
}

/** Shops get their cities by weight: `luckin.city (place, …)`, `luckin.shop (s, name, …)`. */
async function makeCities({ client, size }: Fill): Promise<void> {
  const lines = readFileSync(new URL("../../../apps/server/src/modules/org/data/districts.txt", import.meta.url), "utf8").split("\n");
  const districts = new Map(lines.map((line) => line.split("\t")).map(([city = "", list = ""]) => [city, list.split(" ")]));
  const cities = CITIES.map(([province, city, lng, lat, weight], i) => ({
    place: i + 1,
    province,
    city,
    lng,
    lat,
    weight,
    districts: districts.get(city) ?? [""],
  }));
  await client.query(
    `create unlogged table luckin.city as select *, sum(weight) over (order by place) - weight as from_weight, sum(weight) over () as whole
     from jsonb_to_recordset($1::jsonb) as r(place int, province text, city text, lng float8, lat float8, weight int, districts text[])`.replace(
      "$1",
      literal(JSON.stringify(cities)),
    ),
  );
  await client.query(`create unlogged table luckin.shop as
    select s, province, city, lng, lat, districts[1 + floor(array_length(districts, 1) * power(${chance("s", 65)}, 1.5))::int] as district,
      ${pick(PLACES, "s", 66)} || s || '店' as name, ${pick(ROADS, "s", 67)} as road
    from generate_series(1, ${size.stores}) s
    join luckin.city c on (s - 0.5) / ${size.stores} * whole >= from_weight and (s - 0.5) / ${size.stores} * whole < from_weight + weight`);
}

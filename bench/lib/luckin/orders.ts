import { bulk, chance, type Fill, literal } from "./bulk.ts";
import { storeId } from "./scratch.ts";

const CHANNELS = `(array['app', 'mini-program', 'delivery', 'counter', 'partner'])`;

/**
 * Orders of the last 540 days: four of five of a known customer (some buy twice a week, many once), the others of persons whom
 * WeCom does not know or without any key; and the figures of module orders over them.
 */
export async function fillOrders(fill: Fill): Promise<void> {
  const { client, corpId, now, size } = fill;
  const corp = literal(corpId);
  const at = `timestamptz ${literal(now.toISOString())}`;
  const strangers = Math.floor(size.customers * 0.2);
  await bulk(fill, ["customer_order"], () =>
    client
      .query(`insert into customer_order (corp_id, order_no, person_id, key_person_id, keys, amount_fen, refunded_fen, said_refunded_fen, paid_at, day, store_id, store_code,
        channel, credit, source, changed_at, recorded_at)
      select ${corp}, 'LK' || lpad(o::text, 12, '0'), person, person, case when person is null then '{}'::jsonb else jsonb_build_object('member', 'm' || who) end,
        amount, refunded, refunded, paid, (paid at time zone 'Asia/Shanghai')::date, ${storeId("store")}, 'LK' || lpad(store::text, 5, '0'), channel, credit, 'hook', paid, paid
      from (select o, who, paid, x.store, case when luck < 0.8 then p.id when luck < 0.95 then 'per_' || substr(md5('per' || o % ${strangers}), 1, 20) end as person,
          (990 + floor(60 * power(${chance("o", 601)}, 2)) * 100)::bigint as amount, case when ${chance("o", 602)} < 0.015 then (990 + floor(60 * power(${chance("o", 601)}, 2)) * 100)::bigint else 0 end as refunded,
          ${CHANNELS}[1 + floor(5 * power(${chance("o", 603)}, 1.5))::int] as channel,
          case when ${chance("o", 604)} < 0.3 then 'direct' when ${chance("o", 604)} < 0.55 then 'prompted' else 'unknown' end as credit
        from (select o, 1 + floor(${size.customers} * power(${chance("o", 605)}, 1.8))::int as who, ${chance("o", 606)} as luck,
            1 + floor(${size.stores} * power(${chance("o", 607)}, 1.5))::int as store, ${at} - power(${chance("o", 608)}, 1.2) * interval '540 days' as paid
          from generate_series(1, ${size.orders}) o offset 0) x join luckin.person p on p.n = x.who offset 0) y`)
      .then(() => {}),
  );
  await fillFigures(fill, at);
}

async function fillFigures(fill: Fill, at: string): Promise<void> {
  const { client, corpId } = fill;
  const corp = literal(corpId);
  await bulk(fill, ["order_stats"], () =>
    client
      .query(`insert into order_stats (corp_id, person_id, orders, amount_fen, days, first_day, second_day, last_day, first_at, last_at)
      select ${corp}, person_id, sum(orders), sum(amount), count(*), min(day), min(day) filter (where nth = 2), max(day), min(first_at), max(last_at)
      from (select person_id, day, count(*) as orders, sum(amount_fen - refunded_fen) as amount, min(paid_at) as first_at, max(paid_at) as last_at,
          row_number() over (partition by person_id order by day) as nth
        from customer_order where corp_id = ${corp} and person_id is not null and refunded_fen < amount_fen group by person_id, day) d
      group by person_id`)
      .then(() => {}),
  );
  await bulk(fill, ["order_total", "order_day"], async () => {
    await client.query(`insert into order_total select ${corp}, count(*), sum(orders), sum(days), sum(amount_fen), count(*) filter (where days > 1),
        count(*) filter (where second_day - first_day <= 30), count(*) filter (where second_day - first_day <= 90) from order_stats where corp_id = ${corp}`);
    for (const [dim, key] of [
      ["all", "''"],
      ["store", "coalesce(store_id, '')"],
      ["channel", "channel"],
    ]) {
      await client.query(`insert into order_day (corp_id, dim, key, day, orders, matched, refunded, direct, prompted, amount_fen, refunded_fen)
        select ${corp}, '${dim}', ${key}, day, count(*), count(*) filter (where person_id ^@ 'cus_'), count(*) filter (where refunded_fen > 0),
          count(*) filter (where credit = 'direct'), count(*) filter (where credit = 'prompted'), sum(amount_fen), sum(refunded_fen)
        from customer_order where corp_id = ${corp} group by 3, 4`);
    }
  });
  await bulk(fill, ["rfm_score", "rfm_run"], async () => {
    const score = (worse: string): string => `1 + floor(5.0 * (rank() over (order by ${worse}) - 1) / count(*) over ())`;
    await client.query(
      `insert into rfm_score select ${corp}, person_id, ${score("last_day")}, ${score("orders")}, ${score("amount_fen")}, ${at} from order_stats where corp_id = ${corp}`,
    );
    await client.query(`insert into rfm_run select ${corp}, (${at} at time zone 'Asia/Shanghai')::date, ${at}, sum(people), 0,
        jsonb_agg(jsonb_build_object('r', r, 'f', f, 'm', m, 'people', people)) from (select r, f, m, count(*) as people from rfm_score where corp_id = ${corp} group by 1, 2, 3) c`);
  });
}

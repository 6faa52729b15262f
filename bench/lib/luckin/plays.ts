import { readFileSync } from "node:fs";
import { checkPlaybook } from "../../../apps/server/src/modules/playbooks/parse.ts";
import { derivedId } from "../../../apps/server/src/kit/ids.ts";
import { bulk, chance, type Fill, literal } from "./bulk.ts";
import { storeId, userId } from "./scratch.ts";

const KEY = "store-community";
const FURTHER = ["birthday", "spring", "new-cup", "silent-30", "office-lunch", "students", "rainy-day", "vip", "refill", "evening"];

export interface Plays {
  newcomer: string;
  group: string;
  further: readonly string[];
}

/** The playbook of store communities, its two SOPs and ten like the first, with everybody who went through them lately. */
export async function fillPlays(fill: Fill): Promise<Plays> {
  const { client, corpId, now } = fill;
  const corp = literal(corpId);
  const at = `timestamptz ${literal(now.toISOString())}`;
  const yaml = readFileSync(new URL(`../../../playbooks/${KEY}.yaml`, import.meta.url), "utf8");
  const { definition } = checkPlaybook(yaml);
  const [newcomer, group] = definition?.sops ?? [];
  if (!newcomer || !group) throw new Error(`${KEY} has no two SOPs`);
  const definitions = [
    newcomer,
    group,
    ...FURTHER.map((key) => ({ ...newcomer, key, name: { zh: `${newcomer.name.zh}·${key}`, en: key } })),
  ];
  const rows = definitions.map((one, i) => ({ ...one, id: derivedId("sop", corpId, one.key), i, definition: one }));
  const id = (i: number): string => rows[i]?.id ?? "";
  await bulk(fill, ["sop", "sop_version", "playbook_install"], async () => {
    await client.query(
      `insert into sop select ${corp}, id, key, name, subject, 'active', 1, ${literal(KEY)}, ${at} - interval '300 days' + i * interval '1 day'
       from jsonb_to_recordset($1::jsonb) as r(id text, key text, name jsonb, subject text, i int)`,
      [JSON.stringify(rows)],
    );
    await client.query(
      `insert into sop_version select ${corp}, id, 1, definition, ${at} - interval '300 days' from jsonb_to_recordset($1::jsonb) as r(id text, definition jsonb)`,
      [JSON.stringify(rows)],
    );
    await client.query(`insert into playbook_install values (${corp}, ${literal(KEY)}, '1.0.0', $1, '[]', ${at} - interval '300 days')`, [
      yaml,
    ]);
  });
  const plays = { newcomer: id(0), group: id(1), further: rows.slice(2).map((row) => row.id) };
  await fillEnrolments(fill, plays, at);
  return plays;
}

const SHARE = 0.7;

/** Everybody who joined through a code in the last 200 days: seven of ten in the newcomer's week, the others in one like it. */
async function fillEnrolments(fill: Fill, plays: Plays, at: string): Promise<void> {
  const { client, corpId } = fill;
  const corp = literal(corpId);
  const further = `(array[${plays.further.map(literal).join(",")}])[1 + floor(${plays.further.length} * ${chance("n", 402)})::int]`;
  await bulk(fill, ["enrolment"], async () => {
    await client.query(`insert into enrolment (corp_id, id, sop_id, version, subject, recipient, sender, store_id, chat_id, started_at, state, exit_reason, exited_at)
      select ${corp}, 'enr_' || substr(md5(p.ext), 1, 20), case when ${chance("n", 401)} < ${SHARE} then ${literal(plays.newcomer)} else ${further} end, 1, 'customer',
        p.ext, ${userId("p.u1")}, ${storeId("m.store")}, m.chat_id, m.joined, case when gone is null then 'active' else 'exited' end,
        case when gone is not null then 'left-group' end, gone
      from luckin.person p join (
        select distinct on (s.n) s.n as who, s.chat_id, s.store, to_timestamp(m.joined_sec) as joined,
          case when m.left_at < to_timestamp(m.joined_sec) + interval '9 days' then m.left_at end as gone
        from luckin.seat s join group_member m on m.corp_id = ${corp} and m.group_id = s.id and m.joined_sec = s.joined and m.state <> ''
          join luckin.person q on q.n = s.n and q.ext = m.member_id and q.known
        where s.joined > extract(epoch from ${at} - interval '200 days') order by s.n, m.joined_sec) m on m.who = p.n`);
    await client.query(`insert into enrolment (corp_id, id, sop_id, version, subject, recipient, sender, store_id, chat_id, started_at, state)
      select ${corp}, 'enr_' || substr(md5(chat_id), 1, 20), ${literal(plays.group)}, 1, 'group', chat_id, ${userId("owner")}, ${storeId("store")}, chat_id,
        to_timestamp(created), 'active' from luckin.chat where dismissed is null`);
  });
  await bulk(fill, ["enrolment_step"], () =>
    client
      .query(`insert into enrolment_step (corp_id, enrolment_id, step, sop_id, recipient, sender, due_at, until, state, action_id, done_at, grade, evidence, reason, metric_at)
      select ${corp}, id, key, sop_id, recipient, sender, due, due + window_hours, state,
        case when state in ('planned', 'done', 'missed') then 'act_' || substr(md5(sender || key || due::date), 1, 20) end,
        case when state = 'done' then due + interval '3 hours' end, case when state = 'done' then 'A' end, case when state = 'done' then 'mass-task:msg' || substr(md5(sender || key || due::date), 1, 20) end,
        case state when 'missed' then 'no-evidence' when 'refused' then 'person-budget' when 'exited' then 'left-group' end,
        case when state = 'done' and luck2 < 0.24 then due + interval '9 hours' end
      from (select *, case when exited_at is not null and due > exited_at then 'exited' when due > ${at} then 'waiting'
            when due + window_hours > ${at} and luck < 0.6 then 'planned' when luck < 0.78 then 'done' when luck < 0.93 then 'missed' else 'refused' end as state
        from (select e.id, e.sop_id, e.recipient, e.sender, e.exited_at, d.key, d.due_of + (e.started_at at time zone 'Asia/Shanghai')::date at time zone 'Asia/Shanghai' as due, d.window_hours,
            luckin.chance(hashtextextended(e.id || d.key, 1), 403) as luck, luckin.chance(hashtextextended(e.id || d.key, 1), 404) as luck2
          from enrolment e join (select v.sop_id, s->>'key' as key, (s->>'day')::int * interval '1 day' + (s->>'at')::interval as due_of,
              (s->>'windowHours')::int * interval '1 hour' as window_hours
            from sop_version v, jsonb_array_elements(v.definition->'steps') s where v.corp_id = ${corp}) d on d.sop_id = e.sop_id
          where e.corp_id = ${corp} offset 0) x offset 0) y`)
      .then(() => {}),
  );
}

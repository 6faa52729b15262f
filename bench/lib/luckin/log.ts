import { bulk, chance, type Fill, literal } from "./bulk.ts";
import { staffCode, storeId, userId } from "./scratch.ts";

const DAYS = 180;

/** The log of the last half year, gapless in the order in which things happened, and every handler at its end. */
export async function fillLog(fill: Fill, handlers: ReadonlyArray<{ name: string; version: number }>): Promise<void> {
  const { client, corpId, now } = fill;
  const corp = literal(corpId);
  const at = `timestamptz ${literal(now.toISOString())}`;
  const since = `extract(epoch from ${at} - interval '${DAYS} days')::bigint`;
  const customer = `'customer:' || p.id`;
  const facts = [
    `select to_timestamp(c1), 'relation.added', ${customer}, jsonb_build_object('externalUserId', ext, 'userId', ${userId("u1")}, 'state', coalesce(${staffCode("code")}, ''), 'createdSec', c1), 'add:' || n
     from luckin.person p where known and c1 > ${since}`,
    `select to_timestamp(c2), 'relation.added', ${customer}, jsonb_build_object('externalUserId', ext, 'userId', ${userId("u2")}, 'state', '', 'createdSec', c2), 'add2:' || n
     from luckin.person p where has2 and c2 > ${since}`,
    `select to_timestamp(gone1), 'relation.ended', ${customer}, jsonb_build_object('externalUserId', ext, 'userId', ${userId("u1")}, 'by', case s1 when 'ended' then 'staff' else 'customer' end), 'end:' || n
     from luckin.person p where gone1 > ${since}`,
    `select to_timestamp(c1 + 2), 'welcome.sent', ${customer}, jsonb_build_object('externalUserId', ext, 'userId', ${userId("u1")}, 'liveCodeId', ${staffCode("code")}, 'text', '你好，我是首席福利官。', 'lateMs', 900 + n % 3000), 'wel:' || n
     from luckin.person p where known and code is not null and c1 > ${since}`,
    `select to_timestamp(c1 + 60), 'page.opened', ${customer}, jsonb_build_object('externalUserId', ext, 'page', 'welfare', 'via', null), null
     from luckin.person p where known and c1 > ${since} and ${chance("n", 302)} < 0.68`,
    `select to_timestamp(c1 + 180), 'store.chosen', ${customer}, jsonb_build_object('externalUserId', ext, 'storeId', ${storeId("store")}, 'how', 'location', 'distanceM', n % 3000, 'ruleVersion', 1), null
     from luckin.person p where known and c1 > ${since} and ${chance("n", 303)} < 0.5`,
    `select to_timestamp(m.joined_sec), 'group.member-joined', 'group:' || m.group_id, jsonb_build_object('chatId', m.chat_id, 'memberId', m.member_id, 'memberType', m.member_type,
       'joinedSec', m.joined_sec, 'joinScene', m.join_scene, 'state', m.state, 'invitor', '', 'name', m.name, 'unionid', m.unionid), 'join:' || m.chat_id || m.member_id || m.joined_sec
     from group_member m where m.corp_id = ${corp} and m.joined_sec > ${since}`,
    `select m.left_at, 'group.member-left', 'group:' || m.group_id, jsonb_build_object('chatId', m.chat_id, 'memberId', m.member_id, 'quitScene', m.quit_scene), 'left:' || m.chat_id || m.member_id || m.joined_sec
     from group_member m where m.corp_id = ${corp} and extract(epoch from m.left_at) > ${since}`,
    `select e.started_at, 'sop.enrolled', 'customer:' || p.id, jsonb_build_object('enrolmentId', e.id, 'sopId', e.sop_id, 'version', 1, 'subject', 'customer', 'recipient', e.recipient,
       'sender', e.sender, 'storeId', e.store_id, 'chatId', e.chat_id, 'startedAt', e.started_at, 'steps', '[]'::jsonb), 'enrol:' || e.id
     from enrolment e join luckin.person p on p.ext = e.recipient where e.corp_id = ${corp} and e.started_at > ${at} - interval '60 days'`,
    `select s.done_at, 'sop.step-done', 'enrolment:' || s.enrolment_id, jsonb_build_object('sopId', s.sop_id, 'step', s.step, 'enrolmentId', s.enrolment_id, 'grade', s.grade,
       'evidence', s.evidence, 'at', s.done_at), 'done:' || s.enrolment_id || '/' || s.step
     from enrolment_step s where s.corp_id = ${corp} and s.state = 'done' and s.done_at between ${at} - interval '60 days' and ${at}`,
    `select t.done_at, 'task.done', 'task:' || t.id, jsonb_build_object('taskId', t.id, 'grade', 'C', 'evidence', 'claim'), null
     from task t where t.corp_id = ${corp} and t.state = 'done' and t.done_at between ${at} - interval '${DAYS} days' and ${at}`,
  ];
  await bulk(fill, ["event", "event_head", "handler_cursor", "gate_head"], async () => {
    await client.query(`insert into event (corp_id, seq, type, subject, actor, data, occurred_at, recorded_at, source_key)
      select ${corp}, row_number() over (order by at, type, subject), type, subject, '{"kind":"sync"}', data, at, at + interval '1 second', key
      from (${facts.join("\nunion all ")}) as facts(at, type, subject, data, key)`);
    await client.query(`insert into event_head select ${corp}, max(seq) from event where corp_id = ${corp}`);
    await client.query(`insert into gate_head values (${corp})`);
    await client.query(
      `insert into handler_cursor (corp_id, handler, seq, version, updated_at) select ${corp}, name, (select seq from event_head where corp_id = ${corp}), version, ${at}
       from jsonb_to_recordset($1::jsonb) as r(name text, version int)`,
      [JSON.stringify(handlers.map(({ name, version }) => ({ name, version })))],
    );
  });
}

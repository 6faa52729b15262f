import { bulk, chance, type Fill, literal } from "./bulk.ts";
import type { Plays } from "./plays.ts";
import { officersOf, userId } from "./scratch.ts";

/** Calls, touches, mass tasks and tasks of the people of SOPs; callbacks, runs of the sync, ticks, audit. */
export async function fillWork(fill: Fill, plays: Plays): Promise<void> {
  const { client, corpId, now, size } = fill;
  const corp = literal(corpId);
  const at = `timestamptz ${literal(now.toISOString())}`;
  const sopStep = `'sop:' || sop_id || '/' || step`;
  await bulk(fill, ["planned_action"], async () => {
    const columns = `insert into planned_action (corp_id, id, kind, payload, lane, reach, run_after, run_until, status, dedupe_key, planned_by, attempts, last_error, result, created_at, finished_at)`;
    await client.query(`${columns}
      select ${corp}, action_id, 'mass-task.create', jsonb_build_object('chatType', 'single', 'sender', min(sender), 'text', '今天到店报一声「福利群」，店员帮你直接用上。', 'attachments', '[]'::jsonb),
        'externalcontact/add_msg_template', 'touch', min(due_at), max(until), case when bool_or(state = 'planned') then 'sent' when ${chance("hashtextextended(action_id, 1)", 501)} < 0.02 then 'failed' else 'sent' end,
        action_id, min(${sopStep}), 1, null, '{}', min(due_at) - interval '1 minute', min(due_at) + interval '5 seconds'
      from enrolment_step where corp_id = ${corp} and action_id is not null group by action_id`);
    await client.query(`${columns}
      select ${corp}, 'act_' || substr(md5('x' || n), 1, 20), kind, jsonb_build_object('externalUserId', ext, 'userId', ${userId("u1")}), lane,
        case when kind = 'welcome.send' then 'answer' else 'none' end, made, made + interval '1 day', status, 'x' || n, 'live-code:lc_s' || lpad(coalesce(code, 1)::text, 19, '0'), 1,
        case status when 'failed' then '45033 too many concurrent calls' when 'unknown' then 'no answer' end, case when status = 'sent' then '{}'::jsonb end, made,
        case when status <> 'planned' then made + interval '3 seconds' end
      from (select p.*, to_timestamp(c1 + n % 60) as made, k.kind, k.lane, case when ${chance("n", 502)} < 0.975 then 'sent' when ${chance("n", 502)} < 0.99 then 'failed'
            when ${chance("n", 502)} < 0.9997 then 'expired' else 'unknown' end as status
          from luckin.person p join (values (0, 'welcome.send', 'externalcontact/send_welcome_msg'), (1, 'tag.mark', 'externalcontact/mark_tag'),
            (2, 'remark.set', 'externalcontact/remark')) k(i, kind, lane) on k.i = p.n % 3
          where known and c1 > extract(epoch from ${at} - interval '60 days')) x`);
  });
  await bulk(fill, ["action_unsent"], async () => {
    await client.query(`insert into action_unsent (corp_id, id, status, lane, run_after, run_until, dedupe_key, created_at, finished_at, ask_after)
      select corp_id, id, status, lane, run_after, run_until, dedupe_key, created_at, finished_at, case when status = 'unknown' then finished_at end
      from planned_action where corp_id = ${corp} and status <> 'sent'`);
  });
  await bulk(fill, ["mass_task", "touch"], async () => {
    await client.query(`insert into mass_task (corp_id, msgid, action_id, sender, chat_type, planned_by, recipients, sent, created_at, confirmed_at, closed_at)
      select ${corp}, 'msg' || substr(action_id, 5), action_id, min(sender), case when min(sop_id) = ${literal(plays.group)} then 'group' else 'single' end, min(${sopStep}), count(*), count(*) filter (where state = 'done'),
        min(due_at), case when bool_or(state = 'done') then min(due_at) + interval '3 hours' end, case when not bool_or(state = 'planned') then max(until) end
      from enrolment_step where corp_id = ${corp} and action_id is not null group by action_id`);
    await client.query(`insert into touch (corp_id, id, budget, recipient, action_id, kind, step, weight, at, state, reason, planned_by, created_at, settled_at)
      select ${corp}, 'tch_' || substr(md5(enrolment_id || step), 1, 20), case when sop_id = ${literal(plays.group)} then 'group' else 'person' end, recipient, action_id,
        case when sop_id = ${literal(plays.group)} then 'group-post' else 'mass-send' end, step, 1, coalesce(done_at, due_at), case state when 'done' then 'delivered' when 'planned' then 'reserved' when 'missed' then 'released' else 'refused' end,
        reason, ${sopStep}, due_at - interval '1 minute', case when state <> 'planned' then coalesce(done_at, due_at) end
      from enrolment_step where corp_id = ${corp} and state in ('done', 'planned', 'missed', 'refused')`);
  });
  await bulk(fill, ["task"], () =>
    client
      .query(`insert into task (corp_id, id, kind, assignee, subject, state, due_at, opened_at, claimed_at, claimed_by, done_at, grade, evidence, params, planned_by, why)
      select ${corp}, 'tsk_' || substr(md5('t' || t), 1, 20), case when t % 5 = 0 then 'group-setup' else 'sop-step' end, ${userId(`${officersOf(size)} + t % ${Math.min(size.stores, size.staff - officersOf(size))}`)}, 'group:' || c.id, state,
        due, due - interval '1 day', case when state in ('claimed') then due end, case when state = 'claimed' then 'x' end, case when state = 'done' then due + interval '2 hours' end,
        case when state = 'done' then 'C' end, case when state = 'done' then 'claim' end, jsonb_build_object('chatId', c.chat_id, 'text', '在群里发起一个话题'),
        'sop:' || ${literal(plays.group)} || '/d3-topic', 'sop:' || ${literal(plays.group)} || '/d3-topic'
      from (select t, case when luck < 0.8 then 'done' when luck < 0.85 then 'cancelled' when luck < 0.95 then 'open' else 'claimed' end as state,
            ${at} + (0.03 - power(${chance("t", 511)}, 1.5)) * interval '180 days' as due
          from (select t, ${chance("t", 512)} as luck from generate_series(1, ${size.groups * 7}) t) base) x
      join luckin.chat c on c.g = 1 + t % ${size.groups}`)
      .then(() => {}),
  );
  await bulk(fill, ["inbox"], () =>
    client
      .query(`insert into inbox (corp_id, source, dedupe_key, envelope, message, received_at, state, attempts, error, handled_at, event)
      select ${corp}, 'wecom', 'wecom:' || encode(sha256(('m' || n)::bytea), 'hex'), jsonb_build_object('timestamp', c1, 'nonce', n, 'bytes', 620),
        '<xml><ToUserName><![CDATA[' || ${corp} || ']]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>' || c1 || '</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[change_external_contact]]></Event><ChangeType><![CDATA[add_external_contact]]></ChangeType><UserID><![CDATA[' || ${userId("u1")} || ']]></UserID><ExternalUserID><![CDATA[' || ext || ']]></ExternalUserID></xml>',
        to_timestamp(c1), state, case when state = 'quarantined' then 5 else 1 end, case when state = 'quarantined' then 'ExternalUserID is missing' end, to_timestamp(c1 + 1),
        'change_external_contact.add_external_contact'
      from (select *, case when ${chance("n", 521)} < 0.0001 then 'quarantined' when ${chance("n", 521)} < 0.06 then 'ignored' else 'done' end as state from luckin.person
        where known and c1 > extract(epoch from ${at} - interval '180 days')) p order by c1`)
      .then(() => {}),
  );
  await bulk(fill, ["sync_run", "sync_due", "tick", "audit"], async () => {
    await client.query(`insert into sync_run (corp_id, id, family, started_at, finished_at, expected, fetched, repaired)
      select ${corp}, 'syn_' || lpad(h::text, 6, '0') || f, f, ${at} - h * interval '1 hour', ${at} - h * interval '1 hour' + interval '110 seconds', e, e, h % 5
      from generate_series(0, 335) h, (values ('staff', ${size.staff}), ('tags', 200), ('groups', ${size.groups}), ('follow', ${size.customers}), ('details', ${size.customers})) k(f, e)`);
    await client.query(`insert into sync_due (corp_id, family, key, due_at, reason, first_at)
      select ${corp}, 'customer', ext, ${at} + n * interval '1 second', 'callback', ${at} from luckin.person where n <= 300`);
    await client.query(
      `insert into tick select ${corp}, 'sops.overdue', date_trunc('hour', ${at}) - h * interval '1 hour', ${at} from generate_series(0, 2000) h`,
    );
    await client.query(`insert into audit select ${corp}, 'aud_' || lpad(i::text, 8, '0'), '{"kind":"user","id":"u1"}', 'liveCodes.update', 'live-code:lc_s' || lpad((i % 150 + 1)::text, 19, '0'), '{}', ${at} - i * interval '20 minutes'
      from generate_series(1, 20000) i`);
  });
}

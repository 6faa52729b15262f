import { sql } from "kysely";
import { reaction, type Unit } from "#actions";
import { only, type StoredEvent } from "#log";
import { homeOfChats } from "#modules/live-codes";
import { waveOfLink } from "./rules.ts";

/**
 * How far the asked came: her page was opened by her own link, she is in a group of the code. Whoever joins without having opened it is counted as
 * joined all the same; whoever joins before she was asked is not asked any more. After the codes have heard of a new group.
 */
export const followInvitations = reaction({
  name: "invitations.follow",
  on: ["page.opened", "group.member-joined"],
  after: ["groups", "live-codes"],
  async react(unit, batch) {
    await noteOpened(unit, only(batch, "page.opened"));
    await noteJoined(unit, only(batch, "group.member-joined"));
  },
});

async function noteOpened(unit: Unit, batch: ReadonlyArray<StoredEvent<"page.opened">>): Promise<void> {
  const opened = batch.flatMap(({ data, occurredAt }) => {
    const wave = data.page === "invite" ? waveOfLink(data.via) : null;
    return wave === null ? [] : [{ wave, who: data.externalUserId, at: occurredAt.toISOString() }];
  });
  if (opened.length === 0) return;
  await sql`update invitation_person p set opened_at = r.at
    from (select wave, who, min(at) as at from jsonb_to_recordset(${JSON.stringify(opened)}::jsonb) as x(wave text, who text, at timestamptz) group by 1, 2) r
    where p.corp_id = ${unit.corpId} and p.wave_id = r.wave and p.external_user_id = r.who and p.opened_at is null`.execute(unit.db);
}

async function noteJoined(unit: Unit, batch: ReadonlyArray<StoredEvent<"group.member-joined">>): Promise<void> {
  const customers = batch.filter(({ data }) => data.memberType === 2);
  if (customers.length === 0) return;
  const homes = await homeOfChats(unit, [...new Set(customers.map(({ data }) => data.chatId))]);
  const joined = customers.flatMap(({ data, occurredAt }) => {
    const code = homes.get(data.chatId)?.liveCodeId;
    return code === undefined ? [] : [{ code, who: data.memberId, chat: data.chatId, at: occurredAt.toISOString() }];
  });
  if (joined.length === 0) return;
  // Within what was asked: who came before her wave began, and was read about later, was not brought by it.
  await sql`with r as (select distinct on (code, who) code, who, chat, at from jsonb_to_recordset(${JSON.stringify(joined)}::jsonb)
      as x(code text, who text, chat text, at timestamptz) order by code, who, at)
    update invitation_person p set joined_at = case when w.starts_at <= r.at then r.at end,
      chat_id = case when w.starts_at <= r.at then r.chat end, reason = case when w.starts_at <= r.at then p.reason else 'joined-before' end
    from r join invitation i on i.corp_id = ${unit.corpId} and i.plan ->> 'liveCodeId' = r.code
      join invitation_person q on q.corp_id = i.corp_id and q.invitation_id = i.id and q.external_user_id = r.who
      left join invitation_wave w on w.corp_id = q.corp_id and w.id = q.wave_id
    where p.corp_id = q.corp_id and p.invitation_id = q.invitation_id and p.external_user_id = q.external_user_id
      and q.joined_at is null and q.reason is null and i.state <> 'draft'`.execute(unit.db);
}

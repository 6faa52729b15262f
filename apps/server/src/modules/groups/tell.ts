import { sql } from "kysely";
import type { Db } from "#db/connect";
import { groupId } from "#kit/ids";
import { plainColumn, textColumn } from "#kit/pg-array";
import { type StoredEvent, type ToldMember, toldMembers } from "#log";

type Told = StoredEvent<"members.told">;

/** How many are in a group, and how many of them are customers. */
export type Headcount = { id: string; members: number; customers: number };

/**
 * Groups as first heard: everybody of a group of whom nothing is known yet is written at once, and counted. Pages of groups of
 * which we know comings or goings already are handed back, to be folded one by one.
 */
export async function tellMembers(tx: Db, corpId: string, pages: readonly Told[]): Promise<{ apart: Told[]; counts: Headcount[] }> {
  if (pages.length === 0) return { apart: [], counts: [] };
  const ids = pages.map(({ data }) => groupId(corpId, data.chatId));
  const { rows } = await sql<{ id: string }>`select i.id from unnest(${plainColumn(ids)}::text[]) as i(id)
    where exists (select from group_member m where m.corp_id = ${corpId} and m.group_id = i.id)
      or exists (select from group_leave l where l.corp_id = ${corpId} and l.group_id = i.id)`.execute(tx);
  const known = new Set(rows.map(({ id }) => id));
  const apart: Told[] = [];
  const counts = new Map<string, Headcount>();
  const stays: Array<{ group: string; chatId: string; seq: number; member: ToldMember }> = [];
  for (const [i, page] of pages.entries()) {
    const group = ids[i] ?? "";
    const members = toldMembers(page);
    const isTwice = new Set(members.map(({ memberId }) => memberId)).size < members.length;
    if (known.has(group) || isTwice) apart.push(page);
    else {
      const customers = members.filter(({ memberType }) => memberType === CUSTOMER).length;
      counts.set(group, { id: group, members: members.length, customers });
      for (const member of members) stays.push({ group, chatId: page.data.chatId, seq: page.seq, member });
    }
    if (members.length > 0) known.add(group);
  }
  stays.sort((a, b) => (a.group === b.group ? order(a.member.memberId, b.member.memberId) : order(a.group, b.group)));
  if (stays.length > 0) await insert(tx, corpId, stays);
  return { apart, counts: [...counts.values()] };
}

const CUSTOMER = 2;

const order = (a: string, b: string) => (a < b ? -1 : 1);

async function insert(
  tx: Db,
  corpId: string,
  stays: ReadonlyArray<{ group: string; chatId: string; seq: number; member: ToldMember }>,
): Promise<void> {
  const texts = (pick: (member: ToldMember) => string) => textColumn(stays.map(({ member }) => pick(member)));
  const numbers = (pick: (member: ToldMember) => number) => plainColumn(stays.map(({ member }) => pick(member)));
  await sql`insert into group_member (corp_id, group_id, member_id, joined_sec, chat_id, member_type, join_scene, state, invitor, name,
      unionid, told_seq)
    select ${corpId}, r.* from unnest(${plainColumn(stays.map(({ group }) => group))}::text[], ${texts((m) => m.memberId)}::text[],
      ${numbers((m) => m.joinedSec)}::bigint[], ${textColumn(stays.map(({ chatId }) => chatId))}::text[],
      ${numbers((m) => m.memberType)}::int[], ${numbers((m) => m.joinScene)}::int[], ${texts((m) => m.state)}::text[],
      ${texts((m) => m.invitor)}::text[], ${texts((m) => m.name)}::text[], ${texts((m) => m.unionid)}::text[],
      ${plainColumn(stays.map(({ seq }) => seq))}::bigint[]) as r`.execute(tx);
}

import type { JsonObject } from "../people-host.ts";
import { nameOf } from "./persons.ts";
import type { Group, Member } from "./types.ts";
import { pair } from "./world.ts";
import type { World } from "./world.ts";

/** `group_chat` of groupchat/get: what WeCom shows at this moment, absent fields left out. */
export function groupView(world: World, group: Group, needName: boolean): JsonObject {
  const now = world.now();
  const shown = shownMembers(world, group.chatId);
  const members = shown.map((row): JsonObject => {
    const person = world.persons.peek(row.who);
    return {
      userid: person?.externalUserId ?? row.who,
      type: row.type,
      join_time: row.joinTime,
      join_scene: row.joinScene,
      ...(person && !person.wecom && world.settings.developerBound ? { unionid: person.unionid } : {}),
      ...(row.invitor !== "" ? { invitor: { userid: row.invitor } } : {}),
      group_nickname: row.nickname ?? "",
      ...(needName ? { name: person?.name ?? nameOf(world, row.who) } : {}),
      ...(row.state !== "" ? { state: row.state } : {}),
    };
  });
  let version = group.versions[0]?.version ?? "";
  for (const step of group.versions) if (step.from <= now) version = step.version;
  return {
    chat_id: group.chatId,
    name: group.name,
    owner: group.owner,
    create_time: group.createTime,
    notice: group.notice,
    member_list: members,
    admin_list: group.admins.map((userid) => ({ userid })),
    member_version: version,
  };
}

/** Will `groupchat/get` show the same members until something happens? */
export function isSettled(world: World, chatId: string): boolean {
  if (world.cell<string[]>(`leaving:${chatId}`, []).length > 0) return false;
  const group = world.groups.get(chatId);
  return group === undefined || (group.versions.at(-1)?.from ?? 0) <= world.now();
}

/** Member rows that `groupchat/get` shows now: the lag hides newcomers and keeps leavers for a moment. */
export function shownMembers(world: World, chatId: string): Readonly<Member>[] {
  const now = world.now();
  const candidates = [...world.membersOf.of(chatId), ...world.cell<string[]>(`leaving:${chatId}`, [])];
  const rows: Readonly<Member>[] = [];
  for (const who of new Set(candidates)) {
    const row = world.members.peek(pair(chatId, who));
    if (row && row.shownFrom <= now && (row.goneFrom === null || row.goneFrom > now)) rows.push(row);
  }
  return rows;
}

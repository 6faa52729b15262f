import type { JsonObject } from "../people-host.ts";
import { nameOf, publicId } from "./persons.ts";
import type { Group, Member } from "./types.ts";
import { pair } from "./world.ts";
import type { World } from "./world.ts";

/** `group_chat` of groupchat/get: what WeCom shows at this moment, absent fields left out. */
export function groupView(world: World, group: Group, needName: boolean): JsonObject {
  const now = world.now();
  const shown = shownMembers(world, group.chatId);
  const members = shown.map((row): JsonObject => {
    const person = world.persons.get(row.who);
    return {
      userid: publicId(world, row.who),
      type: row.type,
      join_time: row.joinTime,
      join_scene: row.joinScene,
      ...(person && !person.wecom && world.settings.developerBound ? { unionid: person.unionid } : {}),
      ...(row.invitor !== "" ? { invitor: { userid: row.invitor } } : {}),
      group_nickname: row.nickname ?? "",
      ...(needName ? { name: nameOf(world, row.who) } : {}),
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

/** Member rows that `groupchat/get` shows now: the lag hides newcomers and keeps leavers for a moment. */
export function shownMembers(world: World, chatId: string): Member[] {
  const now = world.now();
  const candidates = [...world.membersOf.of(chatId), ...world.cell<string[]>(`leaving:${chatId}`, [])];
  const rows: Member[] = [];
  for (const who of new Set(candidates)) {
    const row = world.members.get(pair(chatId, who));
    if (row && row.shownFrom <= now && (row.goneFrom === null || row.goneFrom > now)) rows.push(row);
  }
  return rows;
}

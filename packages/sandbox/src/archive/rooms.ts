import { seconds } from "../kit/time.ts";
import type { Room } from "../world/rows.ts";
import type { World } from "../world/world.ts";
import { permitted } from "./config.ts";
import { keepMessage } from "./keep.ts";

/** An internal group. It is no customer group: only the archive speaks of it. */
export function createRoom(world: World, name: string, creator: string, members: string[]): Room {
  const createTime = seconds(world.now());
  const roomid = world.id("wr", 30, "room", creator, name, world.count(`room:${creator}/${name}`));
  const inside = [...new Set([creator, ...members])].map((userid) => ({ userid, joinTime: createTime }));
  return world.rooms.put({ roomid, name, creator, createTime, notice: "", members: inside });
}

/** Somebody writes there; kept when one of those inside is archived. False when not a member. */
export function sayInRoom(world: World, room: Room, from: string, text: string): boolean {
  const inside = room.members.map((member) => member.userid);
  if (!inside.includes(from)) return false;
  const kept = permitted(world);
  if (!inside.some((userid) => kept.includes(userid))) return true;
  const to = inside.filter((userid) => userid !== from);
  keepMessage(world, { from, to, roomid: room.roomid, msgtype: "text", content: { text: { content: text } } });
  return true;
}

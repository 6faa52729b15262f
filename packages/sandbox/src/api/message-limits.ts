import { fail } from "../kit/errors.ts";
import { naturalDay } from "../kit/time.ts";
import type { World } from "../world/world.ts";

type Windows = { minute: number; inMinute: number; hour: number; inHour: number };

/**
 * Limits of application messages (O-90454): accounts × 200 person-times a day per app (45009), and per member
 * 30 a minute and 1 000 an hour, of which the surplus is dropped without a word. Answers who gets it.
 */
export function takeAppMessages(world: World, agentId: number, users: string[]): string[] {
  if (!world.settings.quotas) return users;
  const now = world.now();
  const day = naturalDay(now);
  const kept = world.cell<{ day: string; count: number }>(`app-day:${agentId}`, { day, count: 0 });
  const used = kept.day === day ? kept.count : 0;
  const accounts = [...world.users.values()].filter((user) => user.status === 1).length;
  if (!world.limits.allows("app-message.per-account-day", (used + users.length) / accounts)) {
    throw fail(45009, "api freq out of limit: application messages of the day");
  }
  world.keep(`app-day:${agentId}`, { day, count: used + users.length });
  return users.filter((userid) => takeOne(world, agentId, userid, now));
}

function takeOne(world: World, agentId: number, userid: string, now: number): boolean {
  const minute = Math.floor(now / 60_000);
  const hour = Math.floor(now / 3_600_000);
  const id = `app-to:${agentId}:${userid}`;
  const old = world.cell<Windows>(id, { minute, inMinute: 0, hour, inHour: 0 });
  const inMinute = old.minute === minute ? old.inMinute : 0;
  const inHour = old.hour === hour ? old.inHour : 0;
  const { limits } = world;
  if (!limits.allows("app-message.member-minute", inMinute + 1) || !limits.allows("app-message.member-hour", inHour + 1)) return false;
  world.keep(id, { minute, inMinute: inMinute + 1, hour, inHour: inHour + 1 });
  return true;
}

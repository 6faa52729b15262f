import { sql } from "kysely";
import type { Unit } from "#actions";
import { chatInfo } from "#modules/groups";
import { poolsOf } from "./rows.ts";
import { wayGroups } from "./rules.ts";
import type { LiveCodeRow } from "./types.ts";

const short = (text: string) => [...text].slice(0, 30).join("");

/**
 * Plans that WeCom hears of the code as it is now. While the first call is under way there is no config id to change: the
 * newer version is then told when the answer is in (see `react.ts`), else WeCom would have two ways for one code.
 */
export async function tellWeCom(unit: Unit, code: LiveCodeRow, causeSeq?: number): Promise<void> {
  const firstUnderWay = code.configId === null && code.toldVersion > 0 && code.problem === null;
  if (firstUnderWay || code.toldVersion >= code.wayVersion) return;
  await sql`update live_code set told_version = way_version, problem = null
    where corp_id = ${unit.corpId} and id = ${code.id}`.execute(unit.db);
  const cause = causeSeq === undefined ? {} : { causeSeq };
  const common = { plannedBy: `live-code:${code.id}`, runAfter: unit.now, ...cause };
  const way = { liveCodeId: code.id, configId: code.configId, state: code.id, remark: short(code.name) };
  if (code.kind === "staff") {
    const payload = { ...way, userIds: [...code.userIds], skipVerify: true };
    unit.plan({ kind: "contact-way.put", payload, dedupeKey: `contact-way:${code.id}:${code.wayVersion}`, ...common });
    return;
  }
  const pool = (await poolsOf(unit, [code.id])).get(code.id) ?? [];
  const payload = {
    ...way,
    chatIds: [...code.wayChatIds],
    autoCreate: code.autoCreate,
    baseName: code.baseName,
    // The running number of the next group goes on from the pool.
    baseId: pool.length + 1,
  };
  unit.plan({ kind: "join-way.put", payload, dedupeKey: `join-way:${code.id}:${code.wayVersion}`, ...common });
}

/** The groups that the code should lead to now. */
export async function wantedWay(unit: Unit, code: LiveCodeRow): Promise<string[]> {
  const pool = (await poolsOf(unit, [code.id])).get(code.id) ?? [];
  const chats = await chatInfo(unit, pool);
  const living = pool.flatMap((chatId) => {
    const chat = chats.get(chatId);
    // A group that nobody has told us about yet counts as empty: WeCom itself knows better.
    if (chat?.dismissed) return [];
    return [{ chatId, members: chat?.members ?? 0, inWay: code.wayChatIds.includes(chatId) }];
  });
  return wayGroups(living, code.seatLimit);
}

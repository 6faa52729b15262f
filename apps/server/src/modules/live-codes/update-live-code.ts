import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import { withUnit, type Unit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { notFound, Problem } from "#kit/problem";
import { checkContent } from "#modules/assets";
import { tagIdsByName } from "#modules/tags";
import { checkCode } from "./check-input.ts";
import { tellWeCom, wantedWay } from "./plan-ways.ts";
import { replacePool } from "./pool.ts";
import { codesByIds, lockCode, poolsOf } from "./rows.ts";
import { showCodes } from "./screens.ts";
import { ensureTags } from "./tag-people.ts";
import type { LiveCodeRow } from "./types.ts";

type Input = ParsedInputOf<typeof api.liveCodes.update>;

/** Changes a code in place: WeCom's way keeps its id, so the printed picture stays valid. */
export async function updateLiveCode(ctx: Ctx, input: Input): Promise<OutputOf<typeof api.liveCodes.update>> {
  await withUnit(ctx, async (unit) => {
    const before = await lockCode(unit, input.id);
    if (!before) throw notFound("live code", input.id);
    if (before.kind === "staff" && (input.chatIds?.length ?? 0) > 0) throw new Problem("liveCodeKindFixed");
    if (before.kind === "group" && (input.userIds?.length ?? 0) > 0) throw new Problem("liveCodeKindFixed");
    const chatsBefore = (await poolsOf(unit, [before.id])).get(before.id) ?? [];
    const code = { ...before, ...definedOf(input) };
    const chatIds = input.chatIds && before.kind === "group" ? [...new Set(input.chatIds)] : null;
    if (input.userIds || chatIds || input.storeId) {
      // A pool that grew beyond what an operator may name is not questioned when something else changes.
      await checkCode(unit, { ...code, chatIds: chatIds ?? chatsBefore.slice(0, 5) }, before.id);
    }
    if (input.welcomeContent) await checkContent(unit, input.welcomeContent, "welcome");
    await write(unit, code);
    if (chatIds) await replacePool(unit, before.id, chatIds);
    await ensureTags(unit, (await tagIdsByName(unit, code.tags)).missing);
    await tellIfWayChanged(unit, before, code);
    await unit.audit("liveCodes.update", `live-code:${before.id}`, { before: { ...before, chatIds: chatsBefore }, change: { ...input } });
  });
  const [shown] = await showCodes(ctx, [...(await codesByIds(ctx, [input.id])).values()]);
  if (!shown) throw notFound("live code", input.id);
  return shown;
}

/** Only what was given; an absent field leaves what is there. */
function definedOf(input: Input): Partial<LiveCodeRow> {
  const { id: _id, chatIds: _chats, ...fields } = input;
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

async function write(unit: Unit, code: LiveCodeRow): Promise<void> {
  await sql`update live_code set name = ${code.name}, channel = ${code.channel}, state = ${code.state},
    user_ids = ${code.userIds}, tags = ${code.tags}, remark = ${code.remark},
    welcome_text = ${code.welcomeText}, welcome_link = ${code.welcomeLink === null ? null : JSON.stringify(code.welcomeLink)},
    welcome_content = ${code.welcomeContent},
    store_id = ${code.storeId}, seat_limit = ${code.seatLimit}, auto_create = ${code.autoCreate},
    base_name = ${code.baseName}, updated_at = ${unit.now}
    where corp_id = ${unit.corpId} and id = ${code.id}`.execute(unit.db);
}

async function tellIfWayChanged(unit: Unit, before: LiveCodeRow, code: LiveCodeRow): Promise<void> {
  const wanted = code.kind === "group" ? await wantedWay(unit, code) : [];
  const wayOf = (row: LiveCodeRow, chatIds: readonly string[]) =>
    JSON.stringify([row.name, row.userIds, row.autoCreate, row.baseName, chatIds]);
  // What WeCom refused is asked for again when the code is saved, whatever was changed.
  if (before.problem === null && wayOf(before, before.wayChatIds) === wayOf(code, wanted)) return;
  await bumpWay(unit, code, wanted);
}

/** A new version of what WeCom should know. */
export async function bumpWay(unit: Unit, code: LiveCodeRow, wayChatIds: readonly string[], causeSeq?: number): Promise<void> {
  await sql`update live_code set way_version = way_version + 1, way_chat_ids = ${wayChatIds}
    where corp_id = ${unit.corpId} and id = ${code.id}`.execute(unit.db);
  await tellWeCom(unit, { ...code, wayVersion: code.wayVersion + 1, wayChatIds }, causeSeq);
}

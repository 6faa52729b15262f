import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { chatInfo } from "#modules/groups";
import { staffByIds, storesByIds } from "#modules/org";
import { sql } from "kysely";
import { WAY_GROUPS } from "./rules.ts";

/** What must be true of a code before it is stored; throws the refusal. `id` is the code's own, for its own groups. */
export async function checkCode(
  ctx: Ctx,
  code: { kind: "staff" | "group"; userIds: readonly string[]; chatIds: readonly string[]; storeId: string | null },
  id: string | null,
): Promise<void> {
  if (code.storeId !== null && !(await storesByIds(ctx, [code.storeId])).has(code.storeId))
    throw new Problem("storeUnknown", { storeId: code.storeId });
  if (code.kind === "staff") return checkStaff(ctx, code.userIds);
  return checkGroups(ctx, code.chatIds, id);
}

async function checkStaff(ctx: Ctx, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) throw new Problem("liveCodeNeedsStaff");
  const known = await staffByIds(ctx, userIds);
  const unable = userIds.filter((userId) => !known.get(userId)?.follows);
  if (unable.length > 0) throw new Problem("liveCodeStaffUnknown", { userIds: unable.join(", ") });
}

async function checkGroups(ctx: Ctx, chatIds: readonly string[], id: string | null): Promise<void> {
  if (chatIds.length === 0 || chatIds.length > WAY_GROUPS) throw new Problem("liveCodeNeedsGroup");
  const known = await chatInfo(ctx, chatIds);
  const gone = chatIds.filter((chatId) => known.get(chatId)?.dismissed !== false);
  if (gone.length > 0) throw new Problem("liveCodeGroupUnknown", { chatIds: gone.join(", ") });
  const { rows } = await sql<{ chat_id: string }>`select chat_id from live_code_group
    where corp_id = ${ctx.corpId} and chat_id = any(${chatIds}) and live_code_id <> ${id ?? ""}`.execute(ctx.db);
  if (rows.length > 0) throw new Problem("liveCodeGroupTaken", { chatIds: rows.map((row) => row.chat_id).join(", ") });
}

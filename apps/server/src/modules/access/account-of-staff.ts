import { sql } from "kysely";
import type { Db } from "#db/connect";

/** Why a member of staff whom WeCom vouches for is not let in all the same. */
export type NoAccount = "left" | "unbound" | "several";

/**
 * The account that is bound to a WeCom member. Nobody guesses: one who has left, who is bound to no account, or to two of them, is
 * refused. A member whom the address book has not told of yet (she started today) comes in if she is bound.
 */
export async function accountOfStaff(db: Db, corpId: string, staffUserId: string): Promise<{ userId: string } | { refused: NoAccount }> {
  const { rows } = await sql<{ user_id: string; removed: boolean }>`
    select m.user_id, coalesce(s.removed, false) as removed from member m
    left join staff s on s.corp_id = m.corp_id and s.user_id = m.staff_user_id
    where m.corp_id = ${corpId} and m.staff_user_id = ${staffUserId} limit 2`.execute(db);
  const [only, another] = rows;
  if (!only) return { refused: "unbound" };
  if (only.removed) return { refused: "left" };
  return another ? { refused: "several" } : { userId: only.user_id };
}

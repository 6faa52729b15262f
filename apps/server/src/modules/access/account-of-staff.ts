import { sql } from "kysely";
import type { Db } from "#db/connect";

/** Why a member of staff whom WeCom vouches for is not let in all the same. */
export type NoAccount = "left" | "unbound" | "disabled";

/**
 * The account that is bound to a WeCom member; there is one at most (index member_staff). One who has left, or whose account is
 * disabled, is refused. A member whom the address book has not told of yet (she started today) comes in if she is bound.
 */
export async function accountOfStaff(db: Db, corpId: string, staffUserId: string): Promise<{ userId: string } | { refused: NoAccount }> {
  const { rows } = await sql<{ user_id: string; state: string; removed: boolean }>`
    select m.user_id, m.state, coalesce(s.removed, false) as removed from member m
    left join staff s on s.corp_id = m.corp_id and s.user_id = m.staff_user_id
    where m.corp_id = ${corpId} and m.staff_user_id = ${staffUserId} and m.state <> 'removed'`.execute(db);
  const [one] = rows;
  if (!one) return { refused: "unbound" };
  if (one.removed) return { refused: "left" };
  return one.state === "disabled" ? { refused: "disabled" } : { userId: one.user_id };
}

/** Whoever was invited and comes in by WeCom needs no link any more to be here. */
export async function hasArrived(db: Db, corpId: string, userId: string): Promise<void> {
  await sql`update member set state = 'active' where corp_id = ${corpId} and user_id = ${userId} and state = 'invited'`.execute(db);
}

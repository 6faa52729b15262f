import { sql } from "kysely";
import { giveBack, type Unit } from "#actions";
import type { MomentRow } from "./types.ts";
import { touchKey } from "./whom.ts";

/** Nobody publishes it any more: whoever had not is spared, and has her place of the day back. */
export async function finish(unit: Unit, id: string, reason: NonNullable<MomentRow["reason"]>): Promise<void> {
  const { rows } = await sql<{
    userId: string;
  }>`update moment_staff s set state = 'spared' where s.corp_id = ${unit.corpId} and s.moment_id = ${id}
    and s.state = 'asked' and not exists (select from moment_post p where p.corp_id = s.corp_id and p.moment_id = s.moment_id and p.user_id = s.user_id)
    returning s.user_id as "userId"`.execute(unit.db);
  for (const { userId } of rows) await giveBack(unit, touchKey(id, userId), reason);
  await sql`update moment set state = case when state = 'cancelled' then state else 'done' end, reason = coalesce(reason, ${reason}),
      ended_at = ${unit.now}, next_at = null where corp_id = ${unit.corpId} and id = ${id} and ended_at is null`.execute(unit.db);
}

import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf, SopStepState } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { customerId, groupId } from "#kit/ids";
import { namesFor } from "./names.ts";

type Row = {
  enrolment_id: string;
  recipient: string;
  subject: "customer" | "group" | "staff";
  state: SopStepState;
  due_at: Date;
  done_at: Date | null;
  grade: string | null;
  reason: string | null;
};

/** Who is behind a cell of the board. What is done has its grade; a reason why it was once put off is no reason any more. Keyset by enrolment id. */
export async function sopPeople(ctx: Ctx, input: ParsedInputOf<typeof api.sops.people>): Promise<OutputOf<typeof api.sops.people>> {
  const { rows } = await sql<Row>`
    select s.enrolment_id, s.recipient, e.subject, s.state, s.due_at, s.done_at, s.grade,
      case when s.state <> 'done' then s.reason end as reason
    from enrolment_step s join enrolment e on e.corp_id = s.corp_id and e.id = s.enrolment_id
    where s.corp_id = ${ctx.corpId} and s.sop_id = ${input.sopId} and s.step = ${input.step}
      ${input.state === undefined ? sql`` : sql`and s.state = ${input.state}`}
      ${input.storeId === undefined ? sql`` : sql`and e.store_id = ${input.storeId}`}
      and s.enrolment_id > ${input.cursor ?? ""}
    order by s.enrolment_id limit ${input.limit + 1}`.execute(ctx.db);
  const page = rows.slice(0, input.limit);
  // All of one SOP, so all of one kind.
  const names = await namesFor(
    ctx,
    page[0]?.subject ?? "customer",
    page.map((row) => row.recipient),
  );
  return {
    items: page.map((row) => ({
      enrolmentId: row.enrolment_id,
      recipient: row.recipient,
      customerId: row.subject === "customer" ? customerId(ctx.corpId, row.recipient) : null,
      groupId: row.subject === "group" ? groupId(ctx.corpId, row.recipient) : null,
      name: names.get(row.recipient) ?? "",
      state: row.state,
      dueAt: row.due_at.toISOString(),
      doneAt: row.done_at?.toISOString() ?? null,
      grade: row.grade,
      reason: row.reason,
    })),
    nextCursor: rows.length > input.limit ? (page.at(-1)?.enrolment_id ?? null) : null,
  };
}

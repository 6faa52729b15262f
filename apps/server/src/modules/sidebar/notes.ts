import type { SidebarNote } from "@shuke/contract";
import { sql } from "kysely";
import { withUnit } from "#actions";
import { writeRows } from "#db/write-rows";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem } from "#kit/problem";
import type { Handler } from "#log";
import { staffNames } from "#modules/org";
import { needPerson, whoLooks } from "./in-sight.ts";

/** What colleagues wrote down about somebody; taken back, a note is gone from here and stays in the log as taken back. */
export const notesProjection: Handler = {
  kind: "project",
  name: "sidebar.notes",
  version: 1,
  on: ["customer.noted", "customer.note-dropped"],
  tables: ["customer_note"],
  async project(tx, corpId, batch) {
    // In their order, whatever the batches are: what was taken back and written again is there.
    const dropped = new Set<string>();
    const notes = new Map<string, object>();
    for (const event of batch) {
      if (event.type === "customer.noted") {
        const { noteId } = event.data;
        if (!notes.has(noteId)) notes.set(noteId, { ...event.data, at: event.occurredAt.toISOString() });
      } else if (event.type === "customer.note-dropped") {
        dropped.add(event.data.noteId);
        notes.delete(event.data.noteId);
      }
    }
    if (dropped.size > 0) await sql`delete from customer_note where corp_id = ${corpId} and id = any(${[...dropped]})`.execute(tx);
    await writeRows(
      tx,
      [...notes.values()],
      (json) => sql`insert into customer_note (corp_id, id, customer_id, user_id, body, at)
        select ${corpId}, "noteId", "customerId", "userId", text, at
        from jsonb_to_recordset(${json}::jsonb) as r("noteId" text, "customerId" text, "userId" text, text text, at timestamptz)
        order by "noteId" on conflict do nothing`,
    );
  },
};

const SHOWN = 20;

export async function notesOf(ctx: Ctx, customerId: string, me: string): Promise<SidebarNote[]> {
  const { rows } = await sql<{ id: string; userId: string; text: string; at: Date }>`select id, user_id as "userId", body as text, at
    from customer_note where corp_id = ${ctx.corpId} and customer_id = ${customerId} order by at desc, id limit ${SHOWN}`.execute(ctx.db);
  const names = await staffNames(ctx, [...new Set(rows.map(({ userId }) => userId))]);
  return rows.map(({ id, userId, text, at }) => ({
    id,
    text,
    by: names.get(userId) ?? userId,
    at: at.toISOString(),
    mine: userId === me,
  }));
}

export async function writeNote(ctx: Ctx, input: { externalUserId: string; text: string }): Promise<{ id: string }> {
  const { customerId, userId } = await needPerson(ctx, input.externalUserId);
  const noteId = newId("nte", ctx.now);
  const subject = `customer:${customerId}`;
  await withUnit(ctx, async (unit) => {
    const data = { noteId, customerId, userId, text: input.text };
    unit.fact({ type: "customer.noted", subject, occurredAt: ctx.now, data });
    await unit.audit("sidebar.note", subject, { noteId });
  });
  return { id: noteId };
}

/** Only whoever wrote it may take it back. Twice is once. */
export async function dropNote(ctx: Ctx, { id }: { id: string }): Promise<{ ok: true }> {
  const { userId } = await whoLooks(ctx);
  const { rows } = await sql<{ customerId: string; userId: string }>`select customer_id as "customerId", user_id as "userId"
    from customer_note where corp_id = ${ctx.corpId} and id = ${id}`.execute(ctx.db);
  const [note] = rows;
  if (!note) return { ok: true };
  if (note.userId !== userId) throw new Problem("sidebarNotYours", {}, 404);
  const subject = `customer:${note.customerId}`;
  await withUnit(ctx, async (unit) => {
    const data = { noteId: id, customerId: note.customerId };
    unit.fact({ type: "customer.note-dropped", subject, occurredAt: ctx.now, sourceKey: `note-dropped:${id}`, data });
    await unit.audit("sidebar.dropNote", subject, { noteId: id });
  });
  return { ok: true };
}

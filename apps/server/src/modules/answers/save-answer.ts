import type { AnswerChannel, AnswerEntry, api, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import { gateSettings, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { notFound, Problem } from "#kit/problem";
import { localDay } from "#kit/tz";
import { servingStaff } from "#modules/org";
import { restamp } from "./book.ts";
import { getAnswer, readEntries } from "./list-answers.ts";
import { checkEntry, writeEntries } from "./write-entries.ts";

export async function saveAnswer(ctx: Ctx, input: ParsedInputOf<typeof api.answers.save>): Promise<AnswerEntry> {
  const refused = checkEntry(input);
  if (refused) throw refused;
  const id = input.id ?? newId("ans", ctx.now);
  await withUnit(ctx, async (unit) => {
    // Changes of one corp wait here, so that a version and a title are what they were when they are written.
    await restamp(unit);
    const [before] = input.id === undefined ? [] : await readEntries(unit, [id]);
    if (input.id !== undefined && !before) throw notFound("answer", id);
    if (before && before.version !== input.version) throw new Problem("answerSavedMeanwhile", { by: before.updated_by }, 409);
    const { rows } = await sql`select from answer_entry where corp_id = ${unit.corpId} and title = ${input.title} and id <> ${id}`.execute(
      unit.db,
    );
    if (rows.length > 0) throw new Problem("answerTitleTaken", { title: input.title }, 409);
    const { owner } = input;
    if (owner !== null && owner !== before?.owner && (await servingStaff(unit, [owner])).length === 0) {
      throw new Problem("takerUnknown", { name: owner }, 409);
    }
    await writeEntries(unit, [{ ...input, id }]);
    await unit.audit("answers.save", `answer:${id}`, { before: before ?? null, input });
  });
  return getAnswer(ctx, { id });
}

export async function removeAnswer(ctx: Ctx, { id, version }: { id: string; version: number }): Promise<{ ok: true }> {
  return withUnit(ctx, async (unit) => {
    await restamp(unit);
    const [before] = await readEntries(unit, [id]);
    if (!before) throw notFound("answer", id);
    if (before.version !== version) throw new Problem("answerSavedMeanwhile", { by: before.updated_by }, 409);
    await sql`delete from answer_entry where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    await unit.audit("answers.remove", `answer:${id}`, { before });
    return { ok: true };
  });
}

/** Somebody gave it: counted, and nothing else. */
export async function useAnswer(ctx: Ctx, { id, channel }: { id: string; channel: AnswerChannel }): Promise<{ ok: true }> {
  return withUnit(ctx, async (unit) => {
    if ((await countUses(unit, [id], channel)) === 0) throw notFound("answer", id);
    return { ok: true };
  });
}

/** Given so often, one for each time that its id is there, on this day of the corp; answers how many of them there still are. */
export async function countUses(ctx: Ctx, ids: readonly string[], channel: AnswerChannel): Promise<number> {
  if (ids.length === 0) return 0;
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const day = localDay(ctx.now, timeZone);
  const { rows } = await sql`insert into answer_use as u (corp_id, entry_id, day, channel, n)
    select e.corp_id, e.id, ${day}::date, ${channel}, count(*) from unnest(${[...ids]}::text[]) as given(id)
      join answer_entry e on e.corp_id = ${ctx.corpId} and e.id = given.id
    group by e.corp_id, e.id order by e.id
    on conflict (corp_id, entry_id, day, channel) do update set n = u.n + excluded.n returning n`.execute(ctx.db);
  return rows.length;
}

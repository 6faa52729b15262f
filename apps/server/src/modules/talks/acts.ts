import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf, Talk, TalkState } from "@shuke/contract";
import { gateSettings, nextOpen, type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { derivedId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { noteIn } from "#modules/tickets";
import { chatsFor } from "./chats.ts";
import { readStages, readTalk, type TalkRow } from "./read.ts";
import { digestFrom, digestOf, mayGo, stagesFrom } from "./rules.ts";
import { asSavedBy, refuseAbsent } from "./save-talk.ts";
import { getTalk, readQuestions } from "./screens.ts";
import { dropTasks, endTasks, itemsDone, openTasks } from "./talk-tasks.ts";

/** Until so long after it a digest is worth posting. */
const DIGEST_MS = 24 * 3_600_000;

/** One step of the state machine, with what else is written in the same transaction. */
async function go(ctx: Ctx, id: string, to: TalkState, work: (unit: Unit, row: TalkRow) => Promise<void>): Promise<void> {
  await withUnit(ctx, async (unit) => {
    const row = await readTalk(unit, id, true);
    if (!mayGo(row.state, to)) throw new Problem("talkState", {}, 409);
    await work(unit, row);
    await sql`update talk set state = ${to} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    unit.fact({ type: "talk.changed", subject: `talk:${id}`, occurredAt: unit.now, data: { talkId: id, from: row.state, to } });
    await unit.audit(`talks.${to}`, `talk:${id}`, { from: row.state });
  });
}

export async function announceTalk(ctx: Ctx, { id }: { id: string }): Promise<Talk> {
  await go(ctx, id, "announced", async (unit, row) => {
    if (row.starts_at <= unit.now) throw new Problem("talkPast", {}, 400);
    await refuseAbsent(unit, row.plan);
    const chatIds = await chatsFor(unit, row.plan);
    if (chatIds.length === 0) throw new Problem("talkNoGroups", {}, 400);
    await sql`update talk set chat_ids = ${chatIds} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    const rows = stagesFrom(row.starts_at, unit.now).map(({ at, until, ...stage }) => ({
      ...stage,
      at: at.toISOString(),
      until: until.toISOString(),
    }));
    await sql`insert into talk_stage (corp_id, talk_id, key, at, until, state)
      select ${unit.corpId}, ${id}, key, at, until, state from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r(key text, at timestamptz, until timestamptz, state text)`.execute(unit.db);
    openTasks(unit, row);
  });
  return getTalk(ctx, { id });
}

/** A question of a talk that becomes a promise; the same one, however often it is asked for. */
const ticketOf = (corpId: string, talkId: string, questionId: string) => derivedId("tkt", corpId, "talk", talkId, questionId);

/** Groups that have been told already: whom a move or a cancel concerns. */
async function toldGroups(ctx: Ctx, id: string): Promise<number> {
  const stages = await readStages(ctx, id);
  return Math.max(0, ...stages.map(({ planned }) => planned));
}

export async function moveTalk(ctx: Ctx, { id, startsAt }: ParsedInputOf<typeof api.talks.move>): Promise<OutputOf<typeof api.talks.move>> {
  const at = new Date(startsAt);
  if (Number.isNaN(at.getTime()) || at <= ctx.now) throw new Problem("talkPast", {}, 400);
  const told = await withUnit(ctx, async (unit) => {
    const row = await readTalk(unit, id, true);
    if (!["announced", "collecting"].includes(row.state)) throw new Problem("talkState", {}, 409);
    await sql`update talk set starts_at = ${at}, round = round + 1, ${asSavedBy(unit)}, plan = jsonb_set(plan, '{startsAt}', to_jsonb(${at.toISOString()}::text))
      where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    // What was posted stays posted; the others get their new hour, also those whose hour had passed.
    for (const stage of stagesFrom(at, unit.now)) {
      await sql`update talk_stage set at = ${stage.at}, until = ${stage.until}, state = ${stage.state} where corp_id = ${unit.corpId}
        and talk_id = ${id} and key = ${stage.key} and state in ('waiting', 'missed')`.execute(unit.db);
    }
    dropTasks(unit, row, "talk-moved");
    openTasks(unit, { ...row, starts_at: at, round: row.round + 1 });
    await unit.audit("talks.move", `talk:${id}`, { from: row.starts_at, to: at });
    return toldGroups(unit, id);
  });
  return { talk: await getTalk(ctx, { id }), toldGroups: told };
}

export async function cancelTalk(ctx: Ctx, { id }: { id: string }): Promise<OutputOf<typeof api.talks.cancel>> {
  const told = await toldGroups(ctx, id);
  await go(ctx, id, "cancelled", async (unit, row) => {
    await sql`update talk_stage set state = 'cancelled' where corp_id = ${unit.corpId} and talk_id = ${id} and state = 'waiting'`.execute(
      unit.db,
    );
    if (row.state !== "draft") dropTasks(unit, row, "talk-cancelled");
  });
  return { talk: await getTalk(ctx, { id }), toldGroups: told };
}

export async function startTalk(ctx: Ctx, { id }: { id: string }): Promise<Talk> {
  await go(ctx, id, "live", async (unit) => {
    await sql`update talk set started_at = ${unit.now} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    await sql`update talk_stage set state = 'missed' where corp_id = ${unit.corpId} and talk_id = ${id} and state = 'waiting'`.execute(
      unit.db,
    );
  });
  return getTalk(ctx, { id });
}

export async function nextItem(ctx: Ctx, { id, place }: ParsedInputOf<typeof api.talks.next>): Promise<Talk> {
  await withUnit(ctx, async (unit) => {
    const row = await readTalk(unit, id, true);
    if (row.state !== "live") throw new Problem("talkState", {}, 409);
    const to = Math.min(place, row.plan.runSheet.length);
    await sql`update talk set place = ${to} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    itemsDone(unit, row, row.place, to);
    await unit.audit("talks.next", `talk:${id}`, { from: row.place, to });
  });
  return getTalk(ctx, { id });
}

export async function answerQuestion(ctx: Ctx, input: ParsedInputOf<typeof api.talks.answer>): Promise<{ ok: true }> {
  const { id, questionId, answer } = input;
  const row = await readTalk(ctx, id);
  if (row.state === "closed" || row.state === "cancelled" || row.state === "draft") throw new Problem("talkState", {}, 409);
  await withUnit(ctx, async (unit) => {
    unit.fact({ type: "talk.answered", subject: `talk:${id}`, occurredAt: unit.now, data: { talkId: id, questionId, answer } });
    await unit.audit("talks.answer", `talk:${id}`, { questionId });
  });
  return { ok: true };
}

async function follow(
  unit: Unit,
  talkId: string,
  host: string,
  chatIds: readonly string[],
  questions: Awaited<ReturnType<typeof readQuestions>>,
) {
  for (const { id: questionId, text, external_user_id: externalUserId } of questions) {
    const ticketId = ticketOf(unit.corpId, talkId, questionId);
    await noteIn(unit, {
      ticketId,
      kind: "question",
      source: "talk",
      text,
      externalUserId,
      chatId: chatIds[0] ?? null,
      owner: host,
      ref: `talk:${questionId}`,
    });
    unit.fact({
      type: "talk.followed",
      subject: `talk:${talkId}`,
      occurredAt: unit.now,
      sourceKey: `talk-followed:${questionId}`,
      data: { talkId, questionId, ticketId },
    });
  }
}

export async function followQuestion(ctx: Ctx, { id, questionId }: ParsedInputOf<typeof api.talks.follow>): Promise<{ ticketId: string }> {
  const row = await readTalk(ctx, id);
  const question = (await readQuestions(ctx, id)).find((one) => one.id === questionId);
  if (!question || question.answer !== null) throw new Problem("talkState", {}, 409);
  await withUnit(ctx, (unit) => follow(unit, id, row.plan.host, row.chat_ids, [question]));
  return { ticketId: ticketOf(ctx.corpId, id, questionId) };
}

export async function endTalk(ctx: Ctx, { id }: { id: string }): Promise<Talk> {
  await go(ctx, id, "digest", async (unit, row) => {
    await endTasks(unit, row);
    const digest = digestOf(await readQuestions(unit, id));
    await sql`update talk set ended_at = ${unit.now}, digest = ${digest} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
  });
  return getTalk(ctx, { id });
}

/** The digest is posted as soon as a group bears another post, within a day from then, by the same gate; what nobody answered becomes a promise. */
export async function closeTalk(ctx: Ctx, input: ParsedInputOf<typeof api.talks.close>): Promise<OutputOf<typeof api.talks.close>> {
  const { id, digest, replayUrl } = input;
  let followed = 0;
  await go(ctx, id, "closed", async (unit, row) => {
    const open = (await readQuestions(unit, id)).filter(({ answer, ticket_id }) => answer === null && ticket_id === null);
    followed = open.length;
    await follow(unit, id, row.plan.host, row.chat_ids, open);
    await sql`update talk set digest = ${digest}, replay_url = ${replayUrl} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    if (digest === "" && replayUrl === "") return;
    const settings = await gateSettings(unit.db, unit.corpId);
    const posts = (await readStages(unit, id)).flatMap(({ state, at }) => (state === "planned" ? [at] : []));
    const from = nextOpen(digestFrom(posts, unit.now, settings.timeZone), settings);
    await sql`insert into talk_stage (corp_id, talk_id, key, at, until, state)
      values (${unit.corpId}, ${id}, 'digest', ${from}, ${new Date(from.getTime() + DIGEST_MS)}, 'waiting') on conflict do nothing`.execute(
      unit.db,
    );
  });
  return { talk: await getTalk(ctx, { id }), followed };
}

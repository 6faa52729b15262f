import type { api, CalendarWeek, GroupClass, OutputOf, ParsedInputOf, ProposedSlot } from "@shuke/contract";
import { calendarPhrases, fill } from "@shuke/phrases";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { liveContents } from "#modules/assets";
import { type Candidate, fillWeek } from "./fill.ts";
import { standings } from "./results.ts";
import { mixOf } from "./rules.ts";
import { arrange } from "./save-week.ts";
import { type Look, lookAt, mondayFor, weekAt } from "./week.ts";

type Proposal = OutputOf<typeof api.calendar.propose>;

/** What to post where a week is still empty; of the next week, where none is named. */
export async function proposeWeek(ctx: Ctx, input: ParsedInputOf<typeof api.calendar.propose>): Promise<Proposal> {
  return proposalFor(ctx, input.groupClass, await mondayFor(ctx, input, 1));
}

async function proposalFor(ctx: Ctx, classKey: GroupClass, monday: string): Promise<Proposal> {
  const look = await lookAt(ctx, classKey, monday);
  const candidates = await candidatesOf(ctx, classKey, look);
  const { items, left } = fillWeek(look.judged, candidates);
  const byId = new Map(candidates.map((one) => [one.id, one]));
  const values = [...look.judged.slots, ...items].flatMap(({ columnId }) => look.columns.get(columnId)?.plan.value ?? []);
  return {
    groupClass: classKey,
    week: monday,
    left,
    mix: mixOf(values),
    items: items.flatMap(({ key, columnId, day, at, road, why }): ProposedSlot[] => {
      const one = byId.get(columnId);
      if (one === undefined) return [];
      const { name, value, selling, text, contentId, link } = one.plan;
      const w = calendarPhrases[ctx.language ?? "zh-CN"];
      const message = fill(w.reasons[why], { times: (one.score ?? 1).toFixed(1), value: w.values[value] });
      const { expected } = one;
      return [{ key, columnId, column: name, value, selling, day, at, road, text, contentId, link, expected, why: { code: why, message } }];
    }),
  };
}

async function candidatesOf(ctx: Ctx, classKey: GroupClass, { columns }: Look): Promise<Array<Candidate & { expected: number | null }>> {
  const all = [...columns.values()];
  const standing = await standings(ctx, all, classKey);
  const living = all.filter(({ plan, archivedAt }) => archivedAt === null && plan.classes.includes(classKey));
  const contents = await liveContents(
    ctx,
    living.flatMap(({ plan }) => plan.contentId ?? []),
  );
  return living.map(({ id, plan }) => {
    const live = plan.contentId === null ? undefined : contents.get(plan.contentId);
    const content = plan.contentId === null ? null : live === undefined ? "gone" : live.attachments.length > 0 ? "files" : null;
    const { score = null, results } = standing.get(id) ?? {};
    return {
      id,
      plan,
      score,
      words: plan.contentId === null ? plan.text : (live?.text ?? ""),
      content,
      expected: results?.expected ?? null,
    };
  });
}

/** The proposal as it is now, whole or in part: who named a slot that is not proposed any more is told so. */
export async function acceptProposal(ctx: Ctx, input: ParsedInputOf<typeof api.calendar.accept>): Promise<CalendarWeek> {
  const { groupClass, keys, revision } = input;
  const monday = await mondayFor(ctx, input, 1);
  await withUnit(ctx, async (unit) => {
    let taken = 0;
    await arrange(unit, groupClass, monday, revision, async (drafts) => {
      const { items } = await proposalFor(unit, groupClass, monday);
      const chosen = keys === undefined ? items : items.filter(({ key }) => keys.includes(key));
      if (chosen.length < (keys === undefined ? 1 : new Set(keys).size)) throw new Problem("calendarProposalGone", {}, 409);
      taken = chosen.length;
      return [
        ...drafts,
        ...chosen.map(({ columnId, day, at, road, text, contentId, link }) => ({ columnId, day, at, road, text, contentId, link })),
      ];
    });
    await unit.audit("calendar.accept", `calendar:${groupClass}/${monday}`, { slots: taken });
  });
  return weekAt(ctx, groupClass, monday);
}

import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { inWords } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { addDays, localDay } from "#kit/tz";
import { installGoal } from "#modules/goals";
import { readSops } from "#modules/sops";
import type { PlaybookDefinition } from "./types.ts";

/** The goals of a playbook, from today on. Tags are named: WeCom makes them a moment later. */
export async function installGoals(ctx: Ctx, playbook: PlaybookDefinition): Promise<Array<{ name: string; fresh: boolean }>> {
  if (playbook.goals.length === 0) return [];
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const today = localDay(ctx.now, timeZone);
  const sops = new Map((await readSops(ctx.db, ctx.corpId)).map(({ key, id }) => [key, id]));
  const done: Array<{ name: string; fresh: boolean }> = [];
  for (const goal of playbook.goals) {
    const sopId = sops.get(goal.sop ?? "");
    if (goal.sop !== undefined && sopId === undefined) throw new Problem("goalParamMissing", { what: goal.sop });
    const outcome = await installGoal(ctx, playbook.playbook, {
      key: goal.key,
      name: inWords(ctx, goal.name),
      metric: goal.metric,
      target: goal.target,
      startValue: null,
      startDay: today,
      deadline: addDays(today, goal.days),
      curve: goal.curve ?? [],
      owner: null,
      params: {
        ...(goal.atLeast === undefined ? {} : { atLeast: goal.atLeast }),
        ...(goal.tag === undefined ? {} : { tagName: goal.tag }),
        ...(sopId === undefined ? {} : { sopId }),
        ...(goal.step === undefined ? {} : { step: goal.step }),
      },
    });
    done.push({ name: goal.name.zh, fresh: outcome === "created" });
  }
  return done;
}

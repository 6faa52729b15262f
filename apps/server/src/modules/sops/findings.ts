import {
  checkLibrary,
  checkSop,
  contentIdsOf,
  graphOf,
  type SopFinding,
  type SopGraph,
  type SopLimits,
  type SopWritten,
} from "@shuke/contract";
import { fill, sopPhrases } from "@shuke/phrases";
import { gateSettings } from "#actions";
import { type Ctx, inWords } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { libraryFacts } from "#modules/assets";

type Told = SopFinding & { message: string };

export async function limitsOf(ctx: Pick<Ctx, "db" | "corpId">): Promise<SopLimits> {
  const { person, quiet } = await gateSettings(ctx.db, ctx.corpId);
  return { touches: person.weight, days: person.days, quiet: { from: quiet.from, to: quiet.to } };
}

/** What is to be mended in a definition, held against the corp's budgets and quiet hours, in the reader's words. */
export async function findingsOf(ctx: Ctx, written: SopWritten): Promise<Told[]> {
  const phrases = sopPhrases[ctx.language ?? "zh-CN"].findings;
  const graph = graphOf(written);
  const found = [...checkSop(graph, await limitsOf(ctx)), ...checkLibrary(graph, await libraryFacts(ctx, contentIdsOf(graph)))];
  return found.map((finding) => ({
    ...finding,
    message: fill(phrases[finding.code], { at: finding.at, ...finding.details }),
  }));
}

/** As the API answers them. */
export const shown = (findings: readonly Told[]) => findings.map(({ code, level, at, message }) => ({ code, level, at, message }));

/** What has errors does not run. */
export async function refuseUnfinished(ctx: Ctx, written: SopWritten): Promise<void> {
  const wrong = (await findingsOf(ctx, written)).filter((one) => one.level === "error");
  const [first] = wrong;
  if (first) throw new Problem("sopUnfinished", { count: wrong.length, first: first.message, findings: shown(wrong) });
}

/** Of what runs: steps that are stopped by what they take from the library, each with what is to be mended. */
export async function stoppedSteps(ctx: Ctx, graph: SopGraph): Promise<Array<{ step: string; message: string }>> {
  const phrases = sopPhrases[ctx.language ?? "zh-CN"].findings;
  const names = new Map(graph.steps.map(({ key, name }) => [key, inWords(ctx, name)]));
  return checkLibrary(graph, await libraryFacts(ctx, contentIdsOf(graph)))
    .filter(({ level }) => level === "error")
    .map(({ code, at, details }) => ({ step: at, message: fill(phrases[code], { at: names.get(at) ?? at, ...details }) }));
}

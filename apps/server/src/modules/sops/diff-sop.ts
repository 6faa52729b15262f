import { type api, graphOf, type OutputOf, type ParsedInputOf, type SopGraph } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { compareSops } from "./compare.ts";
import { readSop, readVersions } from "./definitions.ts";
import { countMovable, moveOf, readMovable } from "./movable.ts";
import { namesFor } from "./names.ts";

type Diff = OutputOf<typeof api.sops.diff>;

/** Looked at for the preview; of more people the first thousands by their ids, which are as good as drawn. */
const LOOKED = 2_000;
const SHOWN = 50;

const NOBODY: Diff["move"] = { underWay: 0, looked: 0, touched: 0, steps: [], people: [] };

export async function diffSop(ctx: Ctx, input: ParsedInputOf<typeof api.sops.diff>): Promise<Diff> {
  const sop = await readSop(ctx.db, ctx.corpId, input.sopId);
  if (!sop) throw new Problem("sopUnknown", {}, 404);
  const versions = await readVersions(ctx.db, ctx.corpId, [{ sopId: sop.id }]);
  const versionOf = (version: number): SopGraph => {
    const graph = version === 0 ? sop.draft && graphOf(sop.draft) : versions.get(`${sop.id}/${version}`);
    if (!graph) throw new Problem("sopVersionUnknown", { version }, 404);
    return graph;
  };
  // What somebody has on her screen, against what is kept.
  if (input.definition) {
    const [before, after] = [sop.draft ? graphOf(sop.draft) : sop.definition, graphOf(input.definition)];
    return { from: sop.draft ? 0 : sop.version, to: 0, before, after, changes: compareSops(before, after), move: NOBODY };
  }
  const to = input.to ?? (sop.draft ? 0 : sop.version);
  const from = input.from ?? (sop.draft ? sop.version : Math.max(1, sop.version - 1));
  // A first draft is compared with nothing.
  const before = from === 0 && sop.version === 0 ? null : versionOf(from);
  const after = versionOf(to);
  // Of an SOP with one version nobody is in another: no need to look through them all.
  const isOnly = versions.size === 1 && versions.has(`${sop.id}/${to}`);
  const move = isOnly ? NOBODY : await preview(ctx, sop, to, after);
  return { from, to, before, after, changes: compareSops(before ?? { ...after, steps: [], nodes: [] }, after), move };
}

/** Whom a move to this version would change, and how. Nothing is written. */
async function preview(ctx: Ctx, sop: { id: string; subject: string }, to: number, graph: SopGraph): Promise<Diff["move"]> {
  const settings = await gateSettings(ctx.db, ctx.corpId);
  const people = await readMovable(ctx.db, ctx.corpId, { sopId: sop.id, to, after: "", limit: LOOKED });
  const moves = people.map((one) => {
    const { steps, drop } = moveOf(graph, sop.id, one, settings, ctx.now);
    const known = new Set(one.standing.map(({ step }) => step));
    const keys = steps.map(({ key }) => key);
    return { ...one, added: keys.filter((key) => !known.has(key)), dropped: drop, otherHour: keys.filter((key) => known.has(key)) };
  });
  const touched = moves.filter((one) => one.added.length + one.dropped.length + one.otherHour.length > 0);
  const first = touched.slice(0, SHOWN);
  const names = await namesFor(
    ctx,
    sop.subject,
    first.map((one) => one.recipient),
  );
  const keys = [...new Set(touched.flatMap((one) => [...one.added, ...one.dropped, ...one.otherHour]))].toSorted();
  const count = (what: "added" | "dropped" | "otherHour", key: string) => touched.filter((one) => one[what].includes(key)).length;
  return {
    underWay: people.length < LOOKED ? people.length : await countMovable(ctx.db, ctx.corpId, sop.id, to),
    looked: people.length,
    touched: touched.length,
    steps: keys.map((key) => ({
      key,
      added: count("added", key),
      dropped: count("dropped", key),
      otherHour: count("otherHour", key),
    })),
    people: first.map(({ enrolmentId, recipient, version, added, dropped, otherHour }) => ({
      enrolmentId,
      name: names.get(recipient) ?? "",
      version,
      added,
      dropped,
      otherHour,
    })),
  };
}

import type { api, BoardPeriods, OutputOf, ParsedInputOf } from "@shuke/contract";
import { gateSettings } from "#actions";
import { type Ctx, inWords } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { localDay } from "#kit/tz";
import { storesByIds } from "#modules/org";
import { byNeed, comparedPeriods, type Share } from "./board-rules.ts";
import { type Beside, boardSteps, shareOf } from "./board-steps.ts";
import { countEnrolments, countSteps, countStores, type Counts, type Scope } from "./count-steps.ts";
import { countOwnEnrolments, countOwnSteps, countOwnUnits } from "./count-own.ts";
import { type ReadSop, readSop, readSops } from "./definitions.ts";
import { stoppedSteps } from "./findings.ts";
import { unitsOf } from "./units.ts";

/** So many stores stand on the board itself; the others come page by page (breakdown.ts). */
const MOST_STORES = 100;

export async function sopBoard(ctx: Ctx, input: ParsedInputOf<typeof api.sops.board>): Promise<OutputOf<typeof api.sops.board>> {
  const sop = await publishedSop(ctx, input.sopId);
  const { storeId } = input;
  const compared = await periodsOf(ctx, input);
  const counts = await countedIn(ctx, [sop], input);
  const { recent, before } = await besideOf(ctx, [sop], compared, storeId);
  const steps = boardSteps(ctx, sop.definition, counts, { recent, before });
  const ofStores = ctx.scope ? await countOwnUnits(ctx, ctx.scope, sop.id, "store", input) : await countStores(ctx, sop, input);
  const units = unitsOf(sop.definition, ofStores);
  // Who belongs to no store stands among them, too.
  const worst = units.slice(0, MOST_STORES + 1).filter(({ key }) => key !== "");
  const stores = await storesByIds(
    ctx,
    worst.map(({ key }) => key),
  );
  // The head tells of all times, whichever period the steps are of.
  const people = (await enrolmentsIn(ctx, sop.id, storeId)).get(sop.id) ?? { enrolled: 0, exited: 0 };
  return {
    compared,
    sop: { id: sop.id, name: inWords(ctx, sop.name), subject: sop.subject, version: sop.version, state: sop.state, ...people },
    steps,
    stopped: sop.state === "stopped" ? [] : await stoppedSteps(ctx, sop.definition),
    stores: worst.slice(0, MOST_STORES).flatMap(({ key, cells }) => {
      const store = stores.get(key);
      return store
        ? [{ storeId: key, name: store.name, steps: cells.map(({ key: step, rate, status }) => ({ key: step, rate, status })) }]
        : [];
    }),
  };
}

/** All running SOPs on one page, so that whoever answers for them sees in seconds what to mend first. */
export async function sopOverview(ctx: Ctx, input: ParsedInputOf<typeof api.sops.overview>): Promise<OutputOf<typeof api.sops.overview>> {
  const sops = (await readSops(ctx.db, ctx.corpId)).filter(({ state }) => state === "active" || state === "paused");
  const compared = await periodsOf(ctx, input);
  const counts = await countedIn(ctx, sops, input);
  const { recent, before } = await besideOf(ctx, sops, compared, input.storeId);
  const items = sops.flatMap((sop) => {
    const own = (rows: readonly Counts[]) => rows.filter((row) => row.sop_id === sop.id);
    const steps = boardSteps(ctx, sop.definition, own(counts), { recent: own(recent), before: own(before) });
    // A narrow role reads of what is hers: not of steps in which nobody of hers is.
    const seen = ctx.scope ? steps.filter(({ entered }) => entered > 0) : steps;
    return seen.map((step) => ({ ...step, sopId: sop.id, sop: inWords(ctx, sop.name), subject: sop.subject }));
  });
  const lights = { red: 0, amber: 0, green: 0, unknown: 0 };
  for (const { status } of items) lights[status] += 1;
  return { compared, lights, items: items.toSorted(byNeed(({ sopId, key }) => `${sopId} ${key}`)) };
}

export async function publishedSop(ctx: Ctx, sopId: string): Promise<ReadSop> {
  const sop = await readSop(ctx.db, ctx.corpId, sopId);
  if (!sop || sop.version === 0) throw new Problem("sopUnknown", {}, 404);
  return sop;
}

async function periodsOf(ctx: Ctx, input: Scope): Promise<BoardPeriods> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  return comparedPeriods(input, localDay(ctx.now, timeZone));
}

async function besideOf(
  ctx: Ctx,
  sops: readonly ReadSop[],
  { before, ...recent }: BoardPeriods,
  storeId: string | undefined,
): Promise<Beside> {
  return {
    recent: await countedIn(ctx, sops, { ...recent, storeId }),
    before: await countedIn(ctx, sops, { ...before, storeId }),
  };
}

const enrolmentsIn = (ctx: Ctx, sopId: string, storeId: string | undefined) =>
  ctx.scope ? countOwnEnrolments(ctx, ctx.scope, [sopId], storeId) : countEnrolments(ctx, [sopId], storeId);

/** One row per SOP and step; for a narrow role, of what is hers. */
async function countedIn(ctx: Ctx, sops: readonly ReadSop[], { from, to, storeId }: Scope): Promise<Counts[]> {
  if (ctx.scope) {
    const ids = sops.map(({ id }) => id);
    return countOwnSteps(ctx, ctx.scope, ids, { from, to, storeId });
  }
  return countSteps(ctx, sops, storeId === undefined ? "all" : "store", { from, to, storeId });
}

/** One step's share of people who began in these days; null where there is no such step. */
export async function stepShare(ctx: Ctx, asked: { sopId: string; step: string; from: string; to: string }): Promise<Share | null> {
  const sop = (await readSops(ctx.db, ctx.corpId)).find(({ id }) => id === asked.sopId);
  if (!sop?.definition.steps.some(({ key }) => key === asked.step)) return null;
  const counts = await countedIn(ctx, [sop], asked);
  return shareOf(counts.find(({ step }) => step === asked.step));
}

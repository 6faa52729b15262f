import type { ReportKind, ReportSheet } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { addDays } from "#kit/tz";
import { goalsBoard } from "#modules/goals";
import { matchRate } from "#modules/orders";
import { corpLanguage, storesByIds, workloads } from "#modules/org";
import { sopOverview } from "#modules/sops";
import { waitingTasks } from "#modules/tasks";
import { daysOf, figuresOf } from "./figures.ts";
import { sheetOf, type Step } from "./sheet.ts";

/** Steps are told per store for so many stores; a manager of more reads of the first ones, and the figures of all. */
const MOST_STORES = 5;

export type Reader = { userId: string; /** null: the whole. */ storeIds: string[] | null };

/** What this reader's report says of the days up to `day`; null where there is nothing to say. */
export async function makeSheet(given: Ctx, kind: ReportKind, day: string, reader: Reader): Promise<ReportSheet | null> {
  const language = await corpLanguage(given);
  const ctx = { ...given, language };
  const { storeIds } = reader;
  const stores = storeIds === null ? null : await storesByIds(ctx, storeIds);
  const figures = await figuresOf(ctx, kind, day, storeIds);
  const steps: Step[] = [];
  for (const storeId of storeIds?.slice(0, MOST_STORES) ?? [null]) {
    const store = storeId === null ? null : (stores?.get(storeId)?.name ?? storeId);
    const { items } = await sopOverview(ctx, { from: addDays(day, -6), to: day, ...(storeId === null ? {} : { storeId }) });
    for (const item of items) steps.push({ ...item, store, storeId, trend: item.change.trend });
  }
  const load = (await workloads(ctx, [reader.userId]))(reader.userId);
  const waiting = storeIds === null ? await waitingTasks(ctx) : { overdue: 0, open: 0 };
  const goals = storeIds === null ? (await goalsBoard(ctx, { archived: false })).items : [];
  return sheetOf(
    {
      kind,
      from: addDays(day, 1 - daysOf(kind)),
      day,
      stores: storeIds?.map((id) => stores?.get(id)?.name ?? id) ?? null,
      figures,
      hasOrders: (await matchRate(ctx)).orders > 0,
      steps,
      goals,
      needs: { ...waiting, mine: storeIds === null ? 0 : load.openTasks },
    },
    language,
  );
}

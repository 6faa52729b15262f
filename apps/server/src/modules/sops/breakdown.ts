import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { groupId } from "#kit/ids";
import { chatInfo } from "#modules/groups";
import { staffNames, storesByIds } from "#modules/org";
import { publishedSop } from "./board.ts";
import { countOwnUnits } from "./count-own.ts";
import { countBegun, countUnits } from "./count-units.ts";
import { countStores, type Scope } from "./count-steps.ts";
import type { ReadSop } from "./definitions.ts";
import { type Unit, unitsOf } from "./units.ts";

/** Of more people groups and staff are counted within one store only: that takes milliseconds, all of them would take seconds. */
const MOST_AT_ONCE = 20_000;

type By = "store" | "group" | "staff";

/** Steps per store, group or member, whoever is furthest from the targets first. Pages follow that order. */
export async function sopBreakdown(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.sops.breakdown>,
): Promise<OutputOf<typeof api.sops.breakdown>> {
  const sop = await publishedSop(ctx, input.sopId);
  const units = await countedUnits(ctx, sop, input.by, input);
  if (units === null) return { items: [], nextCursor: null, total: 0, needsStore: true };
  const wanted = input.query?.trim().toLowerCase() ?? "";
  const all = wanted === "" ? units : await named(ctx, input.by, units, wanted);
  const rest = afterCursor(all, input.cursor);
  const page = rest.slice(0, input.limit);
  const names = await unitNames(
    ctx,
    input.by,
    page.map(({ key }) => key),
  );
  const last = page.at(-1);
  return {
    items: page.map((unit) => ({
      key: unit.key,
      name: names.get(unit.key) ?? unit.key,
      groupId: input.by === "group" && unit.key !== "" ? groupId(ctx.corpId, unit.key) : null,
      short: unit.short,
      decided: unit.decided,
      cells: unit.cells,
    })),
    nextCursor: rest.length > page.length && last ? cursorOf(last) : null,
    total: all.length,
    needsStore: false,
  };
}

/** Null: too many to be counted without a store. */
export async function countedUnits(ctx: Ctx, sop: ReadSop, by: By, scope: Scope): Promise<readonly Unit[] | null> {
  const { from, to, storeId } = scope;
  if (ctx.scope) return unitsOf(sop.definition, await countOwnUnits(ctx, ctx.scope, sop.id, by, { from, to, storeId }));
  if (by === "store") return unitsOf(sop.definition, await countStores(ctx, sop, { from, to, storeId }));
  if (storeId === undefined && (await countBegun(ctx, sop.id, { from, to })) > MOST_AT_ONCE) return null;
  return unitsOf(sop.definition, await countUnits(ctx, sop.id, by, { from, to, storeId }));
}

/** Where a page ended, as the order goes; somebody whose figures changed meanwhile is shown twice or not, as in any such list. */
const cursorOf = ({ short, decided, key }: Unit) => `${short}|${decided}|${key}`;

function afterCursor(units: readonly Unit[], cursor: string | undefined): readonly Unit[] {
  if (cursor === undefined) return units;
  const [short = "0", decided = "0", ...key] = cursor.split("|");
  const last = { short: Number(short), decided: Number(decided), key: key.join("|") };
  return units.filter(
    (unit) =>
      unit.short < last.short ||
      (unit.short === last.short && (unit.decided < last.decided || (unit.decided === last.decided && unit.key > last.key))),
  );
}

async function named(ctx: Ctx, by: By, units: readonly Unit[], wanted: string): Promise<Unit[]> {
  const names = await unitNames(
    ctx,
    by,
    units.map(({ key }) => key),
  );
  return units.filter(({ key }) => names.get(key)?.toLowerCase().includes(wanted));
}

export async function unitNames(ctx: Ctx, by: By, keys: readonly string[]): Promise<Map<string, string>> {
  const known = keys.filter((key) => key !== "");
  if (by === "staff") return staffNames(ctx, known);
  const found = by === "store" ? await storesByIds(ctx, known) : await chatInfo(ctx, known);
  return new Map([...found].map(([key, { name }]) => [key, name]));
}

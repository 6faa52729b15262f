import type { Ctx } from "#kit/ctx";
import type { TagName } from "./ask.ts";

export type TagUse = { kind: string; id: string; name: string };
type Ask = (ctx: Ctx, tags: readonly TagName[]) => Promise<TagUse[]>;

const asks: Ask[] = [];

/** Modules above this one say what of theirs marks with a tag; imports go downward only, so tags cannot ask them by name. */
export function provideTagUses(ask: Ask): void {
  asks.push(ask);
}

export async function usesOf(ctx: Ctx, tags: readonly TagName[]): Promise<TagUse[]> {
  return (await Promise.all(asks.map((ask) => ask(ctx, tags)))).flat();
}

import type { Ctx } from "#kit/ctx";

export type ContentUse = { kind: string; id: string; name: string };
type Ask = (ctx: Ctx, contentId: string) => Promise<ContentUse[]>;

const asks: Ask[] = [];

/** Modules above this one say what of theirs sends a content; imports go downward only, so the library cannot ask them by name. */
export function provideContentUses(ask: Ask): void {
  asks.push(ask);
}

export async function usesOf(ctx: Ctx, contentId: string): Promise<ContentUse[]> {
  return (await Promise.all(asks.map((ask) => ask(ctx, contentId)))).flat();
}

import type { Language } from "@shuke/phrases";
import type { Db } from "#db/connect";
import type { Actor } from "#kit/actor";
import type { Deed } from "#kit/deed";
import type { Scope } from "#kit/scope";

/**
 * What every verb gets. `corpId` and `now` come from here only: input never names a corp, SQL never asks the database
 * for the time. `db` is the pool or the transaction of the unit of work that runs.
 */
export type Ctx = {
  readonly db: Db;
  readonly corpId: string;
  readonly actor: Actor;
  /** Whoever sees a part of the corp only; absent or null: the whole (kit/scope.ts). */
  readonly scope?: Scope | null;
  readonly now: Date;
  /** The reader's; Chinese where nobody reads (jobs, handlers). */
  readonly language?: Language;
  /** Whoever answers with kept figures says how old they are, in milliseconds (kit/keep.ts). */
  readonly noteAge?: (ms: number) => void;
  /** What was asked for at a door, where that is a change; jobs and handlers have none. */
  readonly deed?: Deed;
};

/** A text of a definition in the reader's language. */
export const inWords = (ctx: Pick<Ctx, "language">, text: { zh: string; en: string }): string =>
  ctx.language === "en" ? text.en : text.zh;

import { sql } from "kysely";
import type { ReportSettings } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { headsOfCommunities } from "#modules/access";
import { leftAmong, storesManagedBy } from "#modules/org";
import type { Reader } from "./make.ts";

/**
 * Who gets a report, by user id, after one of them. Whoever sees the whole gets one of the whole, even if she runs a store; whoever left
 * gets none.
 */
export async function readersAfter(ctx: Ctx, settings: ReportSettings, after: string, limit: number): Promise<Reader[]> {
  const whole = new Set([...(settings.heads ? await headsOfCommunities(ctx) : []), ...settings.also]);
  const managers = settings.storeManagers ? await managersAfter(ctx, after, limit + settings.never.length) : [];
  const wanted = [...new Set([...whole, ...managers])]
    .filter((id) => id > after && !settings.never.includes(id))
    .toSorted((a, b) => (a < b ? -1 : 1));
  const gone = await leftAmong(ctx, wanted);
  const page = wanted.filter((id) => !gone.has(id)).slice(0, limit);
  const stores = await storesManagedBy(ctx, page);
  return page.map((userId) => ({ userId, storeIds: whole.has(userId) ? null : (stores.get(userId) ?? []) }));
}

async function managersAfter({ db, corpId }: Ctx, after: string, limit: number): Promise<string[]> {
  // Compared as bytes, as strings here are.
  const { rows } = await sql<{ id: string }>`select distinct manager_user_id collate "C" as id from store
    where corp_id = ${corpId} and manager_user_id collate "C" > ${after} and state = 'open' order by 1 limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** How many get one. */
export async function countReaders(ctx: Ctx, settings: ReportSettings): Promise<number> {
  let count = 0;
  for (let after = ""; ;) {
    const page = await readersAfter(ctx, settings, after, 500);
    count += page.length;
    const last = page.at(-1);
    if (!last || page.length < 500) return count;
    after = last.userId;
  }
}

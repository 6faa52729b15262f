import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Invariant } from "./invariants.ts";

/** When the server was gone, in the world's time. */
export type Outage = { from: Date; until: Date };

/** A friend who came with a code: when, when we had heard of it, and when WeCom took the welcome, if it did. */
export type Welcome = { who: string; addedAt: Date; toldAt: Date; sentAt: Date | null };

/** Of WeCom's clock (wecom-api §6.1). */
const LIFE_MS = 20_000;
/** Codes that came with less than this left count as missed, whoever is to blame. */
const LEAST_MS = 10_000;
/** What a call and one repeat after an answer that was lost need: back with more of the twenty seconds left, it has to be given. */
const WORK_MS = 5000;

/**
 * Whoever can be welcomed in time is. Those that a killed server heard of and could not welcome any more, since it was gone until the
 * code was dead, are told apart: nothing that comes back later can mend it, and nothing else may hide among them.
 */
export function judgeWelcomes(welcomes: readonly Welcome[], outages: readonly Outage[]): { law: Invariant; whileGone: string[] } {
  const owed = welcomes.filter(({ addedAt, toldAt }) => toldAt.getTime() - addedAt.getTime() <= LEAST_MS);
  const late = owed.filter(({ addedAt, sentAt }) => sentAt === null || sentAt.getTime() > addedAt.getTime() + LIFE_MS);
  const gone = new Set(late.filter((welcome) => outages.some((outage) => isExcuse(welcome, outage))));
  const broken = late.filter((welcome) => !gone.has(welcome)).map((one) => told(one, outages));
  return {
    law: {
      name: "welcomeWithin20s",
      checked: owed.length - gone.size,
      violations: broken.length,
      ...(broken.length > 0 ? { examples: broken.toSorted().slice(0, 5) } : {}),
    },
    whileGone: [...gone].map((one) => told(one, outages)).toSorted(),
  };
}

/** It died before the welcome could be done, and came back too late for it. */
const isExcuse = ({ addedAt, toldAt }: Welcome, { from, until }: Outage) =>
  from.getTime() <= toldAt.getTime() + WORK_MS &&
  until.getTime() >= toldAt.getTime() &&
  until.getTime() > addedAt.getTime() + LIFE_MS - WORK_MS;

/** In seconds from when she was added, so that one sees what came between. */
function told({ who, addedAt, toldAt, sentAt }: Welcome, outages: readonly Outage[]): string {
  const after = (at: Date) => `+${((at.getTime() - addedAt.getTime()) / 1000).toFixed(0)} s`;
  const near = outages.filter(({ from, until }) => until >= addedAt && from.getTime() <= addedAt.getTime() + LIFE_MS);
  const away = near.map(({ from, until }) => `, gone ${after(from)} to ${after(until)}`).join("");
  return `${who} ${addedAt.toISOString()}: told ${after(toldAt)}${away}, ${sentAt ? `welcomed ${after(sentAt)}` : "never welcomed"}`;
}

export async function readWelcomes(db: Db, corpId: string): Promise<Welcome[]> {
  const { rows } = await sql<Welcome>`select a.data->>'externalUserId' as who, a.occurred_at as "addedAt", a.recorded_at as "toldAt",
      (select min(w.occurred_at) from event w where w.corp_id = ${corpId} and w.type = 'welcome.sent' and w.occurred_at >= a.occurred_at
        and w.data->>'externalUserId' = a.data->>'externalUserId' and w.data->>'userId' = a.data->>'userId') as "sentAt"
    from event a where a.corp_id = ${corpId} and a.type = 'relation.added' and a.data->>'welcomeCode' is not null
    order by a.seq`.execute(db);
  return rows;
}

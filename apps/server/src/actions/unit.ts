import type { Db } from "#db/connect";
import { append, type Handler, type EventType, type NewEvent, type StoredEvent } from "#log";
import type { Ctx } from "#kit/ctx";
import { kindOf, writeAudit } from "./audit.ts";
import { planAll } from "./plan.ts";
import type { PlanRequest } from "./types.ts";

/**
 * One unit of work: everything that a verb or a reaction decides, written in one transaction. Facts are collected and
 * appended last (they lock the corp's head row), planned actions before them, so that either all of it happened or none.
 */
export type Unit = Ctx & {
  fact(event: NewEvent): void;
  plan(request: PlanRequest): void;
  /** What an operator changed (law 6). */
  audit(verb: string, subject: string, data: Record<string, unknown>): Promise<void>;
};

export async function withUnit<T>(ctx: Ctx, work: (unit: Unit) => Promise<T>): Promise<T> {
  const { deed } = ctx;
  const tracesBefore = deed?.traces ?? 0;
  try {
    return await ctx.db.transaction().execute(async (tx) => runUnit({ ...ctx, db: tx }, work));
  } catch (error) {
    // What was rolled back has left no record either: a second try writes its own.
    if (deed) deed.traces = tracesBefore;
    throw error;
  }
}

/** One fact that nothing else goes with: no transaction is needed around it. */
export async function tell(ctx: Ctx, fact: NewEvent): Promise<void> {
  await append(ctx.db, ctx.corpId, [fact], ctx);
}

/** For a transaction that is open already (handlers, whose cursor moves in it). */
export async function runUnit<T>(ctx: Ctx & { db: Db; sink?: NewEvent[] }, work: (unit: Unit) => Promise<T>): Promise<T> {
  const facts: NewEvent[] = [];
  const plans: PlanRequest[] = [];
  const unit: Unit = {
    ...ctx,
    fact: (event) => void facts.push(event),
    plan: (request) => void plans.push(request),
    audit: async (verb, subject, data) => {
      if (ctx.deed) ctx.deed.traces += 1;
      await writeAudit(ctx.db, [{ corpId: ctx.corpId, actor: ctx.actor, verb, subject, data, at: ctx.now, kind: kindOf(verb) }]);
    },
  };
  const result = await work(unit);
  // Whoever changed something at a door leaves a record in the same transaction, also where the verb says nothing of its own.
  if (ctx.deed?.traces === 0) await unit.audit(ctx.deed.verb, ctx.deed.subject, ctx.deed.data);
  await planAll(unit, plans);
  // Where several handlers share a transaction, their facts go to its end together.
  if (ctx.sink) ctx.sink.push(...facts.map((fact) => ({ actor: ctx.actor, ...fact })));
  else await append(ctx.db, ctx.corpId, facts, ctx);
  return result;
}

/** A handler that decides what follows from facts (never run in a replay). */
export function reaction(spec: {
  name: string;
  on: readonly EventType[];
  after?: readonly string[];
  /** See `Handler`: whether it begins with the first fact of a corp that has a history. */
  past?: boolean;
  /** See `Handler`: whether nothing would follow from any fact now. */
  idle?(db: Db, corpId: string): Promise<boolean>;
  react(unit: Unit, batch: readonly StoredEvent[]): Promise<void>;
}): Handler {
  return { ...spec, kind: "react", version: 1, react: (ctx, batch) => runUnit(ctx, (unit) => spec.react(unit, batch)) };
}

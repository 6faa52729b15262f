import type { Context } from "./context.ts";
import { slug } from "./context.ts";
import type { Manners, PhoneFetch, Walk } from "./page-walker.ts";
import { walkPages } from "./page-walker.ts";
import { MINUTE } from "./when.ts";

export interface Visit {
  url: string;
  /** What led here; all draws of this walk hang on it. */
  about: string;
  /** How often it was tried already. */
  tries: number;
}

/** The person's phone as the walker wants it. */
export function phoneOf(ctx: Context, who: string): PhoneFetch {
  return ({ url, method, form }) => ctx.host.fetch(who, url, form ? { method, form } : { method });
}

/** Walks the pages, counts what happened, and says whether it should be tried again later. */
export async function visit(
  ctx: Context,
  who: string,
  plan: Visit,
  manners: Manners,
  family: "pages" | "staffPages",
): Promise<{ walk: Walk; again: boolean }> {
  const walk = await walkPages(phoneOf(ctx, who), plan.url, manners);
  ctx.counts.add(`${family}.walks`);
  ctx.counts.add(`${family}.opened`, walk.pages);
  for (const step of walk.steps) ctx.counts.add(`${family}.steps.${slug(step)}`);
  for (const problem of walk.problems) ctx.counts.add(`${family}.problems.${slug(problem)}`);
  return { walk, again: walk.unreachable && plan.tries < ctx.behaviour.customers.retries };
}

/** Plans the same walk one grid step later, later each time. */
export function tryAgain(ctx: Context, who: string, kind: string, plan: Visit): void {
  const tries = plan.tries + 1;
  const at = ctx.host.now() + tries * ctx.behaviour.gridMinutes * MINUTE;
  ctx.host.schedule(at, `${kind}:${who}:${plan.about}:${tries}`, {
    kind,
    who,
    data: { ...plan, tries },
  });
}

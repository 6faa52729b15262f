import { fill, momentPhrases } from "@shuke/phrases";
import { sql } from "kysely";
import type { MomentPlan, MomentPreview, MomentWarning } from "@shuke/contract";
import { MOMENT_PLAN } from "@shuke/contract/moment-words";
import { openGate, type TouchRequest } from "#actions";
import type { Ctx } from "#kit/ctx";
import { servingStaff, staffByIds } from "#modules/org";
import { breachOf, type Breach, personaOf, sellingAllowed } from "./personas.ts";
import { EVERYBODY, readPersonas } from "./settings.ts";

/** Whom a plan asks, of those who may serve now. */
export async function staffOf(ctx: Ctx, { staff }: Pick<MomentPlan, "staff">): Promise<string[]> {
  const serving = (await servingStaff(ctx)).map(({ userId }) => userId);
  if (staff.everyone) return serving;
  const [users, positions] = [new Set(staff.userIds), new Set(staff.positions)];
  const known = positions.size === 0 ? new Map() : await staffByIds(ctx, serving);
  return serving.filter((userId) => users.has(userId) || positions.has(known.get(userId)?.position ?? ""));
}

export const touchKey = (momentId: string, userId: string) => `moment:${momentId}|${userId}`;

/** One question for each: whether her moments of the day have room. */
export const questionsOf = (
  { id, actionId, at }: { id: string; actionId: string; at: Date },
  userIds: readonly string[],
): Array<TouchRequest & { recipient: string }> =>
  userIds.map((userId) => ({
    budget: "staff",
    recipient: userId,
    kind: "moment",
    key: touchKey(id, userId),
    actionId,
    weight: 1,
    at,
    plannedBy: `moment:${id}`,
  }));

/** What would come of it now; nothing is reserved. */
export async function previewOf(ctx: Ctx, plan: MomentPlan): Promise<MomentPreview> {
  const userIds = await staffOf(ctx, plan);
  const at = plan.from === null ? ctx.now : new Date(plan.from);
  const requests = questionsOf({ id: "preview", actionId: "preview", at }, userIds);
  const gate = await openGate(ctx, requests);
  const full = requests.filter((request) => !gate.ask(request).accepted).length;
  return { staff: userIds.length, full, customers: await customersOf(ctx, plan, userIds), warnings: await warningsOf(ctx, plan, userIds) };
}

/** Different friends of these members of staff, with one of the tags if there are any. */
async function customersOf(ctx: Ctx, { tagIds }: MomentPlan, userIds: readonly string[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(distinct r.customer_id)::int as n from relation r
    where r.corp_id = ${ctx.corpId} and r.state = 'active' and r.user_id = any(${[...userIds]}::text[])
      and ${tagIds.length === 0 ? sql`true` : sql`r.tag_ids && ${tagIds}::text[]`}`.execute(ctx.db);
  return rows[0]?.n ?? 0;
}

/** Where this post would leave the personas' plans, by persona. */
async function warningsOf(ctx: Ctx, plan: MomentPlan, userIds: readonly string[]): Promise<MomentWarning[]> {
  const { personas } = await readPersonas(ctx);
  const since = new Date(ctx.now.getTime() - MOMENT_PLAN.days * 86_400_000);
  const { rows } = await sql<{
    userId: string;
    selling: boolean[];
  }>`select user_id as "userId", array_agg(selling order by asked_at) as selling
    from moment_staff where corp_id = ${ctx.corpId} and user_id = any(${[...userIds]}::text[]) and asked_at >= ${since} and state = 'asked'
    group by 1`.execute(ctx.db);
  const history = new Map(rows.map(({ userId, selling }) => [userId, selling.map((one) => ({ selling: one }))]));
  const known = await staffByIds(ctx, userIds);
  const counts = new Map<string, { code: Breach; persona: string; staff: number; allowed: number }>();
  for (const userId of userIds) {
    const persona = personaOf(personas, known.get(userId)?.position ?? "");
    const code = persona && breachOf(persona, history.get(userId) ?? [], plan);
    if (!persona || !code) continue;
    const key = `${code}|${persona.name}`;
    const allowed = code === "too-often" ? persona.perWeek * 4 : sellingAllowed(persona);
    const one = counts.get(key) ?? { code, persona: persona.name, staff: 0, allowed };
    counts.set(key, { ...one, staff: one.staff + 1 });
  }
  const words = momentPhrases[ctx.language ?? "zh-CN"];
  return [...counts.values()].map(({ persona, ...one }) => {
    const name = persona === EVERYBODY ? words.everybody : persona;
    return { ...one, persona: name, message: fill(words.warnings[one.code], { persona: name, n: one.staff, allowed: one.allowed }) };
  });
}

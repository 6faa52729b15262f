import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { z } from "zod";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import type { Secrets } from "#kit/secrets";

const NAME = "orders.hook";
/** After a change both secrets hold, so that a shop can be given the new one without losing a delivery. */
const OVERLAP_MS = 24 * 3_600_000;

const kept = z.object({ secret: z.string(), madeAt: z.string(), old: z.object({ secret: z.string(), untilMs: z.number() }).nullable() });
type Kept = z.infer<typeof kept>;

async function read(corpId: string, secrets: Secrets): Promise<Kept | null> {
  const text = await secrets.get(corpId, NAME);
  return text === null ? null : kept.parse(JSON.parse(text));
}

export async function activeSecrets(ctx: Ctx, secrets: Secrets, nowMs: number): Promise<string[]> {
  const found = await read(ctx.corpId, secrets);
  if (!found) return [];
  return [found.secret, ...(found.old && found.old.untilMs > nowMs ? [found.old.secret] : [])];
}

/** The secret in force; the first one is made when it is asked for. */
export async function hookSecret(ctx: Ctx, secrets: Secrets, nowMs: number): Promise<string> {
  const [secret] = await activeSecrets(ctx, secrets, nowMs);
  return secret ?? rotateSecret(ctx, secrets, nowMs);
}

/** Makes a new secret; it is shown this once. Real time: a signature's window is real, and so is the overlap. */
export async function rotateSecret(ctx: Ctx, secrets: Secrets, nowMs: number): Promise<string> {
  const before = await read(ctx.corpId, secrets);
  const secret = `shk_${randomBytes(24).toString("base64url")}`;
  const old = before ? { secret: before.secret, untilMs: nowMs + OVERLAP_MS } : null;
  const value: Kept = { secret, madeAt: new Date(nowMs).toISOString(), old };
  return withUnit(ctx, async (unit) => {
    await secrets.put(ctx.corpId, NAME, JSON.stringify(value));
    await unit.audit("orders.hookRotate", "orders:hook", { hint: hintOf(secret) });
    return secret;
  });
}

export async function secretState(ctx: Ctx, secrets: Secrets, nowMs: number) {
  const found = await read(ctx.corpId, secrets);
  if (!found) return null;
  const oldUntil = found.old && found.old.untilMs > nowMs ? new Date(found.old.untilMs).toISOString() : null;
  return { hint: hintOf(found.secret), madeAt: found.madeAt, oldUntil };
}

const hintOf = (secret: string) => `…${secret.slice(-4)}`;

export type DeliveryRow = {
  id: string;
  at: Date;
  status: number;
  code: string | null;
  details: Record<string, unknown>;
  orders: number;
  refunds: number;
  fresh: number;
};

export async function lastDeliveries(ctx: Ctx): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`select id, at, status, code, details, orders, refunds, fresh from order_delivery
    where corp_id = ${ctx.corpId} order by at desc, id desc limit 30`.execute(ctx.db);
  return rows;
}

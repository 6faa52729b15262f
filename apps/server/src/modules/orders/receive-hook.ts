import type { Language } from "@shuke/phrases";
import { sql } from "kysely";
import { z } from "zod";
import { gateSettings, withUnit } from "#actions";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import type { Clock } from "#kit/clock";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem } from "#kit/problem";
import type { Secrets } from "#kit/secrets";
import { hookBody, type HookBody, MOST_PER_DELIVERY, ordersOfBody, refundsOfBody } from "./hook-body.ts";
import { activeSecrets } from "./hook-secret.ts";
import { isFresh, isSigned, SIGNATURE, TIMESTAMP, WINDOW_SEC } from "./hook-signature.ts";
import { recordOrders, recordRefunds } from "./record-orders.ts";

export type Delivery = {
  corpId: string;
  timestamp: string | undefined;
  signature: string | undefined;
  /** Exactly as sent: the signature is over these bytes. */
  body: Uint8Array;
  /** Real time, for the signature's window. */
  nowMs: number;
  language: Language;
};

export type HookDeps = { db: Db; clock: Clock; secrets: Secrets };
export type HookAnswer = { ok: true; recorded: number; changed: number; unchanged: number; refunds: number };

/** Deliveries that are kept for whoever sets the hook up. */
const KEPT = 200;

/** A shop's delivery: signature, then every row, then everything recorded in one transaction, or nothing. */
export async function receiveHook(deps: HookDeps, delivery: Delivery): Promise<HookAnswer> {
  const ctx: Ctx = {
    db: deps.db,
    corpId: delivery.corpId,
    actor: system("hook.orders"),
    now: deps.clock.now(),
    language: delivery.language,
  };
  let body: HookBody;
  try {
    body = await check(ctx, deps.secrets, delivery);
  } catch (error) {
    if (error instanceof Problem) await note(ctx, { status: error.status, problem: error, orders: 0, refunds: 0, fresh: 0 });
    throw error;
  }
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const source = { name: "hook", bulk: false, timeZone };
  const { orders, refunds } = await withUnit(ctx, async (unit) => ({
    orders: await recordOrders(unit, ordersOfBody(body), source),
    refunds: await recordRefunds(unit, refundsOfBody(body)),
  }));
  const fresh = orders.added + orders.changed + refunds.added;
  await note(ctx, { status: 200, problem: null, orders: body.orders.length, refunds: body.refunds.length, fresh });
  return { ok: true, recorded: orders.added, changed: orders.changed, unchanged: orders.unchanged, refunds: refunds.added };
}

/** Signature and rows, without recording anything. */
export async function check(ctx: Ctx, secrets: Secrets, delivery: Delivery): Promise<HookBody> {
  const { timestamp, signature, body, nowMs } = delivery;
  if (timestamp === undefined || signature === undefined) {
    throw new Problem("hookHeaders", { header: timestamp === undefined ? TIMESTAMP : SIGNATURE }, 401);
  }
  const active = await activeSecrets(ctx, secrets, nowMs);
  if (active.length === 0) throw new Problem("hookNotSetUp", {}, 401);
  if (!isSigned(active, timestamp, body, signature)) throw new Problem("hookSignature", {}, 401);
  if (!isFresh(timestamp, nowMs)) throw new Problem("hookStale", { minutes: WINDOW_SEC / 60 }, 401);
  return readBody(body, ctx.language);
}

const words = { "zh-CN": z.locales.zhCN().localeError, en: z.locales.en().localeError };
const MOST_TOLD = 50;

export function readBody(bytes: Uint8Array, language: Language = "zh-CN"): HookBody {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Problem("invalidInput", { issues: "JSON" });
  }
  const parsed = hookBody.safeParse(value, { error: words[language] });
  if (!parsed.success) {
    const rows = parsed.error.issues.map(({ path, message }) => ({ path: pathOf(path), message }));
    const [first] = rows;
    throw new Problem("hookRows", { count: rows.length, first: `${first?.path}: ${first?.message}`, rows: rows.slice(0, MOST_TOLD) }, 422);
  }
  if (parsed.data.orders.length + parsed.data.refunds.length > MOST_PER_DELIVERY) {
    throw new Problem("hookTooMany", { most: MOST_PER_DELIVERY }, 413);
  }
  return parsed.data;
}

/** `orders[3].paidAt` */
const pathOf = (path: readonly PropertyKey[]) =>
  path.map((part, n) => (typeof part === "number" ? `[${part}]` : `${n > 0 ? "." : ""}${String(part)}`)).join("") || "body";

type Noted = { status: number; problem: Problem | null; orders: number; refunds: number; fresh: number };

async function note(ctx: Ctx, { status, problem, orders, refunds, fresh }: Noted): Promise<void> {
  await sql`insert into order_delivery (corp_id, id, at, status, code, details, orders, refunds, fresh)
    values (${ctx.corpId}, ${newId("del", ctx.now)}, ${ctx.now}, ${status}, ${problem?.code ?? null},
      ${JSON.stringify(problem?.details ?? {})}, ${orders}, ${refunds}, ${fresh})`.execute(ctx.db);
  // Now and then the old ones go: by chance, so that a busy hook does not pay for it each time.
  if (Math.random() > 0.02) return;
  await sql`delete from order_delivery where corp_id = ${ctx.corpId} and at < (
    select at from order_delivery where corp_id = ${ctx.corpId} order by at desc offset ${KEPT} limit 1)`.execute(ctx.db);
}

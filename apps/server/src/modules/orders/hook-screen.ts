import type { api, OutputOf } from "@shuke/contract";
import { api as endpoints } from "@shuke/contract";
import { type ErrorCode, errors } from "@shuke/phrases";
import { route, type Route } from "#http/route";
import type { Ctx } from "#kit/ctx";
import { Problem, told } from "#kit/problem";
import type { Secrets } from "#kit/secrets";
import { activeSecrets, lastDeliveries, rotateSecret, secretState } from "./hook-secret.ts";
import { sign, SIGNATURE, TIMESTAMP } from "./hook-signature.ts";
import { check } from "./receive-hook.ts";

export type HookSettings = { secrets: Secrets; publicUrl: () => string; nowMs: () => number };

/** The settings page of the hook. The composition root knows the secrets and our own address. */
export const hookRoutes = ({ secrets, publicUrl, nowMs }: HookSettings): readonly Route[] => {
  const urlOf = (ctx: Ctx) => `${publicUrl()}/hooks/orders?corp=${encodeURIComponent(ctx.corpId)}`;
  return [
    route(endpoints.orders.hook, async (ctx) => ({
      url: urlOf(ctx),
      secret: await secretState(ctx, secrets, nowMs()),
      deliveries: (await lastDeliveries(ctx)).map(({ at, code, details, ...row }) => ({
        ...row,
        at: at.toISOString(),
        problem: code !== null && isCode(code) ? told({ code, details }, ctx.language) : null,
      })),
    })),
    route(endpoints.orders.hookRotate, async (ctx) => ({ secret: await rotateSecret(ctx, secrets, nowMs()) })),
    route(endpoints.orders.hookTest, (ctx) => testHook(ctx, secrets, urlOf(ctx), nowMs())),
  ];
};

const isCode = (code: string): code is ErrorCode => code in errors["zh-CN"];

/** A delivery as a shop would make it, checked but not recorded, and the command that makes the same one from outside. */
async function testHook(ctx: Ctx, secrets: Secrets, url: string, nowMs: number): Promise<OutputOf<typeof api.orders.hookTest>> {
  const sample = { orders: [{ orderNo: "TEST-1", paidAt: new Date(nowMs).toISOString(), amountFen: 1850, phone: "13800138000" }] };
  const text = JSON.stringify(sample);
  const body = Buffer.from(text);
  const timestamp = String(Math.floor(nowMs / 1000));
  const [secret] = await activeSecrets(ctx, secrets, nowMs);
  const signature = secret === undefined ? undefined : sign(secret, timestamp, body);
  const curl = [
    `body='${text}'; ts=$(date +%s)`,
    `sig=$(printf '%s.%s' "$ts" "$body" | openssl dgst -sha256 -hmac "$SECRET" -r | cut -d' ' -f1)`,
    `curl -X POST '${url}' -H 'content-type: application/json' -H "${TIMESTAMP}: $ts" -H "${SIGNATURE}: v1=$sig" -d "$body"`,
  ].join("\n");
  try {
    await check(ctx, secrets, { corpId: ctx.corpId, timestamp, signature, body, nowMs, language: ctx.language ?? "zh-CN" });
    return { status: 200, problem: null, curl };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { status: error.status, problem: told(error, ctx.language), curl };
  }
}

import { sql } from "kysely";
import type { api, OutputOf } from "@shuke/contract";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { failureOf } from "./certificates.ts";
import { families, type Family, schedule } from "./due.ts";
import { reconcileDue } from "./sync-customers.ts";

/** A whole repair: every list, every group, every detail. */
const EVERYTHING: readonly Family[] = ["staff", "tags", "first", "groups", "follow", "details"];

/** Compares everything with WeCom from now on, or one family; the worker does it in the background. */
export async function runSync(ctx: Ctx, { family }: { family?: string | undefined } = {}): Promise<OutputOf<typeof api.sync.run>> {
  const wanted = family === undefined ? EVERYTHING : EVERYTHING.filter((one) => one === family);
  if (wanted.length === 0) throw new Problem("notFound", {}, 404);
  return withUnit(ctx, async (unit) => {
    await schedule(
      unit.db,
      ctx.corpId,
      wanted.map((one) => reconcileDue(one, "all", ctx.now)),
    );
    await unit.audit("sync.run", "sync", { families: wanted });
    return { queued: wanted.length };
  });
}

/** What a single id of a family is asked for as; the rest is asked for as a whole. */
const SINGLE: Partial<Record<Family, Family>> = { first: "customers-of", details: "customers-of", follow: "customers-of", groups: "group" };

/** Asks again for what a certificate names as failed. */
export async function retrySync(ctx: Ctx, { id }: { id: string }): Promise<OutputOf<typeof api.sync.retry>> {
  const { rows } = await sql<{ family: string; failed: string[] }>`select family, failed from sync_run
    where corp_id = ${ctx.corpId} and id = ${id}`.execute(ctx.db);
  const [run] = rows;
  const family = families.find((one) => one === run?.family);
  if (!run || !family) throw new Problem("notFound", {}, 404);
  const single = SINGLE[family];
  const ids = run.failed.map((text) => failureOf(text).id);
  const wanted =
    family === "customers-of" || single === undefined || ids.includes("")
      ? [reconcileDue(family === "customers-of" ? "details" : family, "all", ctx.now)]
      : ids.map((key) => reconcileDue(single, key, ctx.now));
  return withUnit(ctx, async (unit) => {
    await schedule(unit.db, ctx.corpId, wanted);
    await unit.audit("sync.retry", "sync", { id, family, asked: wanted.length });
    return { queued: wanted.length };
  });
}

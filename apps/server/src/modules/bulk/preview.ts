import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { marksOf, neededMarks } from "#modules/customers";
import { allFields, checked, usable, valuesOf } from "#modules/fields";
import { estimateOf, whereOf } from "#modules/profile";
import { check } from "./start-job.ts";

/** So many people are looked at; of more the rest is taken to be alike, and the answer says so. */
const SAMPLE = 2000;
/** WeCom's published rate per path and minute (wecom-api §1.4). */
const CALLS_PER_MINUTE = 10_000;

type Figures = { change: number; same: number; noFriend: number; calls: number };

/** What a change would do to how many, before it does. */
export async function previewJob(
  ctx: Ctx,
  { whom, what }: ParsedInputOf<typeof api.bulk.preview>,
): Promise<OutputOf<typeof api.bulk.preview>> {
  await check(ctx, what);
  const where = "ids" in whom ? sql<boolean>`c.id = any(${whom.ids})` : await whereOf(ctx, whom.filter);
  const size = await estimateOf(ctx, where);
  const { rows } = await sql<{ id: string }>`select c.id from customer c where c.corp_id = ${ctx.corpId} and ${where}
    order by c.id limit ${SAMPLE}`.execute(ctx.db);
  const ids = rows.map(({ id }) => id);
  const seen = await figuresOf(ctx, ids, what);
  const scale = ids.length < SAMPLE || ids.length === 0 ? 1 : size.count / ids.length;
  const grown = (n: number) => Math.round(n * scale);
  const calls = grown(seen.calls);
  return {
    people: size.count,
    exact: size.exact,
    change: grown(seen.change),
    same: grown(seen.same),
    noFriend: grown(seen.noFriend),
    calls,
    minutes: Math.ceil(calls / CALLS_PER_MINUTE),
    sample: scale === 1 ? null : ids.length,
  };
}

async function figuresOf(ctx: Ctx, ids: readonly string[], what: ParsedInputOf<typeof api.bulk.preview>["what"]): Promise<Figures> {
  if (what.do === "tags") {
    const { needed, same, noFriend } = await neededMarks(ctx, ids, what);
    return {
      change: new Set(needed.map(({ customerId }) => customerId)).size,
      same: same.length,
      noFriend: noFriend.length,
      calls: needed.length,
    };
  }
  const same = what.do === "field" ? await sameField(ctx, ids, what) : await sameMark(ctx, ids, what);
  return { change: ids.length - same, same, noFriend: 0, calls: 0 };
}

async function sameField(ctx: Ctx, ids: readonly string[], { key, value }: { key: string; value: string | number | boolean | null }) {
  const field = usable(await allFields(ctx), key);
  const wanted = checked(field, value);
  const held = await valuesOf(ctx, ids, [key]);
  return wanted === null ? ids.length - held.length : held.filter((one) => one.value === wanted).length;
}

async function sameMark(
  ctx: Ctx,
  ids: readonly string[],
  { mark, on }: { mark: "staff" | "test" | "supplier" | "competitor"; on: boolean },
) {
  const marked = [...(await marksOf(ctx, ids)).values()].filter((marks) => marks.includes(mark)).length;
  return on ? marked : ids.length - marked;
}

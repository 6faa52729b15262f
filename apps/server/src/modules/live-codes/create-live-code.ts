import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { derivedId } from "#kit/ids";
import { checkContent } from "#modules/assets";
import { tagIdsByName } from "#modules/tags";
import { checkCode } from "./check-input.ts";
import { tellWeCom } from "./plan-ways.ts";
import { addToPool } from "./pool.ts";
import { codesByIds } from "./rows.ts";
import { showCodes } from "./screens.ts";
import { ensureTags } from "./tag-people.ts";

type Input = ParsedInputOf<typeof api.liveCodes.create>;

/** Makes a code: WeCom is asked for it in the background; `qrUrl` comes with the answer. */
export async function createLiveCode(ctx: Ctx, input: Input): Promise<OutputOf<typeof api.liveCodes.create>> {
  const id = await withUnit(ctx, async (unit) => {
    const userIds = [...new Set(input.userIds)];
    const chatIds = [...new Set(input.chatIds)];
    await checkCode(unit, { ...input, userIds, chatIds }, null);
    if (input.welcomeContent !== null) await checkContent(unit, input.welcomeContent, "welcome");
    const made = await nextId(unit, input);
    await sql`insert into live_code (corp_id, id, kind, name, channel, user_ids, tags, remark, welcome_text, welcome_link,
        welcome_content,
        store_id, seat_limit, auto_create, base_name, way_chat_ids, created_at, updated_at)
      values (${unit.corpId}, ${made}, ${input.kind}, ${input.name}, ${input.channel}, ${userIds}, ${input.tags},
        ${input.remark}, ${input.welcomeText}, ${input.welcomeLink === null ? null : JSON.stringify(input.welcomeLink)},
        ${input.welcomeContent},
        ${input.storeId}, ${input.seatLimit}, ${input.autoCreate}, ${await baseNameOf(unit, input)}, ${chatIds},
        ${unit.now}, ${unit.now})`.execute(unit.db);
    if (input.kind === "group") await addToPool(unit, made, chatIds, "operator");
    await ensureTags(unit, (await tagIdsByName(unit, input.tags)).missing);
    const code = (await codesByIds(unit, [made])).get(made);
    if (code) await tellWeCom(unit, code);
    await unit.audit("liveCodes.create", `live-code:${made}`, { ...input });
    return made;
  });
  const [shown] = await showCodes(ctx, [...(await codesByIds(ctx, [id])).values()]);
  if (!shown) throw new Error(`live code ${id} vanished`);
  return shown;
}

/** From the content, so that the same steps make the same codes; at most 30 characters, for it is WeCom's `state`. */
async function nextId(ctx: Ctx, { kind, name }: Input): Promise<string> {
  await sql`select pg_advisory_xact_lock(hashtext(${`live-code ${ctx.corpId} ${kind} ${name}`}))`.execute(ctx.db);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from live_code
    where corp_id = ${ctx.corpId} and kind = ${kind} and name = ${name}`.execute(ctx.db);
  return derivedId("lc", ctx.corpId, kind, name, String(rows[0]?.n ?? 0));
}

/** The prefix of groups that WeCom opens by itself. It must be one code's alone, for names are how we know them again. */
async function baseNameOf(ctx: Ctx, input: Input): Promise<string> {
  if (input.kind !== "group") return "";
  const wanted = [...(input.baseName || input.name)].slice(0, 36).join("");
  const { rows } = await sql<{ base_name: string }>`select base_name from live_code
    where corp_id = ${ctx.corpId} and base_name like ${`${wanted.replaceAll(/[\\%_]/gu, "\\$&")}%`}`.execute(ctx.db);
  const taken = new Set(rows.map((row) => row.base_name));
  let name = wanted;
  for (let n = 2; taken.has(name); n += 1) name = `${wanted}·${n}群`;
  return name;
}

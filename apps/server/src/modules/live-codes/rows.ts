import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import type { LiveCodeRow } from "./types.ts";

const columns = sql.raw(`id, kind, name, channel, state, user_ids as "userIds", tags, remark,
  welcome_text as "welcomeText", welcome_link as "welcomeLink", welcome_content as "welcomeContent", store_id as "storeId", seat_limit as "seatLimit",
  auto_create as "autoCreate", base_name as "baseName", way_version as "wayVersion", told_version as "toldVersion", way_chat_ids as "wayChatIds",
  config_id as "configId", qr_url as "qrUrl", problem, created_at as "createdAt"`);

export async function codesByIds(ctx: Ctx, ids: readonly string[]): Promise<Map<string, LiveCodeRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<LiveCodeRow>`select ${columns} from live_code
    where corp_id = ${ctx.corpId} and id = any(${ids})`.execute(ctx.db);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The code, locked until the transaction ends: whoever counts seats or moves the pool goes one after another. */
export async function lockCode(ctx: Ctx, id: string): Promise<LiveCodeRow | null> {
  const { rows } = await sql<LiveCodeRow>`select ${columns} from live_code
    where corp_id = ${ctx.corpId} and id = ${id} for update`.execute(ctx.db);
  return rows[0] ?? null;
}

export type CodeFilter = {
  kind?: string | undefined;
  state?: string | undefined;
  storeId?: string | undefined;
  query?: string | undefined;
};

/** Newest first; `after` is the id of the last one seen. */
export async function listCodes(ctx: Ctx, filter: CodeFilter, after: string | null, limit: number): Promise<LiveCodeRow[]> {
  const like = filter.query ? `%${filter.query.replaceAll(/[\\%_]/gu, "\\$&")}%` : null;
  const { rows } = await sql<LiveCodeRow>`select ${columns} from live_code where corp_id = ${ctx.corpId}
    and (${filter.kind ?? null}::text is null or kind = ${filter.kind ?? null})
    and (${filter.state ?? null}::text is null or state = ${filter.state ?? null})
    and (${filter.storeId ?? null}::text is null or store_id = ${filter.storeId ?? null})
    and (${like}::text is null or name ilike ${like} or channel ilike ${like})
    and (${after}::text is null or (created_at, id) < (select created_at, id from live_code where corp_id = ${ctx.corpId} and id = ${after}))
    order by created_at desc, id desc limit ${limit}`.execute(ctx.db);
  return rows;
}

/** Group codes of these stores, oldest first. */
export async function groupCodesOf(ctx: Ctx, storeIds: readonly string[]): Promise<LiveCodeRow[]> {
  if (storeIds.length === 0) return [];
  const { rows } = await sql<LiveCodeRow>`select ${columns} from live_code
    where corp_id = ${ctx.corpId} and kind = 'group' and store_id = any(${storeIds}) order by created_at, id`.execute(ctx.db);
  return rows;
}

/** Stores with at least one group code that leads somewhere. */
export async function storesWithCode(ctx: Ctx): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select distinct store_id as id from live_code
    where corp_id = ${ctx.corpId} and kind = 'group' and store_id is not null and state = 'active' and qr_url is not null`.execute(ctx.db);
  return new Set(rows.map((row) => row.id));
}

/** The chats of each pool in their order. */
export async function poolsOf(ctx: Ctx, codeIds: readonly string[]): Promise<Map<string, string[]>> {
  const pools = new Map<string, string[]>(codeIds.map((id) => [id, []]));
  if (codeIds.length === 0) return pools;
  const { rows } = await sql<{ chatId: string; code: string }>`select chat_id as "chatId", live_code_id as code
    from live_code_group where corp_id = ${ctx.corpId} and live_code_id = any(${codeIds})
    order by place, chat_id`.execute(ctx.db);
  for (const { chatId, code } of rows) pools.get(code)?.push(chatId);
  return pools;
}

/** The pool of each code and the seats kept in it at this moment; those of `except` are not counted. */
export async function poolsWithHolds(ctx: Ctx, codeIds: readonly string[], except: string): Promise<Map<string, PoolWithHolds>> {
  if (codeIds.length === 0) return new Map();
  const { rows } = await sql<PoolWithHolds & { code: string }>`select code,
      array(select chat_id from live_code_group where corp_id = ${ctx.corpId} and live_code_id = code order by place, chat_id) as "chatIds",
      (select count(*)::int from seat_hold where corp_id = ${ctx.corpId} and live_code_id = code and until > ${ctx.now}
        and visitor <> ${except}) as held
    from unnest(${codeIds}::text[]) as code`.execute(ctx.db);
  return new Map(rows.map(({ code, ...pool }) => [code, pool]));
}

export type PoolWithHolds = { chatIds: string[]; held: number };

import type { api, LiveCode, OutputOf, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { createKeep } from "#kit/keep";
import { notFound, told } from "#kit/problem";
import { addDays, atLocal, localDay } from "#kit/tz";
import { storesByIds } from "#modules/org";
import { codesByIds, listCodes, poolsOf } from "./rows.ts";
import { seatsLeft } from "./rules.ts";
import { seatInputs } from "./seats.ts";
import type { LiveCodeRow } from "./types.ts";

const keep = createKeep();

type Arrivals = { code: string; added: number; kept: number; joined: number };

export async function showCodes(ctx: Ctx, codes: readonly LiveCodeRow[]): Promise<LiveCode[]> {
  const ids = codes.map(({ id }) => id);
  const pools = await poolsOf(ctx, ids);
  const seats = await seatInputs(
    ctx,
    codes.filter(({ kind }) => kind === "group"),
  );
  const stores = await storesByIds(ctx, [...new Set(codes.flatMap(({ storeId }) => storeId ?? []))]);
  const figures = new Map((await arrivalsOf(ctx, ids)).map(({ code, ...counts }) => [code, counts]));
  return codes.map((code) => {
    const seat = seats.get(code.id);
    return {
      id: code.id,
      kind: code.kind,
      name: code.name,
      channel: code.channel,
      state: code.state,
      qrUrl: code.qrUrl,
      problem: code.problem && told(code.problem, ctx.language),
      storeId: code.storeId,
      storeName: stores.get(code.storeId ?? "")?.name ?? null,
      userIds: [...code.userIds],
      tags: [...code.tags],
      remark: code.remark,
      welcomeText: code.kind === "staff" ? code.welcomeText : null,
      welcomeLink: code.welcomeLink,
      welcomeContent: code.welcomeContent,
      chatIds: pools.get(code.id) ?? [],
      seatLimit: code.kind === "group" ? code.seatLimit : null,
      seatsLeft: !seat || (seat.autoCreate && code.state === "active") ? null : seatsLeft(seat),
      autoCreate: code.kind === "group" && code.autoCreate,
      baseName: code.baseName,
      figures: { scans: null, ...(figures.get(code.id) ?? { added: 0, kept: 0, joined: 0 }) },
      createdAt: code.createdAt.toISOString(),
    };
  });
}

/**
 * The codes of one page together: those that everybody looks at first are counted once for all. Who came and who went are two
 * counts, since each is answered by its index without reading the arrivals themselves.
 */
function arrivalsOf(ctx: Ctx, ids: readonly string[]): Promise<Arrivals[]> {
  return keep(ctx, JSON.stringify([ctx.corpId, ids]), async () => {
    const { rows } = await sql<Arrivals>`
      with came as (select live_code_id as code, kind, count(*) as n from arrival
          where corp_id = ${ctx.corpId} and live_code_id = any(${ids}) group by 1, 2),
        went as (select live_code_id as code, count(*) as n from arrival
          where corp_id = ${ctx.corpId} and live_code_id = any(${ids}) and ended_at is not null group by 1)
      select code, coalesce(sum(n) filter (where kind = 'friend'), 0)::int as added,
        (sum(n) - coalesce((select w.n from went w where w.code = came.code), 0))::int as kept,
        coalesce(sum(n) filter (where kind = 'member'), 0)::int as joined
      from came group by code`.execute(ctx.db);
    return { value: rows, rows: rows.reduce((sum, row) => sum + row.added + row.joined, 0) };
  });
}

export async function listLiveCodes(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.liveCodes.list>,
): Promise<OutputOf<typeof api.liveCodes.list>> {
  const rows = await listCodes(ctx, input, input.cursor ?? null, input.limit + 1);
  const shown = rows.slice(0, input.limit);
  return {
    items: await showCodes(ctx, shown),
    nextCursor: rows.length > input.limit ? (shown.at(-1)?.id ?? null) : null,
  };
}

export async function getLiveCode(ctx: Ctx, input: ParsedInputOf<typeof api.liveCodes.get>): Promise<OutputOf<typeof api.liveCodes.get>> {
  const [code] = await showCodes(ctx, [...(await codesByIds(ctx, [input.id])).values()]);
  if (!code) throw notFound("live code", input.id);
  return code;
}

type Day = { day: string; added: number; lost: number; joined: number };

/** Per local day of the corp, lost ones with those who left; days without anything are left out. */
export async function liveCodeFigures(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.liveCodes.figures>,
): Promise<OutputOf<typeof api.liveCodes.figures>> {
  const { rows: zones } = await sql<{ zone: string }>`select time_zone as zone from corp where corp_id = ${ctx.corpId}`.execute(ctx.db);
  const zone = zones[0]?.zone ?? "Asia/Shanghai";
  const from = input.from ?? localDay(new Date(ctx.now.getTime() - 29 * 86_400_000), zone);
  const to = input.to ?? localDay(ctx.now, zone);
  const [since, until] = [atLocal(from, "00:00", zone), atLocal(addDays(to, 1), "00:00", zone)];
  const { rows } = await sql<Day>`
    with moves as (
      select (at at time zone ${zone})::date::text as day, kind, 1 as came, 0 as went from arrival
        where corp_id = ${ctx.corpId} and live_code_id = ${input.id} and at >= ${since} and at < ${until}
      union all
      select (ended_at at time zone ${zone})::date::text, kind, 0, 1 from arrival
        where corp_id = ${ctx.corpId} and live_code_id = ${input.id} and ended_at >= ${since} and ended_at < ${until}
    )
    select day, coalesce(sum(came) filter (where kind = 'friend'), 0)::int as added,
      coalesce(sum(went), 0)::int as lost,
      coalesce(sum(came) filter (where kind = 'member'), 0)::int as joined
    from moves group by day order by day`.execute(ctx.db);
  return { days: rows };
}

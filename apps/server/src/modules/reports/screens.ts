import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf, ReportKind, ReportSheet } from "@shuke/contract";
import { reportPhrases } from "@shuke/phrases";
import { actionId, gateSettings, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { notFound, Problem } from "#kit/problem";
import { drawSheet } from "#kit/sheet-picture";
import { addDays, localDay } from "#kit/tz";
import { staffNames, storesManagedBy } from "#modules/org";
import { makeSheet } from "./make.ts";
import { pictureKey, planPicture, uploadKey } from "./plan-report.ts";
import { countReaders } from "./readers.ts";
import { nextReport, readReportSettings } from "./settings.ts";

export async function getReports(ctx: Ctx): Promise<OutputOf<typeof api.reports.get>> {
  const settings = await readReportSettings(ctx.db, ctx.corpId);
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const { rows } = await sql<{ kind: ReportKind; at: Date }>`select kind, next_at as at from report_clock
    where corp_id = ${ctx.corpId}`.execute(ctx.db);
  const next = (kind: ReportKind) => rows.find((row) => row.kind === kind)?.at.toISOString() ?? null;
  return { settings, nextDayAt: next("day"), nextWeekAt: next("week"), timeZone, readers: await countReaders(ctx, settings) };
}

/** Holds from the next time on; what was made stays. */
export async function saveReports(ctx: Ctx, settings: ParsedInputOf<typeof api.reports.save>): Promise<OutputOf<typeof api.reports.save>> {
  await withUnit(ctx, async (unit) => {
    const { timeZone } = await gateSettings(unit.db, unit.corpId);
    await sql`update corp set settings = settings || ${JSON.stringify({ reports: settings })}::jsonb where corp_id = ${unit.corpId}`.execute(
      unit.db,
    );
    for (const kind of ["day", "week"] as const) {
      await sql`delete from report_clock where corp_id = ${unit.corpId} and kind = ${kind}`.execute(unit.db);
      if (!settings[kind].on) continue;
      await sql`insert into report_clock (corp_id, kind, next_at)
        values (${unit.corpId}, ${kind}, ${nextReport(kind, settings, unit.now, timeZone)})`.execute(unit.db);
    }
    await unit.audit("reports.save", `corp:${unit.corpId}`, { ...settings });
  });
  return { ok: true };
}

export async function previewReport(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.reports.preview>,
): Promise<OutputOf<typeof api.reports.preview>> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const day = addDays(localDay(ctx.now, timeZone), -1);
  const { userId } = input;
  const storeIds = userId === undefined ? null : ((await storesManagedBy(ctx, [userId])).get(userId) ?? []);
  const sheet = await makeSheet(ctx, input.kind, day, { userId: userId ?? "", storeIds });
  const whose =
    userId === undefined ? reportPhrases[ctx.language ?? "zh-CN"].whole : ((await staffNames(ctx, [userId])).get(userId) ?? userId);
  return { ...(await drawn(sheet)), whose };
}

const drawn = async (sheet: ReportSheet | null) => ({
  sheet,
  picture: sheet === null ? null : (await drawSheet(sheet)).toString("base64"),
});

type Row = {
  id: string;
  kind: ReportKind;
  day: string;
  userId: string;
  stores: number | null;
  empty: boolean;
  sends: number;
  createdAt: Date;
};

export async function listReports(ctx: Ctx, input: ParsedInputOf<typeof api.reports.list>): Promise<OutputOf<typeof api.reports.list>> {
  const [at = "", id = ""] = input.cursor?.split("|") ?? [];
  const { rows } =
    await sql<Row>`select id, kind, day::text as day, user_id as "userId", cardinality(store_ids) as stores, sheet is null as empty,
      sends, created_at as "createdAt"
    from report where corp_id = ${ctx.corpId} ${input.kind === undefined ? sql`` : sql`and kind = ${input.kind}`}
      ${input.cursor === undefined ? sql`` : sql`and (created_at, id) < (${at}::timestamptz, ${id})`}
    order by created_at desc, id desc limit ${input.limit + 1}`.execute(ctx.db);
  const page = rows.slice(0, input.limit);
  const names = await staffNames(
    ctx,
    page.map(({ userId }) => userId),
  );
  const states = await statesOf(ctx, page);
  const last = page.at(-1);
  return {
    items: page.map((row) => ({
      id: row.id,
      kind: row.kind,
      day: row.day,
      userId: row.userId,
      name: names.get(row.userId) ?? row.userId,
      stores: row.stores,
      state: row.empty ? ("nothing" as const) : (states.get(row.id) ?? "waiting"),
      sends: row.sends,
      createdAt: row.createdAt.toISOString(),
    })),
    nextCursor: rows.length > input.limit && last ? `${last.createdAt.toISOString()}|${last.id}` : null,
  };
}

/** What became of the last sending: the message counts, and before it the upload. */
async function statesOf(ctx: Ctx, reports: readonly Row[]): Promise<Map<string, "sent" | "failed" | "waiting">> {
  const ids = reports.map(({ id, sends }) => ({
    id,
    upload: actionId(ctx.corpId, uploadKey(id, sends)),
    picture: actionId(ctx.corpId, pictureKey(id, sends)),
  }));
  const { rows } = await sql<{ id: string; status: string }>`select id, status from planned_action
    where corp_id = ${ctx.corpId} and id = any(${ids.flatMap(({ upload, picture }) => [upload, picture])})`.execute(ctx.db);
  const status = new Map(rows.map((row) => [row.id, row.status]));
  const over = new Set(["failed", "expired", "cancelled"]);
  return new Map(
    ids.map(({ id, upload, picture }) => {
      if (status.get(picture) === "sent") return [id, "sent"];
      return [id, over.has(status.get(picture) ?? "") || over.has(status.get(upload) ?? "") ? "failed" : "waiting"];
    }),
  );
}

export async function reportPicture(ctx: Ctx, { id }: { id: string }): Promise<OutputOf<typeof api.reports.picture>> {
  const { rows } = await sql<{ sheet: ReportSheet | null }>`select sheet from report where corp_id = ${ctx.corpId} and id = ${id}`.execute(
    ctx.db,
  );
  const [row] = rows;
  if (!row) throw notFound("report", id);
  return drawn(row.sheet);
}

export async function resendReport(ctx: Ctx, { id }: { id: string }): Promise<OutputOf<typeof api.reports.resend>> {
  await withUnit(ctx, async (unit) => {
    const { rows } = await sql<{ sheet: ReportSheet | null; sends: number }>`update report set sends = sends + 1
      where corp_id = ${unit.corpId} and id = ${id} and sheet is not null returning sheet, sends`.execute(unit.db);
    const [row] = rows;
    if (!row?.sheet) throw new Problem("reportNothing", {}, 409);
    await planPicture(unit, id, row.sheet, row.sends);
    await unit.audit("reports.resend", `report:${id}`, { sends: row.sends });
  });
  return { ok: true };
}

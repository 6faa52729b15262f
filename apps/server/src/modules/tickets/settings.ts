import { ticketSettings, type TicketSettings } from "@shuke/contract";
import { sql } from "kysely";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { storesByIds } from "#modules/org";
import { agreedTime } from "./agreed-time.ts";

export const defaultSettings: TicketSettings = {
  minutes: { question: 120, complaint: 60, suggestion: 1440 },
  opens: "09:00",
  closes: "21:00",
  workdaysOnly: false,
  remindMinutes: 30,
  unheardMinutes: 30,
  closeAfterDays: 3,
};

export async function readSettings(ctx: Ctx): Promise<TicketSettings & { zone: string }> {
  const { rows } = await sql<{ zone: string; own: Partial<TicketSettings> | null }>`
    select time_zone as zone, settings->'tickets' as own from corp where corp_id = ${ctx.corpId}`.execute(ctx.db);
  const own = ticketSettings.partial().safeParse(rows[0]?.own ?? {});
  return { ...defaultSettings, ...own.data, zone: rows[0]?.zone ?? "Asia/Shanghai" };
}

export async function getSettings(ctx: Ctx): Promise<TicketSettings> {
  const { zone: _, ...settings } = await readSettings(ctx);
  return settings;
}

export async function saveSettings(ctx: Ctx, input: TicketSettings): Promise<TicketSettings> {
  return withUnit(ctx, async (unit) => {
    const before = await getSettings(unit);
    await sql`update corp set settings = jsonb_set(settings, '{tickets}', ${JSON.stringify(input)}::jsonb)
      where corp_id = ${unit.corpId}`.execute(unit.db);
    await unit.audit("tickets.saveSettings", `corp:${unit.corpId}`, { before, input });
    return input;
  });
}

/** The agreed time of something asked now; a store's own opening hours go before the corp's. */
export async function dueFor(ctx: Ctx, kind: keyof TicketSettings["minutes"], storeId: string | null): Promise<Date> {
  const settings = await readSettings(ctx);
  const store = storeId === null ? undefined : (await storesByIds(ctx, [storeId])).get(storeId);
  const hours = store?.opens && store.closes ? { opens: store.opens, closes: store.closes } : settings;
  return agreedTime(ctx.now, settings.minutes[kind], { ...hours, workdaysOnly: settings.workdaysOnly }, settings.zone);
}

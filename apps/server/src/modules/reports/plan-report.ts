import { sql } from "kysely";
import type { ReportKind, ReportSheet } from "@shuke/contract";
import { fill, reportPhrases } from "@shuke/phrases";
import { gateSettings, nextOpen, reaction, type Unit } from "#actions";
import { derivedId } from "#kit/ids";
import { only } from "#log";
import { corpLanguage } from "#modules/org";
import type { Reader } from "./make.ts";

/** A report of yesterday is no news any more: what could not be sent for so long is let go. */
const FRESH_HOURS = 12;

export const reportId = (corpId: string, kind: ReportKind, day: string, userId: string) => derivedId("rep", corpId, kind, day, userId);
export const uploadKey = (id: string, sends: number) => `report-upload:${id}:${sends}`;
export const pictureKey = (id: string, sends: number) => `report-picture:${id}:${sends}`;
const by = (id: string) => `report:${id}`;

/** Keeps a report and plans its picture, unless this reader's was made already. A report with nothing to say is kept and not sent. */
export async function fileReport(unit: Unit, kind: ReportKind, day: string, reader: Reader, sheet: ReportSheet | null): Promise<void> {
  const id = reportId(unit.corpId, kind, day, reader.userId);
  const { rows } = await sql<{ id: string }>`insert into report (corp_id, id, kind, day, user_id, store_ids, sheet, sends, created_at)
    values (${unit.corpId}, ${id}, ${kind}, ${day}::date, ${reader.userId}, ${reader.storeIds}, ${sheet === null ? null : JSON.stringify(sheet)}::jsonb,
      ${sheet === null ? 0 : 1}, ${unit.now})
    on conflict do nothing returning id`.execute(unit.db);
  if (rows.length > 0 && sheet !== null) await planPicture(unit, id, sheet, 1);
}

/** First the picture goes up, then (`sendPicture`) the message with it: each is one call of its own, so neither is made twice in doubt. */
export async function planPicture(unit: Unit, id: string, sheet: ReportSheet, sends: number): Promise<void> {
  const runAfter = nextOpen(unit.now, await gateSettings(unit.db, unit.corpId));
  unit.plan({
    kind: "picture.upload",
    dedupeKey: uploadKey(id, sends),
    plannedBy: by(id),
    runAfter,
    runUntil: new Date(runAfter.getTime() + FRESH_HOURS * 3_600_000),
    payload: { sheet, fileName: `${id}.png` },
  });
}

/** The picture is up: its reader gets it, and a card that leads to the page. */
export const sendPicture = reaction({
  name: "reports.send",
  on: ["action.sent"],
  async react(unit, batch) {
    const sent = only(batch, "action.sent").filter(({ data }) => data.kind === "picture.upload" && data.plannedBy.startsWith("report:"));
    if (sent.length === 0) return;
    const ids = sent.map(({ data }) => data.plannedBy.slice("report:".length));
    const { rows } = await sql<{ id: string; userId: string; sheet: ReportSheet; sends: number }>`
      select id, user_id as "userId", sheet, sends from report
      where corp_id = ${unit.corpId} and id = any(${ids}) and sheet is not null`.execute(unit.db);
    const reports = new Map(rows.map((row) => [row.id, row]));
    const words = reportPhrases[await corpLanguage(unit)].card;
    const runAfter = nextOpen(unit.now, await gateSettings(unit.db, unit.corpId));
    const runUntil = new Date(runAfter.getTime() + FRESH_HOURS * 3_600_000);
    for (const [n, { data, seq }] of sent.entries()) {
      const report = reports.get(ids[n] ?? "");
      const { mediaId } = data.result;
      if (!report || typeof mediaId !== "string") continue;
      const { id, userId, sheet, sends } = report;
      const common = { plannedBy: by(id), causeSeq: seq, runAfter, runUntil };
      unit.plan({ ...common, kind: "staff-picture.send", dedupeKey: pictureKey(id, sends), payload: { userId, mediaId } });
      const [worst = 0, , needs = 0] = sheet.lists.map(({ lines }) => lines.length);
      unit.plan({
        ...common,
        kind: "staff-notice.send",
        // After the picture: actions of one instant go in the order of their keys.
        dedupeKey: `${pictureKey(id, sends)}:card`,
        payload: {
          userId,
          title: fill(words.title, { title: sheet.title }),
          description: fill(words.body, { subtitle: sheet.subtitle, worst, needs }),
          url: `/insight/reports?report=${id}`,
          button: words.button,
        },
      });
    }
  },
});

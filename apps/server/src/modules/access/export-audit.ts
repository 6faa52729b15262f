import type { AuditFilter, AuditItem } from "@shuke/contract";
import { files, say } from "@shuke/phrases";
import { sql } from "kysely";
import { withUnit } from "#actions";
import { csvLine } from "#kit/csv";
import type { Ctx } from "#kit/ctx";
import { localStamp } from "#kit/tz";
import { eachAudit } from "./list-audit.ts";

/** The records of a filter as a file, the newest first. That it was taken is a record itself. */
export async function* exportAudit(ctx: Ctx, filter: AuditFilter): AsyncGenerator<string> {
  await withUnit(ctx, (unit) => unit.audit("audit.export", "audit", { filter }));
  const { columns, deeds, kinds, actors } = files[ctx.language ?? "zh-CN"].audit;
  const { rows } = await sql<{ zone: string }>`select time_zone as zone from corp where corp_id = ${ctx.corpId}`.execute(ctx.db);
  const zone = rows[0]?.zone ?? "Asia/Shanghai";
  yield csvLine(Object.values(columns));
  const line = ({ at, kind, actor, verb, subject, data }: AuditItem): string =>
    csvLine([
      localStamp(new Date(at), zone),
      kinds[kind],
      actor.name ?? say(actors, actor.kind) ?? actor.kind,
      actor.id ?? "",
      deedWords(deeds, verb),
      verb,
      subject.name ?? "",
      subject.id === "" ? subject.kind : `${subject.kind}:${subject.id}`,
      JSON.stringify(data),
    ]);
  for await (const items of eachAudit(ctx, filter)) yield items.map(line).join("");
}

function deedWords(deeds: Readonly<Record<string, Readonly<Record<string, string>>>>, verb: string): string {
  const [noun = "", rest = ""] = verb.split(".");
  return deeds[noun]?.[rest] ?? verb;
}

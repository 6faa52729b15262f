import { files } from "@shuke/phrases";
import type { AnswerFilter } from "@shuke/contract";
import { sql } from "kysely";
import { withUnit } from "#actions";
import { csvLine } from "#kit/csv";
import type { Ctx } from "#kit/ctx";
import { entryColumns } from "./columns.ts";
import { filterSql } from "./list-answers.ts";
import { isValid } from "./rules.ts";
import type { EntryRow } from "./types.ts";

const PER_READ = 500;

async function* inPages(ctx: Ctx, filter: AnswerFilter): AsyncGenerator<EntryRow[]> {
  let after = "";
  for (;;) {
    const { rows } = await sql<EntryRow>`select ${entryColumns} from answer_entry e
      where e.corp_id = ${ctx.corpId} and ${filterSql(filter)} and e.id > ${after} order by e.id limit ${PER_READ}`.execute(ctx.db);
    yield rows;
    const last = rows.at(-1);
    if (rows.length < PER_READ || !last) return;
    after = last.id;
  }
}

/** What the import reads again. */
export async function* exportAnswers(ctx: Ctx, filter: AnswerFilter): AsyncGenerator<string> {
  await withUnit(ctx, (unit) => unit.audit("answers.export", "answers", { filter }));
  const say = files[ctx.language ?? "zh-CN"].answers;
  yield csvLine(Object.values(say.columns));
  for await (const rows of inPages(ctx, filter)) {
    yield rows
      .map((row) =>
        csvLine([
          row.title,
          row.questions.join("|"),
          row.keywords.join("|"),
          row.must.join("|"),
          row.must_not.join("|"),
          row.answer,
          row.channels.welcome ?? "",
          row.channels.kf ?? "",
          row.channels.sidebar ?? "",
          row.channels.console ?? "",
          row.priority,
          row.owner,
          row.valid_from?.toISOString() ?? "",
          row.valid_to?.toISOString() ?? "",
          say.states[row.state],
        ]),
      )
      .join("");
  }
}

/** For the auto-reply of WeCom's own console, which has no interface: a line for each word, since that is how it is typed in there. */
export async function* exportPaste(ctx: Ctx): AsyncGenerator<string> {
  await withUnit(ctx, (unit) => unit.audit("answers.export", "answers", { filter: { paste: true } }));
  const say = files[ctx.language ?? "zh-CN"].answers;
  yield csvLine(Object.values(say.paste));
  for await (const rows of inPages(ctx, { state: "live" })) {
    yield rows
      .filter((row) => isValid(row, ctx.now))
      .flatMap((row) => [...row.questions, ...row.keywords].map((word) => csvLine([word, row.channels.console ?? row.answer, row.title])))
      .join("");
  }
}

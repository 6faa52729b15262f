import type { api, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import type { Unit } from "#actions";
import { writeRows } from "#db/write-rows";
import { type Actor, actorWord } from "#kit/actor";
import { Problem } from "#kit/problem";
import { fold } from "#kit/words/fold";
import { restamp } from "./book.ts";

export type Written = Omit<ParsedInputOf<typeof api.answers.save>, "id" | "version">;

/** So many are found in a moment and listed in pages; more than that nobody keeps true. */
const MOST = 20_000;

/** Twice the same word says nothing more. */
const once = (words: readonly string[]) => [...new Set(words)];

/** What can be refused without asking the database. */
export function checkEntry(entry: Written): Problem | null {
  if (![...entry.questions, ...entry.keywords].some((word) => fold(word) !== ""))
    return new Problem("answerNoWords", { title: entry.title });
  if (entry.validFrom !== null && entry.validTo !== null && Date.parse(entry.validTo) <= Date.parse(entry.validFrom)) {
    return new Problem("answerDates", { title: entry.title });
  }
  return null;
}

const nameOf = (actor: Actor) => (actor.kind === "user" && actor.name ? actor.name : actorWord(actor));

/** Makes or changes entries in one statement; each counts one version up. Whoever has the same in memory makes it anew. */
export async function writeEntries(unit: Unit, entries: ReadonlyArray<Written & { id: string }>): Promise<void> {
  await restamp(unit);
  const rows = entries.map((entry) => ({
    ...entry,
    questions: once(entry.questions),
    keywords: once(entry.keywords),
    must: once(entry.must),
    mustNot: once(entry.mustNot),
  }));
  const list = (name: string) => sql`array(select jsonb_array_elements_text(r.${sql.ref(name)}))`;
  await writeRows(
    unit.db,
    rows,
    (json) => sql`insert into answer_entry as e (corp_id, id, title, questions, keywords, must, must_not, answer, channels, priority, owner,
        valid_from, valid_to, state, created_at, updated_at, updated_by)
      select ${unit.corpId}, r.id, r.title, ${list("questions")}, ${list("keywords")}, ${list("must")}, ${list("mustNot")}, r.answer,
        r.channels, r.priority, r.owner, r."validFrom", r."validTo", r.state, ${unit.now}, ${unit.now}, ${nameOf(unit.actor)}
      from jsonb_to_recordset(${json}::jsonb) as r(id text, title text, questions jsonb, keywords jsonb, must jsonb, "mustNot" jsonb,
        answer text, channels jsonb, priority int, owner text, "validFrom" timestamptz, "validTo" timestamptz, state text)
      order by r.id
      on conflict (corp_id, id) do update set title = excluded.title, questions = excluded.questions, keywords = excluded.keywords,
        must = excluded.must, must_not = excluded.must_not, answer = excluded.answer, channels = excluded.channels,
        priority = excluded.priority, owner = excluded.owner, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
        state = excluded.state, version = e.version + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
  );
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from answer_entry
    where corp_id = ${unit.corpId}`.execute(unit.db);
  if ((counted[0]?.n ?? 0) > MOST) throw new Problem("answerTooMany", { most: MOST });
}

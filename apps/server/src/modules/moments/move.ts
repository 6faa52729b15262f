import { sql } from "kysely";
import { actionId, openGate, type Unit, withUnit } from "#actions";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import type { Duty } from "#kit/duty";
import { finish } from "./finish.ts";
import { MOMENT, toMoment } from "./rows.ts";
import type { MomentRow } from "./types.ts";
import { questionsOf, staffOf } from "./whom.ts";
import { wordsNow } from "./words.ts";

/** At its hour the gate is asked for each member of staff, and one call makes the task of all. */
export const moveMoments: Duty = {
  name: "moments.move",
  async run(db: Db, corpId: string, now: Date) {
    return withUnit({ db, corpId, actor: system("moments.move"), now }, async (unit) => {
      const { rows } = await sql<MomentRow>`select ${MOMENT} from moment m where m.corp_id = ${corpId} and m.next_at <= ${now}
        order by m.next_at, m.id limit 1 for update skip locked`.execute(unit.db);
      const [row] = rows;
      if (!row) return 0;
      await ask(unit, toMoment(row));
      return 1;
    });
  },
  dueAt: (corp) => sql`select min(m.next_at) from moment m where m.corp_id = ${corp} and m.next_at is not null`,
};

async function ask(unit: Unit, row: MomentRow): Promise<void> {
  const until = new Date(row.plan.until);
  const words = await wordsNow(unit, row.plan);
  if (words === null) return finish(unit, row.id, "content-gone");
  if (until <= unit.now) return finish(unit, row.id, "time-over");
  const dedupeKey = `moment:${row.id}`;
  const action = actionId(unit.corpId, dedupeKey);
  const requests = questionsOf({ id: row.id, actionId: action, at: unit.now }, await staffOf(unit, row.plan));
  const gate = await openGate(unit, requests);
  const answers = requests.map((request) => ({ userId: request.recipient, answer: gate.ask(request) }));
  await gate.record();
  const staff = answers.map(({ userId, answer }) => ({ userId, reason: answer.accepted ? null : answer.reason }));
  await sql`insert into moment_staff (corp_id, moment_id, user_id, state, reason, asked_at, selling)
    select ${unit.corpId}, ${row.id}, "userId", case when reason is null then 'asked' else 'refused' end, reason, ${unit.now}, ${row.plan.selling}
    from jsonb_to_recordset(${JSON.stringify(staff)}::jsonb) as r("userId" text, reason text) on conflict do nothing`.execute(unit.db);
  const senders = staff.flatMap(({ userId, reason }) => (reason === null ? [userId] : []));
  if (senders.length === 0) return finish(unit, row.id, "nobody");
  unit.plan({
    kind: "moment.create",
    dedupeKey,
    plannedBy: dedupeKey,
    runAfter: unit.now,
    runUntil: until,
    payload: { ...words, senders, tagIds: row.plan.tagIds },
  });
  await sql`update moment set state = 'asked', next_at = null, action_id = ${action} where corp_id = ${unit.corpId} and id = ${row.id}`.execute(
    unit.db,
  );
}

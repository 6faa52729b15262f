import { sql } from "kysely";
import { cancelPlanned, type Unit, withUnit } from "#actions";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import type { Duty } from "#kit/duty";
import { collect } from "./collect.ts";
import { planTasks } from "./plan-tasks.ts";
import { cancelTask } from "./results.ts";
import { SEND, setSend } from "./rows.ts";
import { finishSends, setAside } from "./settle.ts";
import type { SendRow } from "./types.ts";

/** How often a correction looks for people whom the wrong words reached meanwhile: as often as WeCom is asked. */
const LOOK_MS = 30 * 60_000;
/** Tasks that are called off in one transaction. */
const CALLED_OFF = 300;

/** Moves sends on, a piece at a time: whom it concerns, then their tasks; and calls off what was called off. */
export const moveSends: Duty = {
  name: "sends.move",
  async run(db: Db, corpId: string, now: Date) {
    return withUnit({ db, corpId, actor: system("sends.move"), now }, async (unit) => {
      const { rows } = await sql<SendRow>`select ${SEND} from send s where s.corp_id = ${corpId} and s.next_at <= ${now}
        order by s.next_at, s.id limit 1 for update skip locked`.execute(unit.db);
      const [send] = rows;
      if (!send) return 0;
      await move(unit, send);
      return 1;
    });
  },
  dueAt: (corp) => sql`select min(s.next_at) from send s where s.corp_id = ${corp} and s.next_at is not null`,
};

async function move(unit: Unit, send: SendRow): Promise<void> {
  if (send.state === "cancelled") return callOff(unit, send);
  if (send.state === "scheduled" || (send.state === "running" && send.kind === "correction")) {
    await collect(unit, send);
    return setSend(unit, send.id, sql`state = 'planning', next_at = ${unit.now}`);
  }
  if ((await planTasks(unit, send)) > 0) return;
  const again = send.kind === "correction" && (await isUnderWay(unit, send.ofSend));
  await setSend(unit, send.id, sql`state = 'running', next_at = ${again ? new Date(unit.now.getTime() + LOOK_MS) : null}`);
  await finishSends(unit, [send.id]);
}

/** Somebody may still get what it says. */
async function isUnderWay(unit: Unit, sendId: string | null): Promise<boolean> {
  if (sendId === null) return false;
  const { rows } = await sql`select 1 from send_task where corp_id = ${unit.corpId} and send_id = ${sendId}
    and state in ('open', 'planned', 'created') limit 1`.execute(unit.db);
  return rows.length > 0;
}

type Task = { no: number; state: "open" | "planned" | "created"; actionId: string | null; msgid: string | null; sender: string };

/** The nearest hours first. Tasks that WeCom has are called off there: whoever did not confirm cannot any more. */
async function callOff(unit: Unit, send: SendRow): Promise<void> {
  const { rows } = await sql<Task>`select t.no, t.state, t.action_id as "actionId", t.msgid, t.sender from send_task t
    where t.corp_id = ${unit.corpId} and t.send_id = ${send.id} and (t.state = 'open'
      or (t.state = 'planned' and exists (select from planned_action a where a.corp_id = t.corp_id and a.id = t.action_id
        and a.status in ('planned', 'awaiting_approval')))
      or (t.state = 'created' and not exists (select from planned_action c where c.corp_id = t.corp_id and c.dedupe_key = 'cancel:' || t.msgid)))
    order by t.run_after nulls last, t.no limit ${CALLED_OFF}`.execute(unit.db);
  const open = rows.flatMap(({ no, state }) =>
    state === "open" ? [{ sendId: send.id, no, state: "unsent" as const, reason: "cancelled" }] : [],
  );
  const lost = await setAside(unit, open);
  if (lost > 0) await setSend(unit, send.id, sql`unsent = unsent + ${lost}::int`);
  for (const { state, msgid, actionId, sender } of rows) {
    if (state === "created" && msgid !== null && actionId !== null) cancelTask(unit, { msgid, actionId, sender });
  }
  const planned = rows.flatMap(({ state, actionId }) => (state === "planned" && actionId !== null ? [actionId] : []));
  // A call that is under way answers for itself (results.ts).
  if (rows.length === 0) {
    await setSend(unit, send.id, sql`next_at = null`);
    return finishSends(unit, [send.id]);
  }
  await cancelPlanned(unit.db, unit.corpId, planned, { reason: "called off", actor: unit.actor, now: unit.now });
}

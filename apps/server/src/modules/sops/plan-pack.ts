import { actionId, type GateSettings, giveBack, nextQuiet, reserve, type Unit } from "#actions";
import { derivedId } from "#kit/ids";
import { closeSteps } from "./close-steps.ts";
import { pageUrl } from "./links.ts";
import type { Pack } from "./pack.ts";
import { wordingFor } from "./wording.ts";
import type { DueStep } from "./types.ts";

/** Minutes before quiet hours at which unconfirmed tasks end, so that nobody's late tap sends at night (E8). */
const CLOSE_BEFORE_QUIET_MS = 15 * 60_000;

type Defer = (rows: readonly DueStep[], reason: string) => void;

/**
 * Asks the gate and plans one WeCom task or one task by hand. First the staff's attention, then each recipient: whoever
 * is over budget is refused with the reason, and the others go on.
 */
export async function planPack(unit: Unit, pack: Pack, settings: GateSettings, defer: Defer): Promise<void> {
  const plannedBy = `sop:${pack.sopId}/${pack.step}`;
  const dedupeKey = [plannedBy, pack.version, pack.sender, unit.now.toISOString(), pack.rows[0]?.enrolmentId].join("|");
  const action = actionId(unit.corpId, dedupeKey);
  const byHand = pack.definition.kind === "staff-task";
  const until = new Date(nextQuiet(unit.now, settings).getTime() - CLOSE_BEFORE_QUIET_MS);
  // Too late in the evening for anybody to confirm: another day, not a task that ends as it begins.
  if (!byHand && until <= unit.now) return defer(pack.rows, "quiet-hours");
  const staff = await reserve(unit, [
    {
      budget: "staff",
      recipient: pack.sender,
      actionId: action,
      kind: byHand ? "hand-task" : "confirmation",
      key: `${dedupeKey}|staff`,
      weight: 1,
      at: unit.now,
      plannedBy,
    },
  ]);
  const answer = staff.get(`${dedupeKey}|staff`);
  if (!answer?.accepted) return defer(pack.rows, answer?.reason ?? "staff-budget");
  if (byHand) return openTask(unit, pack, plannedBy);

  const group = pack.definition.kind === "group-post";
  const decisions = await reserve(
    unit,
    pack.rows.map((row) => ({
      budget: group ? ("group" as const) : ("person" as const),
      recipient: row.recipient,
      actionId: action,
      kind: group ? ("group-post" as const) : ("mass-send" as const),
      key: `${row.enrolmentId}/${row.step}`,
      step: `${row.sopId}/${row.step}`,
      weight: 1,
      at: unit.now,
      plannedBy,
    })),
  );
  const accepted = pack.rows.filter((row) => decisions.get(`${row.enrolmentId}/${row.step}`)?.accepted);
  refuse(unit, pack, decisions);
  // Nobody is left to send to: then nobody is asked to confirm either.
  if (accepted.length === 0) return giveBack(unit, `${dedupeKey}|staff`, "nobody-left");
  unit.plan({
    kind: "mass-task.create",
    dedupeKey,
    plannedBy,
    runAfter: unit.now,
    runUntil: until,
    payload: {
      chatType: group ? "group" : "single",
      sender: pack.sender,
      text: wordingFor(pack.definition, pack.sender).text,
      attachments: attachmentsOf(pack),
    },
  });
  planned(unit, pack, action, accepted);
}

function attachmentsOf(pack: Pack) {
  const { link } = wordingFor(pack.definition, pack.sender);
  if (!link) return [];
  const url = pageUrl(link.page, `${pack.sopId}.${pack.step}`);
  return [{ msgtype: "link" as const, link: { title: link.title, desc: link.desc, url } }];
}

function planned(unit: Unit, pack: Pack, action: string, rows: readonly DueStep[]) {
  unit.fact({
    type: "sop.step-planned",
    subject: `sop:${pack.sopId}`,
    occurredAt: unit.now,
    data: {
      sopId: pack.sopId,
      step: pack.step,
      actionId: action,
      kind: pack.definition.kind,
      enrolmentIds: rows.map((row) => row.enrolmentId),
    },
  });
}

function refuse(unit: Unit, { rows }: Pack, decisions: Awaited<ReturnType<typeof reserve>>) {
  const refused = Map.groupBy(rows, (row) => {
    const decision = decisions.get(`${row.enrolmentId}/${row.step}`);
    return decision?.accepted ? null : (decision?.reason ?? "duplicate");
  });
  for (const [reason, some] of refused) {
    if (reason !== null) closeSteps(unit, some, { state: "refused", reason, key: reason });
  }
}

/** The task of a step that is done by hand. */
export const stepTaskId = (corpId: string, enrolmentId: string, step: string) => derivedId("tsk", corpId, enrolmentId, step);

function openTask(unit: Unit, pack: Pack, plannedBy: string) {
  const row = pack.rows[0];
  if (!row) return;
  const taskId = stepTaskId(unit.corpId, row.enrolmentId, row.step);
  unit.fact({
    type: "task.opened",
    subject: `task:${taskId}`,
    occurredAt: unit.now,
    sourceKey: `task:${taskId}`,
    data: {
      taskId,
      kind: "sop-step",
      assignee: pack.sender,
      subject: pack.definition.evidence === "notice" ? `chat:${row.recipient}` : `enrolment:${row.enrolmentId}`,
      dueAt: row.until.toISOString(),
      params: {
        sopId: pack.sopId,
        step: pack.step,
        enrolmentId: row.enrolmentId,
        name: pack.definition.name,
        text: wordingFor(pack.definition, pack.sender).text,
        chatId: row.chatId,
        evidence: pack.definition.evidence,
        reminderHours: pack.definition.reminderHours,
        escalationHours: pack.definition.escalationHours,
      },
      plannedBy,
      why: plannedBy,
    },
  });
  planned(unit, pack, taskId, [row]);
}

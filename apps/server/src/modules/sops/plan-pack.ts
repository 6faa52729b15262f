import { actionId, type Gate, type GateSettings, lastConfirm, openGate, type TouchRequest, type Unit } from "#actions";
import { derivedId } from "#kit/ids";
import { chatInfo } from "#modules/groups";
import { closeSteps } from "./close-steps.ts";
import { pageUrl } from "./links.ts";
import type { Pack } from "./pack.ts";
import { type Library, libraryFor, saidBy, wordingFor } from "./wording.ts";
import type { DueStep } from "./types.ts";

type Defer = (pack: Pack, rows: readonly DueStep[], reason: string) => void;

/**
 * Asks the gate and plans each pack's WeCom task or task by hand. First the staff's attention, then each recipient: whoever
 * is over budget is refused with the reason, and the others go on. One gate for all: a due minute has hundreds of packs.
 */
export async function planPacks(unit: Unit, packs: readonly Pack[], settings: GateSettings, defer: Defer): Promise<void> {
  const until = lastConfirm(unit.now, settings);
  const library = await libraryFor(unit, packs);
  const questions = packs.flatMap((pack) => {
    // Never without what hangs on it: it waits for somebody to mend the content.
    if (saidBy(pack, library) === null) {
      defer(pack, pack.rows, "content-gone");
      return [];
    }
    // Too late in the evening for anybody to confirm: another day, not a task that ends as it begins.
    if (pack.definition.kind === "staff-task" || until > unit.now) return [questionsOf(unit, pack)];
    defer(pack, pack.rows, "quiet-hours");
    return [];
  });
  if (questions.length === 0) return;
  const gate = await openGate(
    unit,
    questions.flatMap(({ staff, recipients }) => [staff, ...recipients]),
  );
  const notices = await noticesNow(
    unit,
    questions.map(({ pack }) => pack),
  );
  for (const question of questions) {
    const { pack, staff } = question;
    const answer = gate.ask(staff);
    if (!answer.accepted) defer(pack, pack.rows, answer.reason);
    else if (pack.definition.kind === "staff-task") openTask(unit, pack, staff.plannedBy, notices);
    else planSend(unit, gate, question, { until, library });
  }
  await gate.record();
}

/** What hangs in the groups whose notice is to be changed: a notice that hung there before shows nothing. */
async function noticesNow(unit: Unit, packs: readonly Pack[]): Promise<Map<string, string>> {
  const asked = packs.filter(({ definition }) => definition.kind === "staff-task" && definition.evidence === "notice");
  if (asked.length === 0) return new Map();
  const chats = await chatInfo(unit, [...new Set(asked.flatMap(({ rows }) => rows.map(({ recipient }) => recipient)))]);
  return new Map([...chats].map(([chatId, { notice }]) => [chatId, notice ?? ""]));
}

/** A pack with what may be asked of the gate for it; a task by hand interrupts no customer. */
type Question = { pack: Pack; dedupeKey: string; staff: TouchRequest; recipients: TouchRequest[] };

function questionsOf(unit: Unit, pack: Pack): Question {
  const { kind } = pack.definition;
  const plannedBy = `sop:${pack.sopId}/${pack.step}`;
  const dedupeKey = [plannedBy, pack.version, pack.sender, unit.now.toISOString(), pack.rows[0]?.enrolmentId].join("|");
  const common = { actionId: actionId(unit.corpId, dedupeKey), weight: 1, at: unit.now, plannedBy };
  const budget = kind === "group-post" ? ("group" as const) : ("person" as const);
  // All rows of a pack are of one step; a due minute has many thousands.
  const step = `${pack.sopId}/${pack.step}`;
  return {
    pack,
    dedupeKey,
    staff: {
      ...common,
      budget: "staff",
      recipient: pack.sender,
      kind: kind === "staff-task" ? "hand-task" : "confirmation",
      key: `${dedupeKey}|staff`,
    },
    recipients:
      kind === "staff-task"
        ? []
        : pack.rows.map((row) => ({
            ...common,
            budget,
            recipient: row.recipient,
            kind,
            key: `${row.enrolmentId}/${row.step}`,
            step,
          })),
  };
}

type How = { until: Date; library: Library };

function planSend(unit: Unit, gate: Gate, { pack, dedupeKey, staff, recipients }: Question, { until, library }: How): void {
  const said = saidBy(pack, library);
  if (said === null) throw new Error(`step ${pack.step} of ${pack.sopId} has no words`);
  const accepted: DueStep[] = [];
  const refused = new Map<string, DueStep[]>();
  for (const [n, row] of pack.rows.entries()) {
    const request = recipients[n];
    if (!request) continue;
    const answer = gate.ask(request);
    if (answer.accepted) accepted.push(row);
    else {
      const some = refused.get(answer.reason);
      if (some) some.push(row);
      else refused.set(answer.reason, [row]);
    }
  }
  for (const [reason, some] of refused) closeSteps(unit, some, { state: "refused", reason, key: reason });
  // Nobody is left to send to: then nobody is asked to confirm either.
  if (accepted.length === 0) return gate.giveBack(staff.key, "nobody-left");
  unit.plan({
    kind: "mass-task.create",
    dedupeKey,
    plannedBy: staff.plannedBy,
    runAfter: unit.now,
    runUntil: until,
    payload: {
      chatType: pack.definition.kind === "group-post" ? "group" : "single",
      sender: pack.sender,
      ...said,
    },
  });
  planned(unit, pack, staff.actionId, accepted);
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

/** The task of a step that is done by hand. */
export const stepTaskId = (corpId: string, enrolmentId: string, step: string) => derivedId("tsk", corpId, enrolmentId, step);

function openTask(unit: Unit, pack: Pack, plannedBy: string, notices: ReadonlyMap<string, string>): void {
  const row = pack.rows[0];
  if (!row) return;
  const taskId = stepTaskId(unit.corpId, row.enrolmentId, row.step);
  const { definition } = pack;
  const { text, link } = wordingFor(definition, pack.sender);
  const byNotice = definition.evidence === "notice";
  unit.fact({
    type: "task.opened",
    subject: `task:${taskId}`,
    occurredAt: unit.now,
    sourceKey: `task:${taskId}`,
    data: {
      taskId,
      kind: "sop-step",
      assignee: pack.sender,
      subject: byNotice ? `chat:${row.recipient}` : `enrolment:${row.enrolmentId}`,
      dueAt: row.until.toISOString(),
      params: {
        sopId: pack.sopId,
        step: pack.step,
        enrolmentId: row.enrolmentId,
        recipient: row.recipient,
        name: definition.name,
        text,
        // Who opens it shows by that that it was sent: each task has its own.
        ...(link ? { link: { title: link.title, path: pageUrl(link.page, `${pack.sopId}.${pack.step}.${taskId}`) } } : {}),
        chatId: row.chatId,
        evidence: definition.evidence,
        ...(byNotice ? { before: notices.get(row.recipient) ?? "" } : {}),
        reminderHours: definition.reminderHours,
        escalationHours: definition.escalationHours,
      },
      plannedBy,
      why: plannedBy,
    },
  });
  planned(unit, pack, taskId, [row]);
}

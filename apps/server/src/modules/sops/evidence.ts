import { sql } from "kysely";
import { reaction, type Unit } from "#actions";
import type { Db } from "#db/connect";
import { only, type StoredEvent } from "#log";
import { closeSteps } from "./close-steps.ts";

type Open = { enrolmentId: string; sopId: string; step: string; recipient: string; actionId: string; state: "planned" | "claimed" };

/**
 * What became of planned steps, told by the platform (A) or by what tasks found (A, B). Nothing else makes a step done
 * (law 9): somebody's tick makes it claimed, until something shows it.
 */
export const stepEvidence = reaction({
  name: "sops.evidence",
  on: [
    "mass-task.created",
    "mass-task.delivered",
    "mass-task.closed",
    "action.failed",
    "action.ended",
    "task.claimed",
    "task.done",
    "task.cancelled",
    "sidebar.sent",
  ],
  after: ["sops"],
  async react(unit, batch) {
    const created = only(batch, "mass-task.created");
    const delivered = only(batch, "mass-task.delivered");
    const closed = only(batch, "mass-task.closed");
    const failed = only(batch, "action.failed").filter((e) => e.data.kind === "mass-task.create");
    const ended = only(batch, "action.ended").filter((e) => e.data.kind === "mass-task.create");
    const tasks = batch.filter((e) => e.type === "task.claimed" || e.type === "task.done" || e.type === "task.cancelled");
    const ids = [...created, ...delivered, ...closed, ...failed, ...ended].map((e) => e.data.actionId);
    const open = await openSteps(unit.db, unit.corpId, [...new Set([...ids, ...tasks.map((e) => e.data.taskId)])]);
    const of = (id: string) => open.get(id) ?? [];
    await sentByHand(unit, only(batch, "sidebar.sent"));

    for (const { data } of created) {
      const gone = new Set(data.failed);
      close(
        unit,
        of(data.actionId).filter((s) => gone.has(s.recipient)),
        "not-reachable",
        `${data.msgid}:unreachable`,
      );
    }
    for (const { data, seq } of delivered) deliver(unit, of(data.actionId), data, seq);
    for (const { data } of closed) {
      const unsent = new Set(data.unsent);
      close(
        unit,
        of(data.actionId).filter((s) => unsent.has(s.recipient)),
        data.why,
        `${data.msgid}:closed`,
      );
    }
    for (const { data } of failed) close(unit, of(data.actionId), "wecom-refused", `${data.actionId}:failed`);
    for (const { data } of ended) close(unit, of(data.actionId), data.how, `${data.actionId}:ended`);
    for (const event of tasks) {
      const steps = of(event.data.taskId);
      if (event.type === "task.cancelled") {
        const unsaid = steps.filter((step) => step.state === "planned");
        close(unit, unsaid, event.data.reason, `${event.data.taskId}:cancelled`);
      } else if (event.type === "task.claimed") for (const step of steps) claim(unit, step, event.occurredAt, event.seq);
      else for (const step of steps) done(unit, step, event.data.grade, event.data.evidence, event.occurredAt, event.seq);
    }
  },
});

/** The wording of a step that nobody had planned went into the chat from the sidebar: that is the step, done (B). */
async function sentByHand(unit: Unit, sent: ReadonlyArray<StoredEvent<"sidebar.sent">>): Promise<void> {
  if (sent.length === 0) return;
  const { rows } = await sql<Omit<Open, "actionId" | "state">>`select enrolment_id as "enrolmentId", sop_id as "sopId", step, recipient
    from enrolment_step where corp_id = ${unit.corpId} and enrolment_id = any(${sent.flatMap(({ data }) => data.enrolmentId ?? [])})
      and state = 'waiting' order by enrolment_id, step`.execute(unit.db);
  for (const { data, occurredAt, seq } of sent) {
    const row = rows.find(({ enrolmentId, step }) => enrolmentId === data.enrolmentId && step === data.step);
    if (row?.recipient === data.recipient) done(unit, { ...row, actionId: "", state: "planned" }, "B", `event:${seq}`, occurredAt, seq);
  }
}

type Delivered = { msgid: string; results: Array<{ recipient: string; status: number; at: string }> };

function deliver(unit: Unit, steps: readonly Open[], data: Delivered, seq: number) {
  const results = new Map(data.results.map((result) => [result.recipient, result]));
  for (const step of steps) {
    const result = results.get(step.recipient);
    if (result?.status === 1) done(unit, step, "A", `mass-task:${data.msgid}`, new Date(result.at), seq);
  }
  const missed = (status: number) => steps.filter((step) => results.get(step.recipient)?.status === status);
  close(unit, missed(2), "not-a-friend", `${data.msgid}:${seq}:2`);
  close(unit, missed(3), "over-wecom-cap", `${data.msgid}:${seq}:3`);
}

function done(unit: Unit, step: Open, grade: "A" | "B" | "C", evidence: string, at: Date, causeSeq: number) {
  unit.fact({
    type: "sop.step-done",
    subject: `enrolment:${step.enrolmentId}`,
    occurredAt: at,
    sourceKey: `done:${step.enrolmentId}/${step.step}`,
    causeSeq,
    data: {
      sopId: step.sopId,
      step: step.step,
      enrolmentId: step.enrolmentId,
      grade,
      evidence,
      at: at.toISOString(),
    },
  });
}

function claim(unit: Unit, step: Open, at: Date, seq: number) {
  if (step.state !== "planned") return;
  unit.fact({
    type: "sop.step-claimed",
    subject: `enrolment:${step.enrolmentId}`,
    occurredAt: at,
    sourceKey: `claimed:${step.enrolmentId}/${step.step}`,
    causeSeq: seq,
    data: { sopId: step.sopId, step: step.step, enrolmentId: step.enrolmentId, evidence: `event:${seq}`, at: at.toISOString() },
  });
}

const close = (unit: Unit, steps: readonly Open[], reason: string, key: string) =>
  closeSteps(unit, steps, { state: "missed", reason, key });

/** Planned and claimed steps by the action or task that carries them. */
async function openSteps(db: Db, corpId: string, ids: readonly string[]): Promise<Map<string, Open[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Open>`select enrolment_id as "enrolmentId", sop_id as "sopId", step, recipient,
      action_id as "actionId", state from enrolment_step
    where corp_id = ${corpId} and action_id = any(${ids}) and state in ('planned', 'claimed')
    order by enrolment_id, step`.execute(db);
  return Map.groupBy(rows, (row) => row.actionId);
}

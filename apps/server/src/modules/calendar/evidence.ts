import { sql } from "kysely";
import { arrived, reaction, type Unit } from "#actions";
import { only, type StoredEvent } from "#log";
import { archivedTexts } from "#modules/archive";
import { everMembers } from "#modules/groups";
import { LATE_PROOF_MS, saysSo } from "#modules/tasks";
import { groupKey } from "./give.ts";
import { slotOfLink } from "./project.ts";

type Waiting = { slotId: string; chatId: string; taskId: string; assignee: string; text: string; openedAt: Date; dueAt: Date };

/**
 * A post by hand is shown group by group: the archive has the words there from whoever was asked (A), or a customer who was ever in the group opened
 * the post's own link (B). Once every group of a task shows it, the task is done; till then it is her word at most.
 */
export const postEvidence = reaction({
  name: "calendar.evidence",
  on: ["page.opened", "archive.messages", "calendar.shown"],
  after: ["tasks", "groups", "calendar"],
  async react(unit, batch) {
    await byLink(unit, only(batch, "page.opened"));
    await byArchive(unit, only(batch, "archive.messages"));
    await settle(unit, only(batch, "calendar.shown"));
  },
});

const columns = sql`p.slot_id as "slotId", p.chat_id as "chatId", p.task_id as "taskId", t.assignee, t.params->>'text' as text,
  t.opened_at as "openedAt", t.due_at as "dueAt"`;

async function byLink(unit: Unit, opened: ReadonlyArray<StoredEvent<"page.opened">>): Promise<void> {
  const by = opened.flatMap((event) => {
    const taskId = /\.(tsk_[^.]+)$/u.exec(event.data.via ?? "")?.[1];
    return taskId === undefined || slotOfLink(event.data.via) === null ? [] : [{ taskId, who: event.data.externalUserId, event }];
  });
  if (by.length === 0) return;
  const { rows } = await sql<Waiting>`select ${columns} from calendar_post p join task t on t.corp_id = p.corp_id and t.id = p.task_id
    where p.corp_id = ${unit.corpId} and p.task_id = any(${[...new Set(by.map(({ taskId }) => taskId))]}) and p.shown_at is null`.execute(
    unit.db,
  );
  const pairs = by.flatMap((one) => rows.filter(({ taskId }) => taskId === one.taskId).map((post) => ({ ...one, post })));
  const members = await everMembers(
    unit,
    pairs.map(({ post, who }) => ({ chatId: post.chatId, memberId: who })),
  );
  for (const { post, who, event } of pairs) {
    const inTime = event.occurredAt.getTime() - post.dueAt.getTime() <= LATE_PROOF_MS;
    if (inTime && members.has(`${post.chatId} ${who}`)) shown(unit, post, "B", `event:${event.seq}`, event.occurredAt, event.seq);
  }
}

async function byArchive(unit: Unit, batches: ReadonlyArray<StoredEvent<"archive.messages">>): Promise<void> {
  const said = batches.flatMap((event) =>
    event.data.messages
      .filter(({ room, sender, staff }) => room !== "" && sender !== "" && sender === staff)
      .map((message) => ({ ...message, event })),
  );
  if (said.length === 0) return;
  const { rows } = await sql<Waiting>`select ${columns} from calendar_post p join task t on t.corp_id = p.corp_id and t.id = p.task_id
    where p.corp_id = ${unit.corpId} and p.chat_id = any(${[...new Set(said.map(({ room }) => room))]}) and p.shown_at is null
      and t.assignee = any(${[...new Set(said.map(({ sender }) => sender))]}) and t.state <> 'cancelled'
      and t.due_at > ${new Date(unit.now.getTime() - LATE_PROOF_MS)}`.execute(unit.db);
  const fits = (post: Waiting, one: (typeof said)[number]) => {
    const at = Date.parse(one.at);
    return one.room === post.chatId && one.sender === post.assignee && at >= post.openedAt.getTime() && at <= post.dueAt.getTime();
  };
  const texts = await archivedTexts(
    unit,
    said.filter((one) => rows.some((post) => fits(post, one))).map(({ msgid }) => msgid),
  );
  for (const post of rows) {
    const proof = said.find((one) => fits(post, one) && saysSo(post.text, texts.get(one.msgid) ?? ""));
    if (proof) shown(unit, post, "A", `archive:${proof.msgid}`, new Date(proof.at), proof.event.seq);
  }
}

function shown(unit: Unit, post: Waiting, grade: "A" | "B", evidence: string, occurredAt: Date, causeSeq: number): void {
  unit.fact({
    type: "calendar.shown",
    subject: `calendar:${post.slotId}`,
    occurredAt,
    causeSeq,
    sourceKey: `calendar-shown:${post.taskId}/${post.chatId}`,
    data: { slotId: post.slotId, taskId: post.taskId, chatId: post.chatId, grade, evidence },
  });
}

/** What was reserved of a group is spent; a task all of whose groups show it is done, by the weaker of its proofs. */
async function settle(unit: Unit, events: ReadonlyArray<StoredEvent<"calendar.shown">>): Promise<void> {
  if (events.length === 0) return;
  for (const { data } of events) await arrived(unit, groupKey(data.slotId, data.chatId));
  const { rows } = await sql<{ taskId: string; all: boolean; grade: "A" | "B"; at: Date }>`select task_id as "taskId",
      bool_and(shown_at is not null) as "all", max(grade) as grade, max(shown_at) as at from calendar_post
    where corp_id = ${unit.corpId} and task_id = any(${[...new Set(events.map(({ data }) => data.taskId))]}) group by 1 order by 1`.execute(
    unit.db,
  );
  for (const { taskId, all, grade, at } of rows) {
    if (!all) continue;
    unit.fact({
      type: "task.done",
      subject: `task:${taskId}`,
      occurredAt: at,
      sourceKey: `task-done:${taskId}`,
      data: { taskId, grade, evidence: `calendar:${events.find(({ data }) => data.taskId === taskId)?.data.slotId ?? ""}` },
    });
  }
}

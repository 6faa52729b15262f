import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf, Task, Why } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { groupId } from "#kit/ids";
import { notFound } from "#kit/problem";
import { chatInfo } from "#modules/groups";
import { whysOf } from "./why.ts";

type Row = {
  id: string;
  kind: string;
  assignee: string;
  assignee_name: string | null;
  state: Task["state"];
  due_at: Date;
  opened_at: Date;
  done_at: Date | null;
  grade: Task["grade"];
  evidence: string | null;
  params: Record<string, unknown>;
  why: string;
};

const columns = sql`t.id, t.kind, t.assignee, s.name as assignee_name, t.state, t.due_at, t.opened_at, t.done_at, t.grade,
  t.evidence, t.params, t.why`;

/** Open first by due time, then the others, newest first. The cursor is the last row's rank, due time and id. */
export async function listTasks(ctx: Ctx, input: ParsedInputOf<typeof api.tasks.list>): Promise<OutputOf<typeof api.tasks.list>> {
  const offset = Number(input.cursor ?? 0);
  const { rows } = await sql<Row>`select ${columns} from task t
    left join staff s on s.corp_id = t.corp_id and s.user_id = t.assignee
    where t.corp_id = ${ctx.corpId}
      and (${input.state ?? null}::text is null or t.state = ${input.state ?? null})
      and (${input.assignee ?? null}::text is null or t.assignee = ${input.assignee ?? null})
      and (${input.kind ?? null}::text is null or t.kind = ${input.kind ?? null})
      and (${input.overdue ?? null}::boolean is null
        or (t.state in ('open', 'claimed') and t.due_at < ${ctx.now}) = ${input.overdue ?? null})
    order by case t.state when 'open' then 0 when 'claimed' then 1 else 2 end, t.due_at, t.id
    limit ${input.limit + 1} offset ${offset}`.execute(ctx.db);
  return {
    items: await toTasks(ctx, rows.slice(0, input.limit)),
    nextCursor: rows.length > input.limit ? String(offset + input.limit) : null,
  };
}

export async function readTask(ctx: Ctx, id: string): Promise<Task> {
  const { rows } = await sql<Row>`select ${columns} from task t
    left join staff s on s.corp_id = t.corp_id and s.user_id = t.assignee
    where t.corp_id = ${ctx.corpId} and t.id = ${id}`.execute(ctx.db);
  const [task] = await toTasks(ctx, rows);
  if (!task) throw notFound("task", id);
  return task;
}

const chatOf = ({ params }: Row) => (typeof params["chatId"] === "string" ? params["chatId"] : undefined);

async function toTasks(ctx: Ctx, rows: readonly Row[]): Promise<Task[]> {
  const chatIds = rows.flatMap((row) => chatOf(row) ?? []);
  const [chats, whys] = await Promise.all([
    chatInfo(ctx, chatIds),
    whysOf(
      ctx,
      rows.map((row) => row.why),
    ),
  ]);
  return rows.map((row) =>
    toTask(ctx, row, chats.get(chatOf(row) ?? "")?.name, whys.get(row.why) ?? { kind: row.why, label: "", to: null }),
  );
}

function toTask(ctx: Ctx, row: Row, groupName: string | undefined, why: Why): Task {
  const chatId = chatOf(row);
  return {
    id: row.id,
    kind: row.kind,
    assignee: row.assignee,
    assigneeName: row.assignee_name ?? row.assignee,
    state: row.state,
    overdue: (row.state === "open" || row.state === "claimed") && row.due_at < ctx.now,
    dueAt: row.due_at.toISOString(),
    openedAt: row.opened_at.toISOString(),
    doneAt: row.done_at?.toISOString() ?? null,
    grade: row.grade,
    evidence: row.evidence,
    params: { ...row.params, ...(groupName ? { groupName } : {}) },
    why,
    link: chatId === undefined ? null : `/groups/${groupId(ctx.corpId, chatId)}`,
  };
}

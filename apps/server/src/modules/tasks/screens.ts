import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf, Task, Why } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { groupId } from "#kit/ids";
import { notFound } from "#kit/problem";
import { taskInScope } from "#kit/scope";
import { atLocal } from "#kit/tz";
import { archiveGaps, type Gap } from "#modules/archive";
import { chatInfo } from "#modules/groups";
import { expectedProof } from "./proof.ts";
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
  claimed_at: Date | null;
  escalated_at: Date | null;
  escalated_name: string | null;
  grade: Task["grade"];
  evidence: string | null;
  params: Record<string, unknown>;
  why: string;
};

const columns = sql`t.id, t.kind, t.assignee, s.name as assignee_name, t.state, t.due_at, t.opened_at, t.done_at, t.claimed_at, t.escalated_at,
  (select b.name from staff b where b.corp_id = t.corp_id and b.user_id = t.escalated_to) as escalated_name, t.grade,
  t.evidence, t.params, t.why`;

type State = Task["state"];
type Place = { rank: number; dueAt: Date; id: string };

/** What comes after what in the list; each rank is a walk along the index by state and due time. */
const RANKS: readonly { states: readonly State[]; newestFirst: boolean }[] = [
  { states: ["open"], newestFirst: false },
  { states: ["claimed"], newestFirst: false },
  { states: ["done", "unproven", "cancelled"], newestFirst: true },
];

/** Open ones by due time, then the claimed ones, then what is over, newest first. The cursor is the last row's rank, due time and id. */
export async function listTasks(ctx: Ctx, input: ParsedInputOf<typeof api.tasks.list>): Promise<OutputOf<typeof api.tasks.list>> {
  const start = readPlace(input.cursor);
  const span = input.day === undefined ? null : await spanOf(ctx, input.day);
  const rows: Array<Row & { rank: number }> = [];
  for (const [rank, { states, newestFirst }] of RANKS.entries()) {
    if (rank < (start?.rank ?? 0) || rows.length > input.limit) continue;
    const wanted = states.filter((state) => (input.state ?? state) === state && !(input.overdue === true && newestFirst));
    const after = start?.rank === rank ? start : null;
    const found = await walk(ctx, { ...input, span }, wanted, newestFirst, input.limit + 1 - rows.length, after);
    rows.push(...found.map((row) => ({ ...row, rank })));
  }
  const shown = rows.slice(0, input.limit);
  const last = shown.at(-1);
  return {
    items: await toTasks(ctx, shown),
    nextCursor: rows.length > input.limit && last ? `${last.rank}|${last.due_at.toISOString()}|${last.id}` : null,
  };
}

type Span = { from: Date; to: Date };

/** A local day of the corp. */
async function spanOf(ctx: Ctx, day: string): Promise<Span> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  return { from: atLocal(day, "00:00", timeZone), to: atLocal(day, "00:00", timeZone, 1) };
}

/** Null for a missing or broken cursor: the reader starts again at the top. */
function readPlace(cursor: string | undefined): Place | null {
  const [, rank, at = "", id] = /^([0-2])\|([^|]+)\|(.+)$/.exec(cursor ?? "") ?? [];
  return rank === undefined || id === undefined || Number.isNaN(Date.parse(at)) ? null : { rank: Number(rank), dueAt: new Date(at), id };
}

async function walk(
  ctx: Ctx,
  filter: Pick<ParsedInputOf<typeof api.tasks.list>, "assignee" | "staffId" | "kind" | "overdue"> & { span: Span | null },
  states: readonly State[],
  newestFirst: boolean,
  limit: number,
  after: Place | null,
): Promise<Row[]> {
  if (states.length === 0) return [];
  const where = [sql`t.corp_id = ${ctx.corpId}`, taskInScope(ctx)];
  if (filter.staffId !== undefined) where.push(sql`t.assignee = ${filter.staffId}`);
  if (filter.span !== null)
    where.push(sql`t.opened_at < ${filter.span.to} and coalesce(t.ended_at, ${filter.span.to}) >= ${filter.span.from}`);
  if (filter.assignee !== undefined) where.push(sql`t.assignee = ${filter.assignee}`);
  if (filter.kind !== undefined) where.push(sql`t.kind = ${filter.kind}`);
  // What is over cannot be overdue.
  if (filter.overdue !== undefined && !newestFirst) where.push(filter.overdue ? sql`t.due_at < ${ctx.now}` : sql`t.due_at >= ${ctx.now}`);
  if (after) where.push(sql`(t.due_at, t.id) ${newestFirst ? sql`<` : sql`>`} (${after.dueAt}, ${after.id})`);
  const order = (table: string) =>
    newestFirst ? sql.raw(`${table}.due_at desc, ${table}.id desc`) : sql.raw(`${table}.due_at, ${table}.id`);
  // A branch per state: each is in the order of the index, and the first rows of each are enough.
  const branches = states.map(
    (state) => sql`(select t.* from task t where ${sql.join(where, sql` and `)} and t.state = ${state}
    order by ${order("t")} limit ${limit})`,
  );
  const { rows } = await sql<Row>`select ${columns} from (${sql.join(branches, sql` union all `)}) t
    left join staff s on s.corp_id = t.corp_id and s.user_id = t.assignee
    order by ${order("t")} limit ${limit}`.execute(ctx.db);
  return rows;
}

export async function readTask(ctx: Ctx, id: string): Promise<Task> {
  const { rows } = await sql<Row>`select ${columns} from task t
    left join staff s on s.corp_id = t.corp_id and s.user_id = t.assignee
    where t.corp_id = ${ctx.corpId} and t.id = ${id} and ${taskInScope(ctx)}`.execute(ctx.db);
  const [task] = await toTasks(ctx, rows);
  if (!task) throw notFound("task", id);
  return task;
}

const chatOf = ({ params }: Row) => (typeof params["chatId"] === "string" ? params["chatId"] : undefined);

async function toTasks(ctx: Ctx, rows: readonly Row[]): Promise<Task[]> {
  const chatIds = rows.flatMap((row) => chatOf(row) ?? []);
  const [gaps, chats, whys] = await Promise.all([
    rows.some(hangsOnArchive) ? archiveGaps(ctx) : [],
    chatInfo(ctx, chatIds),
    whysOf(
      ctx,
      rows.map((row) => row.why),
    ),
  ]);
  return rows.map((row) =>
    toTask(ctx, row, gaps, chats.get(chatOf(row) ?? "")?.name, whys.get(row.why) ?? { kind: row.why, label: "", to: null }),
  );
}

/** Not shown by anything, and the archive could have. */
const hangsOnArchive = (row: Row) => row.state !== "done" && ["message", "link"].includes(expectedProof(row));

function toTask(ctx: Ctx, row: Row, gaps: readonly Gap[], groupName: string | undefined, why: Why): Task {
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
    claimedDoneAt: (row.claimed_at ?? (row.grade === "C" ? row.done_at : null))?.toISOString() ?? null,
    verifiedDoneAt: row.grade === "A" || row.grade === "B" ? (row.done_at?.toISOString() ?? null) : null,
    grade: row.grade,
    evidence: row.evidence,
    provenBy: expectedProof(row),
    archiveGap: hangsOnArchive(row) && gaps.some((gap) => gap.to > row.opened_at && gap.from < row.due_at),
    params: { ...row.params, ...(groupName ? { groupName } : {}) },
    why,
    escalatedAt: row.escalated_at?.toISOString() ?? null,
    escalatedTo: row.escalated_name,
    link: chatId === undefined ? null : `/groups/${groupId(ctx.corpId, chatId)}`,
  };
}

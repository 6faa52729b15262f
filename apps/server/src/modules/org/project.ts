import { sql } from "kysely";
import type { Db } from "#db/connect";
import { staffId } from "#kit/ids";
import { type Handler, type StoredEvent } from "#log";

/** The newest word on each thing in a batch: by time of occurrence, then by order of arrival. */
function newest<E extends StoredEvent>(batch: readonly E[], keyOf: (event: E) => string | number): E[] {
  const last = new Map<string | number, E>();
  for (const event of batch) {
    const key = keyOf(event);
    const known = last.get(key);
    if (!known || event.occurredAt >= known.occurredAt) last.set(key, event);
  }
  return [...last.values()];
}

type StaffEvent = StoredEvent<"staff.detailed" | "staff.removed">;
type DepartmentEvent = StoredEvent<"department.detailed" | "department.removed">;

const isStaff = (event: StoredEvent): event is StaffEvent => event.type === "staff.detailed" || event.type === "staff.removed";
const isDepartment = (event: StoredEvent): event is DepartmentEvent =>
  event.type === "department.detailed" || event.type === "department.removed";

/** The directory as WeCom last told it. Who left stays as a row, so that old facts keep their names. */
export const projectStaff: Handler = {
  kind: "project",
  name: "staff",
  version: 1,
  on: ["staff.detailed", "staff.removed", "department.detailed", "department.removed"],
  tables: ["staff", "department"],
  keys: ({ data }) => ("userId" in data ? [`staff ${data.userId}`] : "departmentId" in data ? [`department ${data.departmentId}`] : []),
  async project(tx, corpId, batch) {
    await writeStaff(
      tx,
      corpId,
      newest(batch.filter(isStaff), (event) => event.data.userId),
    );
    await writeDepartments(
      tx,
      corpId,
      newest(batch.filter(isDepartment), (event) => event.data.departmentId),
    );
  },
};

async function writeStaff(tx: Db, corpId: string, events: readonly StaffEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => ({
    id: staffId(corpId, event.data.userId),
    user_id: event.data.userId,
    removed: event.type === "staff.removed",
    seen_at: event.occurredAt.toISOString(),
    ...(event.type === "staff.detailed"
      ? {
          name: event.data.name,
          departments: event.data.departments,
          position: event.data.position,
          status: event.data.status,
          follows: event.data.follows,
        }
      : {}),
  }));
  await sql`
    insert into staff as s (corp_id, id, user_id, name, departments, position, status, follows, removed, seen_at)
    select ${corpId}, id, user_id, coalesce(name, user_id), coalesce(departments, '[]'), coalesce(position, ''),
      coalesce(status, 0), coalesce(follows, false), removed, seen_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, user_id text, name text, departments jsonb,
      position text, status int, follows boolean, removed boolean, seen_at timestamptz)
    on conflict (corp_id, id) do update set
      name = case when excluded.removed then s.name else excluded.name end,
      departments = case when excluded.removed then s.departments else excluded.departments end,
      position = case when excluded.removed then s.position else excluded.position end,
      status = case when excluded.removed then s.status else excluded.status end,
      follows = excluded.follows, removed = excluded.removed, seen_at = excluded.seen_at
    where excluded.seen_at >= s.seen_at`.execute(tx);
}

async function writeDepartments(tx: Db, corpId: string, events: readonly DepartmentEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => ({
    department_id: event.data.departmentId,
    removed: event.type === "department.removed",
    seen_at: event.occurredAt.toISOString(),
    ...(event.type === "department.detailed" ? { name: event.data.name, parent_id: event.data.parentId } : {}),
  }));
  await sql`
    insert into department as d (corp_id, department_id, name, parent_id, removed, seen_at)
    select ${corpId}, department_id, coalesce(name, ''), coalesce(parent_id, 0), removed, seen_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(department_id bigint, name text, parent_id bigint, removed boolean, seen_at timestamptz)
    on conflict (corp_id, department_id) do update set
      name = case when excluded.removed then d.name else excluded.name end,
      parent_id = case when excluded.removed then d.parent_id else excluded.parent_id end,
      removed = excluded.removed, seen_at = excluded.seen_at
    where excluded.seen_at >= d.seen_at`.execute(tx);
}

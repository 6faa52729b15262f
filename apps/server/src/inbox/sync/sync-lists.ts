import { sql } from "kysely";
import type { CorpTagGroup, Department, Member } from "@shuke/wecom";
import type { Db } from "#db/connect";
import type { Actor } from "#kit/actor";
import { append, type EventMap, type EventType, headOf, lockLog, type NewEvent } from "#log";
import { clean } from "./clean.ts";
import { mapWide } from "./fetch.ts";
import type { Report, SyncRun } from "./run.ts";

// Tags, departments and staff are few: what we hold of them is read from the log itself, so nothing can lag behind it.

type Latest = { type: EventType; key: string; data: Record<string, unknown>; seq: number };

/** The newest fact about each thing. */
async function latest(db: Db, corpId: string, types: readonly EventType[], field: string): Promise<Map<string, Latest>> {
  const { rows } = await sql<Latest>`
    select distinct on (key) type, data ->> ${field} as key, data, seq from event
    where corp_id = ${corpId} and type = any(${types}) order by key, seq desc`.execute(db);
  return new Map(rows.map((row) => [row.key, row]));
}

type Listed<T extends EventType> = { key: string; subject: string; type: T; data: EventMap[T] };

/**
 * Differences between a complete list and the log, under the corp's head lock. What the log learned after `since` (the
 * head before the fetch) is left alone: the list is older than that.
 */
async function recordList<T extends "tag.detailed" | "department.detailed" | "staff.detailed">(
  run: SyncRun,
  spec: {
    listed: readonly Listed<T>[];
    types: readonly EventType[];
    field: string;
    removed: (key: string) => NewEvent;
    isGone: EventType;
    since: number;
    actor: Actor;
    fact: (item: Listed<T>) => NewEvent;
  },
): Promise<number> {
  return run.db.transaction().execute(async (tx) => {
    await lockLog(tx, run.corpId);
    const held = await latest(tx, run.corpId, spec.types, spec.field);
    const isNewer = (key: string) => (held.get(key)?.seq ?? 0) > spec.since;
    const facts = spec.listed.flatMap((item) => (isNewer(item.key) || sameData(held.get(item.key), item) ? [] : [spec.fact(item)]));
    const keys = new Set(spec.listed.map((item) => item.key));
    for (const [key, known] of held) {
      if (known.type !== spec.isGone && !keys.has(key) && !isNewer(key)) facts.push(spec.removed(key));
    }
    await append(tx, run.corpId, facts, { actor: spec.actor, now: run.now });
    return facts.length;
  });
}

function sameData(known: Latest | undefined, item: { type: EventType; data: object }): boolean {
  if (known === undefined || known.type !== item.type) return false;
  return Object.entries(item.data).every(([key, value]) => JSON.stringify(known.data[key]) === JSON.stringify(value));
}

/** Corp tags of all groups. */
export async function syncTags(run: SyncRun, actor: Actor): Promise<Report> {
  const since = await headOf(run.db, run.corpId);
  const { tag_group: groups } = await run.client.tags.list();
  const listed = groups.flatMap(tagsOf);
  const repaired = await recordList(run, {
    listed,
    types: ["tag.detailed", "tag.removed", "corp-tag.created"],
    field: "tagId",
    isGone: "tag.removed",
    since,
    actor,
    fact: (item) => ({ type: "tag.detailed", subject: item.subject, data: item.data, occurredAt: run.now }),
    removed: (tagId) => ({ type: "tag.removed", subject: `tag:${tagId}`, data: { tagId }, occurredAt: run.now }),
  });
  return { kind: since === 0 ? "initial" : "incremental", expected: listed.length, fetched: listed.length, repaired, failed: [], due: [] };
}

function tagsOf(group: CorpTagGroup): Listed<"tag.detailed">[] {
  return group.tag.map((tag) => ({
    key: tag.id,
    subject: `tag:${tag.id}`,
    type: "tag.detailed",
    data: {
      tagId: tag.id,
      name: clean(tag.name),
      groupId: group.group_id,
      groupName: clean(group.group_name),
      order: tag.order,
      groupOrder: group.order,
    },
  }));
}

/** Departments, staff inside the app's range, and who of them may serve customers. All or nothing. */
export async function syncStaff(run: SyncRun, actor: Actor): Promise<Report> {
  const since = await headOf(run.db, run.corpId);
  const { department } = await run.client.org.departments();
  const [{ follow_user: follows }, lists] = await Promise.all([
    run.client.externalContact.followUsers(),
    mapWide(department, 5, async ({ id }) => (await run.client.org.usersOf({ department_id: id })).userlist),
  ]);
  const serves = new Set(follows);
  const people = new Map(lists.flat().map((member) => [member.userid, member]));
  const departments = department.map(departmentOf);
  const staff = [...people.values()].map((member) => staffOf(member, serves));
  const changed = await recordList(run, {
    listed: departments,
    types: ["department.detailed", "department.removed"],
    field: "departmentId",
    isGone: "department.removed",
    since,
    actor,
    fact: (item) => ({ type: "department.detailed", subject: item.subject, data: item.data, occurredAt: run.now }),
    removed: (key) => ({
      type: "department.removed",
      subject: `department:${key}`,
      data: { departmentId: Number(key) },
      occurredAt: run.now,
    }),
  });
  const repaired = await recordList(run, {
    listed: staff,
    types: ["staff.detailed", "staff.removed"],
    field: "userId",
    isGone: "staff.removed",
    since,
    actor,
    fact: (item) => ({ type: "staff.detailed", subject: item.subject, data: item.data, occurredAt: run.now }),
    removed: (userId) => ({ type: "staff.removed", subject: `staff:${userId}`, data: { userId }, occurredAt: run.now }),
  });
  const expected = departments.length + staff.length;
  return { kind: since === 0 ? "initial" : "incremental", expected, fetched: expected, repaired: changed + repaired, failed: [], due: [] };
}

function departmentOf(row: Department): Listed<"department.detailed"> {
  return {
    key: String(row.id),
    subject: `department:${row.id}`,
    type: "department.detailed",
    data: { departmentId: row.id, name: clean(row.name), parentId: row.parentid },
  };
}

function staffOf(member: Member, serves: ReadonlySet<string>): Listed<"staff.detailed"> {
  return {
    key: member.userid,
    subject: `staff:${member.userid}`,
    type: "staff.detailed",
    data: {
      userId: member.userid,
      name: clean(member.name),
      departments: member.department,
      position: clean(member.position),
      status: member.status ?? 1,
      follows: serves.has(member.userid),
    },
  };
}

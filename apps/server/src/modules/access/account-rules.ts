import type { Role } from "@shuke/contract";
import { sql } from "kysely";
import type { Unit } from "#actions";
import type { Db } from "#db/connect";
import type { Ctx } from "#kit/ctx";
import { notFound, Problem } from "#kit/problem";
import { lockMembers, type MemberRow, openOwners } from "./account-rows.ts";
import { reaches } from "./rules.ts";

/** The role of whoever acts: the house itself (command line, demo) is above all. */
export async function roleOfActor(ctx: Pick<Ctx, "db" | "corpId" | "actor">, members: ReadonlyMap<string, MemberRow>): Promise<Role> {
  const { actor } = ctx;
  if (actor.kind === "system") return "owner";
  if (actor.kind === "user") {
    const row = members.get(actor.id);
    if (row && row.state !== "disabled" && row.state !== "removed") return row.role;
  }
  if (actor.kind === "apiKey") {
    const { rows } = await sql<{ role: Role }>`select role from api_key where corp_id = ${ctx.corpId} and id = ${actor.id}`.execute(ctx.db);
    if (rows[0]) return rows[0].role;
  }
  throw new Problem("unauthorized", {}, 401);
}

/** The account that is to be changed, locked, and only for whoever may change it. */
export async function holdAccount(unit: Unit, userId: string): Promise<{ account: MemberRow; own: Role }> {
  const { actor } = unit;
  const members = await lockMembers(unit, actor.kind === "user" ? [userId, actor.id] : [userId]);
  const own = await roleOfActor(unit, members);
  const account = members.get(userId);
  if (!account || account.state === "removed") throw notFound("account", userId);
  if (!reaches(own, account.role)) throw new Problem("roleAbove", { name: account.name }, 403);
  return { account, own };
}

export function checkRole(own: Role, given: Role): void {
  if (!reaches(own, given)) throw new Problem("roleTooHigh", {}, 403);
}

/** Shutting oneself out is always a mistake. */
export function checkNotMe({ actor }: Pick<Ctx, "actor">, userId: string): void {
  if (actor.kind === "user" && actor.id === userId) throw new Problem("accountSelf", {}, 409);
}

/** Without an owner nobody could ever be made one again. Called after the change, behind `lockMembers`. */
export async function checkOwnerLeft(unit: Pick<Unit, "db" | "corpId">, before: Pick<MemberRow, "role" | "state" | "name">): Promise<void> {
  if (before.role !== "owner" || before.state !== "active") return;
  if ((await openOwners(unit)).length === 0) throw new Problem("lastOwner", { name: before.name }, 409);
}

/** A member of staff who is here, unless the address book has not told of her yet; stores and departments that there are. */
export async function checkBindings(
  { db, corpId }: { db: Db; corpId: string },
  to: { staffUserId?: string | null | undefined; storeIds?: readonly string[] | undefined; departmentIds?: readonly number[] | undefined },
): Promise<void> {
  const { rows } = await sql<{ left: string | null; stores: string[]; departments: string[] }>`select
    (select coalesce(nullif(name, ''), user_id) from staff where corp_id = ${corpId} and user_id = ${to.staffUserId ?? null}::text and removed) as left,
    array(select id from unnest(${[...(to.storeIds ?? [])]}::text[]) as i(id)
      where not exists (select from store s where s.corp_id = ${corpId} and s.id = i.id)) as stores,
    array(select id::text from unnest(${[...(to.departmentIds ?? [])]}::bigint[]) as i(id)
      where not exists (select from department d where d.corp_id = ${corpId} and d.department_id = i.id and not d.removed)) as departments`.execute(
    db,
  );
  const [row] = rows;
  if (typeof row?.left === "string") throw new Problem("staffHasLeft", { name: row.left }, 409);
  const [store] = row?.stores ?? [];
  if (store !== undefined) throw notFound("store", store);
  const [department] = row?.departments ?? [];
  if (department !== undefined) throw notFound("department", department);
}

const isTaken = (error: unknown, index: string): boolean =>
  error instanceof Error && "code" in error && error.code === "23505" && "constraint" in error && error.constraint === index;

/** The index is what decides; who has the member, or the address, is said in words. */
export async function inWordsOfTaken<T>(
  ctx: Ctx,
  of: { staffUserId?: string | null | undefined; email?: string | undefined },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isTaken(error, "member_staff")) {
      const { rows } = await sql<{ name: string; staff: string | null }>`
        select u.name, s.name as staff from member m join auth."user" u on u.id = m.user_id
          left join staff s on s.corp_id = m.corp_id and s.user_id = m.staff_user_id
        where m.corp_id = ${ctx.corpId} and m.staff_user_id = ${of.staffUserId ?? null}`.execute(ctx.db);
      throw new Problem("staffTaken", { staff: rows[0]?.staff ?? of.staffUserId ?? "", name: rows[0]?.name ?? "?" }, 409);
    }
    if (isTaken(error, "user_email_key")) throw new Problem("emailTaken", { email: of.email ?? "" }, 409);
    throw error;
  }
}

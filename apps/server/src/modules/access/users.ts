import type { Role } from "@shuke/contract";
import { sql } from "kysely";
import { withUnit } from "#actions";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import { Problem } from "#kit/problem";
import { createUser, findByEmail, lockMembers, type StoredState, writePassword } from "./account-rows.ts";
import { checkOwnerLeft, inWordsOfTaken } from "./account-rules.ts";
import type { Auth } from "./auth.ts";

export type NewUser = {
  email: string;
  name: string;
  password: string;
  role: Role;
  staffUserId?: string;
  storeIds?: string[];
  departmentIds?: number[];
};

/**
 * Lets a person into a corp from the house itself (command line, demo): the user is made, or gets this password, name and role.
 * Answers the user's id. What holds for the console holds here: one member of staff is one account, and the last owner stays owner.
 */
export async function putUser(auth: Auth, db: Db, at: { corpId: string; now: Date }, user: NewUser): Promise<string> {
  const hash = await (await auth.$context).password.hash(user.password);
  const ctx = { ...at, db, actor: system("cli") };
  return inWordsOfTaken(ctx, user, () =>
    withUnit(ctx, async (unit) => {
      const known = await findByEmail(unit, user.email);
      if (known?.elsewhere) throw new Problem("emailElsewhere", { email: user.email }, 409);
      const before = known && (await lockMembers(unit, [known.id])).get(known.id);
      const userId = known?.id ?? (await createUser(unit.db, user, at.now));
      await sql`update auth."user" set "name" = ${user.name} where id = ${userId}`.execute(unit.db);
      await writePassword(unit.db, userId, hash, at.now);
      await sql`insert into member (corp_id, user_id, role, staff_user_id, store_ids, department_ids, created_at)
        values (${at.corpId}, ${userId}, ${user.role}, ${user.staffUserId ?? null}, ${user.storeIds ?? []}::text[],
          ${user.departmentIds ?? []}::bigint[], ${at.now})
        on conflict (corp_id, user_id) do update set role = excluded.role, state = 'active',
          staff_user_id = coalesce(excluded.staff_user_id, member.staff_user_id),
          store_ids = case when ${user.storeIds !== undefined} then excluded.store_ids else member.store_ids end,
          department_ids = case when ${user.departmentIds !== undefined} then excluded.department_ids else member.department_ids end`.execute(
        unit.db,
      );
      if (before) await checkOwnerLeft(unit, before);
      const { password: _, ...said } = user;
      await unit.audit("accounts.put", `account:${userId}`, said);
      return userId;
    }),
  );
}

/** The role where none is named: that of a known account; of the first one of a corp, owner; else null. */
export async function roleWithout(db: Db, corpId: string, email: string): Promise<Role | null> {
  const { rows } = await sql<{ role: Role | null; isFirst: boolean }>`select
      (select m.role from member m join auth."user" u on u.id = m.user_id where m.corp_id = ${corpId} and u.email = ${email.toLowerCase()}) as role,
      not exists (select from member where corp_id = ${corpId}) as "isFirst"`.execute(db);
  return rows[0]?.role ?? (rows[0]?.isFirst ? "owner" : null);
}

/** Whether this password opens this account (restarts of the demo keep a password instead of hashing it anew). */
export async function passwordFits(auth: Auth, email: string, password: string): Promise<boolean> {
  const context = await auth.$context;
  const known = await context.internalAdapter.findUserByEmail(email.toLowerCase(), { includeAccounts: true });
  const hash = known?.accounts.find((account) => account.providerId === "credential")?.password;
  return hash ? context.password.verify({ hash, password }) : false;
}

export type Membership = { corpId: string; role: Role; staffUserId: string | null; storeIds: string[]; departmentIds: number[] };
/** With what decides whether she may still come in, read in the same query. */
export type Standing = Membership & { state: StoredState; left: boolean };

/**
 * The corp in which somebody works. Who is in several gets the oldest that she was not removed from: choosing between corps is not
 * built yet.
 */
export async function membershipOf(db: Db, userId: string): Promise<Standing | null> {
  const { rows } = await sql<Standing>`select m.corp_id as "corpId", m.role, m.staff_user_id as "staffUserId", m.store_ids as "storeIds",
      array(select id::float8 from unnest(m.department_ids) id) as "departmentIds", m.state, coalesce(s.removed, false) as left
    from member m left join staff s on s.corp_id = m.corp_id and s.user_id = m.staff_user_id
    where m.user_id = ${userId} order by m.state = 'removed', m.created_at, m.corp_id limit 1`.execute(db);
  return rows[0] ?? null;
}

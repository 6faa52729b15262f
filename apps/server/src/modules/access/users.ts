import type { Role } from "@shuke/contract";
import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Auth } from "./auth.ts";

const BY_ADMIN = { method: "admin" } as const;

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
 * Lets a person into a corp: the user is made, or gets this password, name and role. Answers the user's id.
 * Passwords are hashed by better-auth (scrypt).
 */
export async function putUser(auth: Auth, db: Db, at: { corpId: string; now: Date }, user: NewUser): Promise<string> {
  const context = await auth.$context;
  const email = user.email.toLowerCase();
  const hash = await context.password.hash(user.password);
  const known = await context.internalAdapter.findUserByEmail(email, { includeAccounts: true });
  const userId = known?.user.id ?? (await context.internalAdapter.createUser({ email, name: user.name, emailVerified: true }, BY_ADMIN)).id;
  if (known?.accounts.some((account) => account.providerId === "credential")) {
    await context.internalAdapter.updatePassword(userId, hash);
  } else {
    await context.internalAdapter.linkAccount({ userId, providerId: "credential", accountId: userId, password: hash });
  }
  await sql`insert into member (corp_id, user_id, role, staff_user_id, store_ids, department_ids, created_at)
    values (${at.corpId}, ${userId}, ${user.role}, ${user.staffUserId ?? null}, ${user.storeIds ?? []}::text[],
      ${user.departmentIds ?? []}::bigint[], ${at.now})
    on conflict (corp_id, user_id) do update set role = excluded.role,
      staff_user_id = coalesce(excluded.staff_user_id, member.staff_user_id),
      store_ids = case when ${user.storeIds !== undefined} then excluded.store_ids else member.store_ids end,
      department_ids = case when ${user.departmentIds !== undefined} then excluded.department_ids else member.department_ids end`.execute(
    db,
  );
  return userId;
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

/** The corp in which somebody works. Who is in several gets the oldest: choosing between corps is not built yet. */
export async function membershipOf(db: Db, userId: string): Promise<Membership | null> {
  const { rows } = await sql<Membership>`select corp_id as "corpId", role, staff_user_id as "staffUserId", store_ids as "storeIds",
      array(select id::float8 from unnest(department_ids) id) as "departmentIds"
    from member where user_id = ${userId} order by created_at, corp_id limit 1`.execute(db);
  return rows[0] ?? null;
}

import type { Role } from "@shuke/contract";
import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Auth } from "./auth.ts";

const BY_ADMIN = { method: "admin" } as const;

export type NewUser = { email: string; name: string; password: string; role: Role; staffUserId?: string };

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
  await sql`insert into member (corp_id, user_id, role, staff_user_id, created_at)
    values (${at.corpId}, ${userId}, ${user.role}, ${user.staffUserId ?? null}, ${at.now})
    on conflict (corp_id, user_id) do update set role = excluded.role,
      staff_user_id = coalesce(excluded.staff_user_id, member.staff_user_id)`.execute(db);
  return userId;
}

/** Whether this password opens this account (restarts of the demo keep a password instead of hashing it anew). */
export async function passwordFits(auth: Auth, email: string, password: string): Promise<boolean> {
  const context = await auth.$context;
  const known = await context.internalAdapter.findUserByEmail(email.toLowerCase(), { includeAccounts: true });
  const hash = known?.accounts.find((account) => account.providerId === "credential")?.password;
  return hash ? context.password.verify({ hash, password }) : false;
}

export type Membership = { corpId: string; role: Role; staffUserId: string | null };

/** The corp in which somebody works. Who is in several gets the oldest: choosing between corps is not built yet. */
export async function membershipOf(db: Db, userId: string): Promise<Membership | null> {
  const { rows } = await sql<{ corp_id: string; role: Role; staff_user_id: string | null }>`
    select corp_id, role, staff_user_id from member where user_id = ${userId} order by created_at, corp_id limit 1`.execute(db);
  const row = rows[0];
  return row ? { corpId: row.corp_id, role: row.role, staffUserId: row.staff_user_id } : null;
}

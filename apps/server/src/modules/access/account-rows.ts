import { createHash, randomBytes } from "node:crypto";
import type { Role } from "@shuke/contract";
import { sql } from "kysely";
import type { Db } from "#db/connect";

// Rows of accounts, written inside somebody's transaction. Tables in schema `auth` are better-auth's; it reads what stands here.

export type At = { db: Db; corpId: string };
export type StoredState = "active" | "invited" | "disabled" | "removed";
export type Link = { url: string; expiresAt: string };

export type MemberRow = {
  user_id: string;
  role: Role;
  state: StoredState;
  staff_user_id: string | null;
  name: string;
  email: string;
};

/** An account without an e-mail of its own: better-auth wants one, and this one reaches nobody (RFC 2606). */
const NO_MAIL = "@wecom.invalid";
export const emailOrNull = (email: string): string | null => (email.endsWith(NO_MAIL) ? null : email);

/**
 * These members and all owners, locked in one order: whoever changes an account waits for whoever does, so that of two owners who
 * take one another's role away at the same moment the second finds himself the last.
 */
export async function lockMembers({ db, corpId }: At, userIds: readonly string[]): Promise<Map<string, MemberRow>> {
  const { rows } = await sql<MemberRow>`
    select m.user_id, m.role, m.state, m.staff_user_id, u.name, u.email from member m join auth."user" u on u.id = m.user_id
    where m.corp_id = ${corpId} and (m.role = 'owner' or m.user_id = any(${[...userIds]}::text[]))
    order by m.user_id for update of m`.execute(db);
  return new Map(rows.map((row) => [row.user_id, row]));
}

/** Owners who can come in now: active, and not bound to somebody who has left. */
export async function openOwners({ db, corpId }: At): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select m.user_id as id from member m left join staff s on s.corp_id = m.corp_id and s.user_id = m.staff_user_id
    where m.corp_id = ${corpId} and m.role = 'owner' and m.state = 'active' and s.removed is not true`.execute(db);
  return rows.map(({ id }) => id);
}

export async function findByEmail({ db, corpId }: At, email: string) {
  const { rows } = await sql<{ id: string; name: string; here: StoredState | null; elsewhere: boolean }>`
    select u.id, u.name, m.state as here,
      exists (select from member o where o.user_id = u.id and o.corp_id <> ${corpId}) as elsewhere
    from auth."user" u left join member m on m.user_id = u.id and m.corp_id = ${corpId}
    where u.email = ${email.toLowerCase()}`.execute(db);
  return rows[0] ?? null;
}

/** Sessions are real, and so are the times of better-auth's rows: its columns fill them by themselves. */
export async function createUser(db: Db, { email, name }: { email: string | undefined; name: string }, at: Date): Promise<string> {
  const id = randomBytes(16).toString("hex");
  const address = email?.toLowerCase() ?? `${id}${NO_MAIL}`;
  await sql`insert into auth."user" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt")
    values (${id}, ${name}, ${address}, true, ${at}, ${at})`.execute(db);
  return id;
}

export async function writePassword(db: Db, userId: string, hash: string, at: Date): Promise<void> {
  // Two who set it at once are one after the other: there is no unique key over these columns.
  await sql`select from auth."user" where id = ${userId} for update`.execute(db);
  const { numAffectedRows } = await sql`update auth."account" set "password" = ${hash}, "updatedAt" = ${at}
    where "userId" = ${userId} and "providerId" = 'credential'`.execute(db);
  if ((numAffectedRows ?? 0n) > 0n) return;
  await sql`insert into auth."account" ("id", "accountId", "providerId", "userId", "password", "createdAt", "updatedAt")
    values (${randomBytes(16).toString("hex")}, ${userId}, 'credential', ${userId}, ${hash}, ${at}, ${at})`.execute(db);
}

export const dropPassword = (db: Db, userId: string) =>
  sql`delete from auth."account" where "userId" = ${userId} and "providerId" = 'credential'`.execute(db);

export const endSessions = (db: Db, userId: string) => sql`delete from auth."session" where "userId" = ${userId}`.execute(db);

export const dropLink = ({ db, corpId }: At, userId: string) =>
  sql`delete from account_link where corp_id = ${corpId} and user_id = ${userId}`.execute(db);

export const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");

const HOUR_MS = 3_600_000;
const LIFE_HOURS = { invite: 72, reset: 24 } as const;

/** A link that sets the password of this account once. What stands behind `#` is sent to no server and stands in no log. */
export async function makeLink(
  { db, corpId }: At,
  of: { userId: string; kind: "invite" | "reset"; nowMs: number; publicUrl: string },
): Promise<Link> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(of.nowMs + LIFE_HOURS[of.kind] * HOUR_MS);
  await sql`insert into account_link (corp_id, user_id, kind, hash, expires_at)
    values (${corpId}, ${of.userId}, ${of.kind}, ${hashOf(token)}, ${expiresAt})
    on conflict (corp_id, user_id) do update set kind = excluded.kind, hash = excluded.hash, expires_at = excluded.expires_at`.execute(db);
  return { url: `${of.publicUrl}/welcome#${token}`, expiresAt: expiresAt.toISOString() };
}

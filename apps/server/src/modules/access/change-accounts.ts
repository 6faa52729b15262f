import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { createUser, dropLink, dropPassword, emailOrNull, endSessions, findByEmail, lockMembers, makeLink } from "./account-rows.ts";
import { checkBindings, checkNotMe, checkOwnerLeft, checkRole, holdAccount, inWordsOfTaken, roleOfActor } from "./account-rules.ts";

export type Door = {
  /** Where links lead; known late. */
  publicUrl: () => string;
  /** Real time: links and sessions are a matter of browsers, not of the business. */
  nowMs: () => number;
};

type Done = { ok: true };
const done: Done = { ok: true };
const subjectOf = (userId: string) => `account:${userId}`;

/** A new account; whoever was removed comes back under the same one, so that what she did stays hers. */
export async function inviteAccount(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.accounts.invite>,
  door: Door,
): Promise<OutputOf<typeof api.accounts.invite>> {
  const { name, email, role, staffUserId, storeIds, departmentIds } = input;
  if (email === undefined && staffUserId === undefined) throw new Problem("accountUnreachable");
  return inWordsOfTaken(ctx, input, () =>
    withUnit(ctx, async (unit) => {
      const { actor, db, corpId } = unit;
      checkRole(await roleOfActor(unit, await lockMembers(unit, actor.kind === "user" ? [actor.id] : [])), role);
      await checkBindings(unit, input);
      const known = email === undefined ? null : await findByEmail(unit, email);
      if (known?.elsewhere) throw new Problem("emailElsewhere", { email }, 409);
      if (known && known.here !== null && known.here !== "removed") throw new Problem("emailTaken", { email, name: known.name }, 409);
      const userId = known?.id ?? (await createUser(db, { email, name }, new Date(door.nowMs())));
      if (known) {
        await endSessions(db, userId);
        await sql`update auth."user" set "name" = ${name} where id = ${userId}`.execute(db);
      }
      await sql`insert into member (corp_id, user_id, role, staff_user_id, store_ids, department_ids, created_at, state)
        values (${corpId}, ${userId}, ${role}, ${staffUserId ?? null}, ${storeIds}::text[], ${departmentIds}::bigint[], ${unit.now}, 'invited')
        on conflict (corp_id, user_id) do update set role = excluded.role, staff_user_id = excluded.staff_user_id,
          store_ids = excluded.store_ids, department_ids = excluded.department_ids, created_at = excluded.created_at,
          state = excluded.state, last_seen_at = null`.execute(db);
      await unit.audit("accounts.invite", subjectOf(userId), { ...input });
      const link = email === undefined ? null : await makeLink(unit, { userId, kind: "invite", ...at(door) });
      return { userId, link };
    }),
  );
}

/** What is not named stays. Holds with the next call that she makes. */
export async function updateAccount(ctx: Ctx, input: ParsedInputOf<typeof api.accounts.update>): Promise<Done> {
  const { userId, name, email, role, staffUserId, storeIds, departmentIds } = input;
  return inWordsOfTaken(ctx, input, () =>
    withUnit(ctx, async (unit) => {
      const { account, own } = await holdAccount(unit, userId);
      if (role !== undefined) checkRole(own, role);
      await checkBindings(unit, { ...input, staffUserId: staffUserId === account.staff_user_id ? undefined : staffUserId });
      if (email !== undefined || name !== undefined) {
        await sql`update auth."user" set "name" = coalesce(${name ?? null}, "name"), "email" = coalesce(${email?.toLowerCase() ?? null}, "email")
          where id = ${userId}`.execute(unit.db);
      }
      await sql`update member set role = coalesce(${role ?? null}, role),
          staff_user_id = case when ${staffUserId !== undefined} then ${staffUserId ?? null} else staff_user_id end,
          store_ids = coalesce(${storeIds ?? null}::text[], store_ids),
          department_ids = coalesce(${departmentIds ?? null}::bigint[], department_ids)
        where corp_id = ${unit.corpId} and user_id = ${userId}`.execute(unit.db);
      await checkOwnerLeft(unit, account);
      const { userId: _, ...change } = input;
      const before = { name: account.name, email: emailOrNull(account.email), role: account.role, staffUserId: account.staff_user_id };
      await unit.audit("accounts.update", subjectOf(userId), { before, change });
      return done;
    }),
  );
}

/** Sessions stay where they are, so that whoever uses one is told why it is over. */
export async function disableAccount(ctx: Ctx, { userId }: { userId: string }): Promise<Done> {
  checkNotMe(ctx, userId);
  return withUnit(ctx, async (unit) => {
    const { account } = await holdAccount(unit, userId);
    await sql`update member set state = 'disabled' where corp_id = ${unit.corpId} and user_id = ${userId}`.execute(unit.db);
    await dropLink(unit, userId);
    await checkOwnerLeft(unit, account);
    await unit.audit("accounts.disable", subjectOf(userId), { name: account.name });
    return done;
  });
}

/** What was open before is not opened again: she signs in anew. Whoever has never set a password is invited once more. */
export async function enableAccount(ctx: Ctx, { userId }: { userId: string }): Promise<Done> {
  return withUnit(ctx, async (unit) => {
    const { account } = await holdAccount(unit, userId);
    if (account.state !== "disabled") return done;
    await endSessions(unit.db, userId);
    await sql`update member m set state = case when m.last_seen_at is not null or exists (select from auth."account" a
          where a."userId" = m.user_id and a."providerId" = 'credential') then 'active' else 'invited' end
      where m.corp_id = ${unit.corpId} and m.user_id = ${userId}`.execute(unit.db);
    await unit.audit("accounts.enable", subjectOf(userId), { name: account.name });
    return done;
  });
}

/** The old password and all sessions end with it: whoever asks for this may be doing it because somebody else knows it. */
export async function resetPassword(
  ctx: Ctx,
  { userId }: { userId: string },
  door: Door,
): Promise<OutputOf<typeof api.accounts.resetPassword>> {
  return withUnit(ctx, async (unit) => {
    const { account } = await holdAccount(unit, userId);
    if (emailOrNull(account.email) === null) throw new Problem("accountNoEmail", { name: account.name }, 409);
    if (account.state === "disabled") throw new Problem("accountIsDisabled", { name: account.name }, 409);
    await dropPassword(unit.db, userId);
    await endSessions(unit.db, userId);
    await unit.audit("accounts.resetPassword", subjectOf(userId), { name: account.name });
    const kind = account.state === "invited" ? "invite" : "reset";
    return { link: await makeLink(unit, { userId, kind, ...at(door) }) };
  });
}

/** The row stays, nameless to no record; its member of staff is free for another account, and its keys are gone. */
export async function removeAccount(ctx: Ctx, { userId }: { userId: string }): Promise<Done> {
  checkNotMe(ctx, userId);
  return withUnit(ctx, async (unit) => {
    const { account } = await holdAccount(unit, userId);
    await sql`update member set state = 'removed', staff_user_id = null, store_ids = '{}', department_ids = '{}'
      where corp_id = ${unit.corpId} and user_id = ${userId}`.execute(unit.db);
    await sql`delete from api_key where corp_id = ${unit.corpId} and user_id = ${userId}`.execute(unit.db);
    await dropLink(unit, userId);
    await dropPassword(unit.db, userId);
    await checkOwnerLeft(unit, account);
    const { name, email, role } = account;
    await unit.audit("accounts.remove", subjectOf(userId), { name, email: emailOrNull(email), role });
    return done;
  });
}

const at = (door: Door) => ({ nowMs: door.nowMs(), publicUrl: door.publicUrl() });

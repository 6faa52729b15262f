import type { Db } from "#db/connect";
import { Problem } from "#kit/problem";
import { findApiKey } from "./api-keys.ts";
import type { Auth } from "./auth.ts";
import type { Caller } from "./types.ts";
import { membershipOf, type Standing } from "./users.ts";

/**
 * Who calls: `Authorization: Bearer <API key>`, else the session cookie. Null when neither is valid. A bad key is not
 * made good by a cookie. Whoever was known and may not come in any more is told why (401): asked with every call, so that nobody
 * works on under a session that was open when the account ended.
 */
export async function identify(auth: Auth, db: Db, headers: Headers): Promise<Caller | null> {
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const key = await findApiKey(db, authorization.replace(/^Bearer\s+/i, ""));
    if (!key) return null;
    if (key.of) refuseIfOver(key.of);
    return { corpId: key.corpId, role: key.role, actor: { kind: "apiKey", id: key.id }, member: null, via: "key" };
  }
  if (!headers.has("cookie")) return null;
  const session = await auth.api.getSession({ headers });
  const membership = session && (await membershipOf(db, session.user.id));
  if (!membership) return null;
  refuseIfOver(membership);
  const actor = { kind: "user", id: session.user.id, name: session.user.name } as const;
  return { corpId: membership.corpId, role: membership.role, actor, member: membership, via: "cookie" };
}

function refuseIfOver({ state, left }: Pick<Standing, "state" | "left">): void {
  if (state === "disabled") throw new Problem("accountDisabled", {}, 401);
  if (state === "removed") throw new Problem("accountRemoved", {}, 401);
  if (left) throw new Problem("accountLeft", {}, 401);
}

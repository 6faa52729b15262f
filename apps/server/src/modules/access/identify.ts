import type { Db } from "#db/connect";
import { findApiKey } from "./api-keys.ts";
import type { Auth } from "./auth.ts";
import type { Caller } from "./types.ts";
import { membershipOf } from "./users.ts";

/**
 * Who calls: `Authorization: Bearer <API key>`, else the session cookie. Null when neither is valid. A bad key is not
 * made good by a cookie.
 */
export async function identify(auth: Auth, db: Db, headers: Headers): Promise<Caller | null> {
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const key = await findApiKey(db, authorization.replace(/^Bearer\s+/i, ""));
    return key && { corpId: key.corpId, role: key.role, actor: { kind: "apiKey", id: key.id }, member: null, via: "key" };
  }
  if (!headers.has("cookie")) return null;
  const session = await auth.api.getSession({ headers });
  const membership = session && (await membershipOf(db, session.user.id));
  if (!membership) return null;
  const actor = { kind: "user", id: session.user.id, name: session.user.name } as const;
  return { corpId: membership.corpId, role: membership.role, actor, member: membership, via: "cookie" };
}

import { fail } from "../kit/errors.ts";
import type { AccessToken } from "../world/types.ts";
import type { World } from "../world/world.ts";

/** The token that is valid now for an app; the same inside its window, a new one after it (wecom-api §1.1). */
export function issueToken(world: World, agentId: number): AccessToken {
  const now = world.now();
  for (const row of [...world.tokens.values()]) {
    if (row.agentId === agentId && !row.revoked && lives(world, row)) return row;
    // A day later nobody can be surprised any more whether it was wrong (40014) or too old (42001).
    if (now > row.issuedAt + 86_400_000) world.tokens.delete(row.token);
  }
  const token = world.id("", 214, "token", agentId, world.count("token"));
  return world.tokens.put({ token, agentId, issuedAt: now, revoked: false });
}

/** A token is good until the end of its last millisecond. */
function lives(world: World, row: AccessToken): boolean {
  return world.limits.allows("token.life", (world.now() - row.issuedAt + 1) / 1000);
}

/** WeCom may end tokens early; clients must take 40014 as "fetch once, retry once". */
export function revokeTokens(world: World): void {
  for (const row of world.tokens.values()) {
    row.revoked = true;
    world.tokens.touch(row);
  }
}

/** The app behind a token; throws 41001, 40014 or 42001. */
export function appOfToken(world: World, token: string): number {
  if (token === "") throw fail(41001, "access_token missing");
  const row = world.tokens.get(token);
  if (!row || row.revoked) throw fail(40014, "invalid access_token");
  if (!lives(world, row)) throw fail(42001, "access_token expired");
  return row.agentId;
}

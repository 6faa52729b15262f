import { fail } from "../kit/errors.ts";
import { textOf } from "../kit/params.ts";
import { seconds } from "../kit/time.ts";
import type { AccessToken } from "../world/types.ts";
import { followersOf } from "../world/relations.ts";
import type { World } from "../world/world.ts";
import { get } from "./call.ts";
import type { ApiRoute, Call } from "./call.ts";

export const TOKEN_TTL_MS = 7200_000;
export const CODE_TTL_MS = 300_000;

/** The token that is valid now for an app; the same inside its window, a new one after it (wecom-api §1.1). */
export function issueToken(world: World, agentId: number): AccessToken {
  const now = world.now();
  for (const row of [...world.tokens.values()]) {
    if (row.agentId === agentId && !row.revoked && now < row.issuedAt + TOKEN_TTL_MS) return row;
    // A day later nobody can be surprised any more whether it was wrong (40014) or too old (42001).
    if (now > row.issuedAt + 12 * TOKEN_TTL_MS) world.tokens.delete(row.token);
  }
  const token = world.id("", 214, "token", agentId, world.count("token"));
  return world.tokens.put({ token, agentId, issuedAt: now, revoked: false });
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
  if (world.now() >= row.issuedAt + TOKEN_TTL_MS) throw fail(42001, "access_token expired");
  return row.agentId;
}

function ticket(call: Call, kind: string): { ticket: string; expires_in: number } {
  const window = Math.floor(call.now / TOKEN_TTL_MS);
  const left = (window + 1) * TOKEN_TTL_MS - call.now;
  return { ticket: call.world.id("", 86, "ticket", kind, call.agentId, window), expires_in: Math.max(1, seconds(left)) };
}

function userInfo(call: Call): Record<string, string> {
  const { world } = call;
  const code = textOf(call.query, "code", { required: 40029 });
  const row = world.codes.get(code);
  if (!row) throw fail(40029, "invalid code");
  if (row.used) throw fail(42022, "code already used");
  if (call.now > row.issuedAt + CODE_TTL_MS) throw fail(42003, "code expired");
  row.used = true;
  world.codes.touch(row);
  if (row.kind === "staff") return { userid: row.who };
  const person = world.persons.get(row.who);
  if (!person) throw fail(40029, "invalid code");
  const isCustomer = followersOf(world, row.who).length > 0;
  return isCustomer ? { openid: person.openid, external_userid: person.externalUserId } : { openid: person.openid };
}

export const authRoutes: ApiRoute[] = [
  get(
    "gettoken",
    (call) => {
      const corpid = textOf(call.query, "corpid", { required: 41002 });
      const secret = textOf(call.query, "corpsecret", { required: 41004 });
      const { corp } = call.world;
      if (corpid !== corp.corpId) throw fail(40013, "invalid corpid");
      if (secret !== corp.secret) throw fail(40001, "invalid credential");
      const row = issueToken(call.world, corp.agentId);
      const left = seconds(row.issuedAt + TOKEN_TTL_MS - call.now);
      return { access_token: row.token, expires_in: Math.max(1, left) };
    },
    { auth: false },
  ),
  get("getcallbackip", () => ({ ip_list: ["127.0.0.1"] })),
  get("get_api_domain_ip", () => ({ ip_list: ["127.0.0.1"] })),
  get("auth/getuserinfo", userInfo),
  get("get_jsapi_ticket", (call) => ticket(call, "corp")),
  get("ticket/get", (call) => {
    if (textOf(call.query, "type") !== "agent_config") throw fail(91040, "invalid ticket type");
    return ticket(call, "agent");
  }),
];

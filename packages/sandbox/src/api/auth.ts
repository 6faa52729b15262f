import { fail } from "../kit/errors.ts";
import { int, list, object, oneOf, text } from "../kit/fields.ts";
import { seconds } from "../kit/time.ts";
import { appOf, appOfSecret, seesUser } from "../world/apps.ts";
import { memberByUserid } from "../world/org.ts";
import { followersOf } from "../world/relations.ts";
import type { OAuthCode } from "../world/types.ts";
import { family } from "./call.ts";
import type { ApiRoute, Call } from "./call.ts";
import { byOpenUserid } from "./open-userids.ts";
import { issueOnce, peekOnce, useOnce } from "./once.ts";
import { ticketFor } from "./jsapi-tickets.ts";
import { memberNamed } from "./scope.ts";
import { issueToken } from "./tokens.ts";
import { personal } from "./user-views.ts";
import { noteWrongSecret } from "./wrong-secrets.ts";

const { get, post } = family("auth", "any");
const IP_LIST = { ip_list: list(text({ required: 0 })) };
const TICKET = { ticket: text({ required: 0 }), expires_in: int({ required: 0 }) };

/** A code of a login page: once, for five minutes. */
function codeOf(call: Call<{ code: string }, object>): OAuthCode {
  const { world } = call;
  const row = world.codes.get(call.query.code);
  if (!row) throw fail(40029, "invalid code");
  if (!world.limits.allows("oauth.code-uses", row.used ? 2 : 1)) throw fail(42022, "code already used");
  if (!world.limits.allows("oauth.code-life", (call.now - row.issuedAt) / 1000)) throw fail(42003, "code expired");
  row.used = true;
  world.codes.touch(row);
  return row;
}

export const authRoutes: ApiRoute[] = [
  get(
    "gettoken",
    {
      access: "open",
      query: { corpid: text({ required: 41002 }), corpsecret: text({ required: 41004 }) },
      answer: { access_token: text({ required: 0 }), expires_in: int({ required: 0 }) },
      errors: [40001, 40013, 45009],
      limits: ["token.life", "secret.wrong-per-hour", "secret.block"],
    },
    (call) => {
      const { world, query } = call;
      if (query.corpid !== world.corp.corpId) throw fail(40013, "invalid corpid");
      const app = appOfSecret(world, query.corpsecret);
      if (!app) {
        noteWrongSecret(world, call.ip);
        throw fail(40001, "invalid credential");
      }
      const row = issueToken(world, app.agentId);
      const left = world.limits.max("token.life") - seconds(call.now - row.issuedAt);
      return { access_token: row.token, expires_in: Math.max(1, left) };
    },
  ),
  get("getcallbackip", { answer: IP_LIST }, () => ({ ip_list: ["127.0.0.1"] })),
  get("get_api_domain_ip", { answer: IP_LIST }, () => ({ ip_list: ["127.0.0.1"] })),
  get(
    "auth/getuserinfo",
    {
      access: "app",
      query: { code: text({ required: 40029, maxBytes: "oauth.code-length", code: 40029 }) },
      answer: { userid: text(), user_ticket: text(), expires_in: int(), openid: text(), external_userid: text() },
      errors: [40029, 42003, 42022, 50002],
      limits: ["oauth.code-life", "oauth.code-uses", "user-ticket.life"],
    },
    (call) => {
      const { world } = call;
      const row = codeOf(call);
      const app = appOf(world, call.agentId);
      if (row.kind === "staff") {
        if (!seesUser(world, app, row.who)) throw fail(50002, "user is not in the app's perm scope");
        if (!row.privateInfo) return { userid: row.who };
        const userTicket = issueOnce(world, "user-ticket", { userid: row.who });
        return { userid: row.who, user_ticket: userTicket, expires_in: world.limits.max("user-ticket.life") };
      }
      const person = world.persons.get(row.who);
      if (!person) throw fail(40029, "invalid code");
      const isCustomer = followersOf(world, row.who).some((relation) => seesUser(world, app, relation.userid));
      return isCustomer ? { openid: person.openid, external_userid: person.externalUserId } : { openid: person.openid };
    },
  ),
  post(
    "auth/getuserdetail",
    {
      access: "app",
      body: { user_ticket: text({ required: 84015 }) },
      answer: {
        userid: text({ required: 0 }),
        gender: text(),
        avatar: text(),
        qr_code: text(),
        mobile: text(),
        email: text(),
        biz_mail: text(),
        address: text(),
      },
      errors: [84014, 84015],
      limits: ["user-ticket.life"],
    },
    (call) => {
      const { world } = call;
      const found = peekOnce(world, "user-ticket", call.body.user_ticket);
      if (!found) throw fail(84015, "invalid user_ticket");
      if (!world.limits.allows("user-ticket.life", found.age)) throw fail(84014, "user_ticket expired");
      return personal(world, memberByUserid(world, found.data.userid ?? ""));
    },
  ),
  post(
    "auth/get_tfa_info",
    {
      access: "app",
      body: { code: text({ required: 40029 }) },
      answer: { userid: text({ required: 0 }), tfa_code: text({ required: 0 }) },
      errors: [40029, 42003, 42022],
      limits: ["oauth.code-life", "oauth.code-uses"],
    },
    (call) => {
      const row = codeOf({ ...call, query: call.body });
      if (row.kind !== "staff") throw fail(40029, "invalid code");
      return { userid: row.who, tfa_code: issueOnce(call.world, "tfa", { userid: row.who }) };
    },
  ),
  post(
    "user/tfa_succ",
    {
      access: "app",
      body: { userid: text({ required: 41009 }), tfa_code: text({ required: 40029 }) },
      answer: {},
      errors: [40029, 42003],
      limits: ["oauth.code-life"],
    },
    (call) => {
      const { world, body } = call;
      const found = peekOnce(world, "tfa", body.tfa_code);
      if (!found || found.used || found.data.userid !== body.userid) throw fail(40029, "invalid tfa_code");
      if (!world.limits.allows("oauth.code-life", found.age)) throw fail(42003, "tfa_code expired");
      useOnce(world, "tfa", body.tfa_code);
      return {};
    },
  ),
  get("get_jsapi_ticket", { access: "app", answer: TICKET, limits: ["ticket.life", "ticket.corp-hour"] }, (call) =>
    ticketFor(call.world, "corp", call.agentId),
  ),
  get(
    "ticket/get",
    {
      access: "app",
      query: { type: oneOf(["agent_config"], { required: 91040, code: 91040 }) },
      answer: TICKET,
      limits: ["ticket.life", "ticket.app-hour"],
    },
    (call) => ticketFor(call.world, "agent", call.agentId),
  ),
  post(
    "get_launch_code",
    {
      access: "app",
      body: {
        operator_userid: text({ required: 41009 }),
        single_chat: object({ userid: text(), open_userid: text() }, { required: 40058 }),
      },
      answer: { launch_code: text({ required: 0 }) },
      errors: [40058, 60111],
      limits: ["launch-code.life", "launch-code.uses"],
    },
    (call) => {
      const { world, body } = call;
      const { userid = "", open_userid = "" } = body.single_chat;
      if (userid === "" && open_userid === "") throw fail(40058, "single_chat needs userid or open_userid");
      const other = memberNamed(call, userid === "" ? (byOpenUserid(world).get(open_userid) ?? "") : userid);
      const operator = memberNamed(call, body.operator_userid);
      return { launch_code: issueOnce(world, "launch", { userid: operator.userid, other: other.userid }) };
    },
  ),
];

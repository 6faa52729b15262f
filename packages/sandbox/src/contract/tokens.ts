import { reads } from "./trial.ts";
import type { Check } from "./trial.ts";

/** Any path that every app may ask. */
const ANY = "externalcontact/get_follow_user_list";

/** Tokens, refusals and the envelope: wecom-api §0.3 and §1.1. */
export const tokenChecks: Check[] = [
  reads("token.same", "O-91039", "有效期内再取，还是同一个 token", "asked again while it is valid, the token is the same", async (t) => {
    const [first, second] = [await t.caller.token(), await t.caller.token()];
    t.same("errcode", 0, first.errcode);
    t.same("same access_token", true, first.body.access_token === second.body.access_token);
    t.kind("expires_in", "int", first.body.expires_in);
    t.same("expires_in within 1–7200", true, Number(first.body.expires_in) >= 1 && Number(first.body.expires_in) <= 7200);
  }),
  reads("token.wrong-secret", "T-GOWW 40001", "Secret 不对：40001，不给 token", "a wrong secret: 40001 and no token", async (t) => {
    const corpid = t.caller.corpId;
    const reply = await t.caller.ask("gettoken", { query: { corpid, corpsecret: "not-a-secret-of-this-corp" }, token: null });
    t.same("errcode", 40001, reply.errcode);
    t.kind("access_token", "absent", reply.body.access_token);
  }),
  reads("token.missing", "T-GOWW 41002, 41004", "缺 corpid：41002；缺 Secret：41004", "no corpid: 41002; no secret: 41004", async (t) => {
    const corpid = t.caller.corpId;
    t.same("errcode without corpid", 41002, (await t.caller.ask("gettoken", { query: { corpsecret: "x" }, token: null })).errcode);
    t.same("errcode without corpsecret", 41004, (await t.caller.ask("gettoken", { query: { corpid }, token: null })).errcode);
  }),
  reads("token.wrong-corp", "T-GOWW 40013", "corpid 不对：40013", "a wrong corpid: 40013", async (t) => {
    const query = { corpid: "ww0000000000000000", corpsecret: "x" };
    t.same("errcode", 40013, (await t.caller.ask("gettoken", { query, token: null })).errcode);
  }),
  reads("call.no-token", "T-GOWW 41001", "没带 token：41001，HTTP 仍是 200", "no token: 41001, and HTTP is still 200", async (t) => {
    const reply = await t.caller.ask(ANY, { token: null });
    t.same("errcode", 41001, reply.errcode);
    t.same("HTTP status", 200, reply.status);
  }),
  reads("call.token-in-body", "O-91039", "token 放在请求体里不算：41001", "a token in the body does not count: 41001", async (t) => {
    const { body } = await t.caller.token();
    const sent = { access_token: body.access_token, limit: 1 };
    t.same("errcode", 41001, (await t.caller.ask("externalcontact/groupchat/list", { body: sent, token: null })).errcode);
  }),
  reads("call.bad-token", "T-GOWW 40014", "token 不对：40014", "a wrong token: 40014", async (t) => {
    t.same("errcode", 40014, (await t.caller.ask(ANY, { token: "not-a-token" })).errcode);
  }),
  reads(
    "call.errmsg",
    "wecom-api §0.3",
    "errmsg 带 hint、来源 IP 和链接",
    "errmsg carries a hint, the caller's address and a link",
    async (t) => {
      const errmsg = String((await t.caller.ask(ANY, { token: "not-a-token" })).body.errmsg);
      t.same("hint: […]", true, /hint: \[[^\]]+\]/.test(errmsg));
      t.same("from ip: …", true, /from ip: [0-9a-f.:]+/.test(errmsg));
      t.same("more info at https://…", true, /more info at https:\/\//.test(errmsg));
    },
  ),
];

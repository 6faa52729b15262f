import { LIMITS } from "../limits/limits.ts";
import type { Body } from "../kit/params.ts";
import { isBody } from "../kit/params.ts";
import { DEFAULT_SETTINGS } from "../settings.ts";
import type { Settings } from "../settings.ts";
import { behaviourToday, midnight } from "./shapes.ts";
import { reads, rowsIn } from "./trial.ts";
import type { Check, Trial } from "./trial.ts";

/** A question that no text settles: what the sandbox takes for granted, and what the service shows. */
function open(of: string, zh: string, en: string, assumed: string, look: (t: Trial) => Promise<string>): Check {
  return reads(`open ${of}`, "wecom-api §13", zh, en, async (t) => {
    t.observe({ of, says: { zh, en }, assumed, live: await look(t) });
  });
}

const setting = (name: keyof Settings, zh: string, en: string, look: (t: Trial) => Promise<string>): Check =>
  open(name, zh, en, JSON.stringify(DEFAULT_SETTINGS[name]), look);

async function people(t: Trial): Promise<{ body: Body; rows: Body[] }> {
  const { body } = await t.ask("externalcontact/batch/get_by_user", { body: { userid_list: [await t.ground.server()], limit: 100 } });
  return {
    body,
    rows: rowsIn(body, "external_contact_list").flatMap((row) => (isBody(row.external_contact) ? [row.external_contact] : [])),
  };
}

/** Members of up to five groups, group by group. */
async function groupMembers(t: Trial): Promise<Body[][]> {
  const groups: Body[][] = [];
  for (const chat_id of await t.ground.groups()) {
    groups.push(rowsIn((await t.ask("externalcontact/groupchat/get", { body: { chat_id } })).body, "group_chat.member_list"));
  }
  return groups.length === 0 ? t.nothingHere() : groups;
}

const count = (n: number, of: number): string => `${n} / ${of}`;

/** What only reading can show of the switches (README, "Switches") and of the numbers that are marked as unconfirmed. */
export const openChecks: Check[] = [
  setting("developerBound", "客户有没有 unionid", "do customers come with a unionid", async (t) => {
    const wechat = (await people(t)).rows.filter((person) => person.type === 1);
    return count(wechat.filter((person) => person.unionid !== undefined).length, wechat.length);
  }),
  setting("licenceFailInfo", "批量查客户有没有 fail_info", "does the batch of customers carry fail_info", async (t) =>
    String((await people(t)).body.fail_info !== undefined),
  ),
  setting(
    "corpTagCap",
    "企业标签有多少个；超过 3000 就说明上限不是 3000",
    "how many corp tags; above 3,000 the cap is not 3,000",
    async (t) => {
      const groups = rowsIn((await t.ask("externalcontact/get_corp_tag_list", { body: {} })).body, "tag_group");
      return String(groups.flatMap((group) => rowsIn(group, "tag")).length);
    },
  ),
  setting("groupLimit", "看到的最大的群有多少人", "members of the largest group in sight", async (t) =>
    String(Math.max(...(await groupMembers(t)).map((members) => members.length))),
  ),
  setting("qrJoinLimit", "扫码进群的人，最大的群里有多少", "most members of one group who came by a code", async (t) =>
    String(Math.max(...(await groupMembers(t)).map((members) => members.filter((row) => row.join_scene === 3).length))),
  ),
  open("groupchat/get state", "群成员带不带 state", "do members of groups carry a state", "join ways with a state", async (t) => {
    const members = (await groupMembers(t)).flat();
    return count(members.filter((row) => row.state !== undefined).length, members.length);
  }),
  setting("customersPerMember", "一个成员有多少客户", "customers of one member", async (t) =>
    String((await t.ground.customersOf(await t.ground.server())).length),
  ),
  setting("addsPerDay", "一个成员上周一天最多加了多少客户", "most customers that a member gained on a day of last week", async (t) => {
    const body = { userid: [await t.ground.server()], start_time: midnight(t, 7), end_time: midnight(t, 1) };
    const rows = rowsIn((await t.ask("externalcontact/get_user_behavior_data", { body })).body, "behavior_data");
    return String(Math.max(0, ...rows.map((row) => Number(row.new_contact_cnt))));
  }),
  setting("corpVerified", "有多少个客服账号；超过 10 个就是已认证", "how many kf accounts; above 10 the corp is verified", async (t) =>
    String(rowsIn((await t.ask("kf/account/list", { body: { limit: 100 } })).body, "account_list").length),
  ),
  setting("acquisitionUses", "获客额度：总数和余额", "acquisition uses: all and left", async (t) => {
    const { body } = await t.ask("externalcontact/customer_acquisition_quota");
    return `${Number(body.total)}, ${Number(body.balance)}`;
  }),
  setting(
    "systemSecrets",
    "「客户联系」自己的 Secret 还能不能用",
    "does the secret of 客户联系 itself still work",
    async (t) => `errcode ${(await t.caller.ask("externalcontact/get_follow_user_list", { as: "system" })).errcode}`,
  ),
  open(
    "moment-list.page",
    "朋友圈一页要 100 条会怎样",
    "what a page of 100 moments gives",
    String(LIMITS["moment-list.page"].max),
    async (t) => {
      const body = { start_time: midnight(t, 29), end_time: midnight(t, 0), limit: 100 };
      const reply = await t.ask("externalcontact/get_moment_list", { body });
      return `errcode ${reply.errcode}, ${rowsIn(reply.body, "moment_list").length} rows`;
    },
  ),
  open(
    "statistics of today",
    "查今天的统计会怎样",
    "what statistics of today give",
    "errcode 40058",
    async (t) => `errcode ${(await behaviourToday(t, await t.ground.member())).errcode}`,
  ),
  open(
    "GET kf/account/list",
    "客服账号列表用 GET 会怎样",
    "what the list of kf accounts by GET gives",
    "errcode 0",
    async (t) => `errcode ${(await t.ask("kf/account/list")).errcode}`,
  ),
  open(
    "GET groupchat/list",
    "该用 POST 的用了 GET，是什么码",
    "the code for GET where POST is due",
    "errcode 40063",
    async (t) => `errcode ${(await t.ask("externalcontact/groupchat/list")).errcode}`,
  ),
  open(
    "groupchat/list without limit",
    "群列表没带 limit，是什么码",
    "the code for a list of groups without a limit",
    "errcode 40058",
    async (t) => `errcode ${(await t.ask("externalcontact/groupchat/list", { body: {} })).errcode}`,
  ),
  open(
    "unknown chat_id",
    "不存在的群，是什么码",
    "the code for an unknown group",
    "errcode 40050",
    async (t) =>
      `errcode ${(await t.ask("externalcontact/groupchat/get", { body: { chat_id: "wrAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" } })).errcode}`,
  ),
];

/** How long answers took; asked last, it needs no call of its own. */
export const latencyCheck: Check = setting(
  "apiLatencyMs",
  "回答用了多少毫秒：最快、中位、最慢",
  "answers in ms: fastest, median, slowest",
  (t) => {
    const took = t.caller.took.toSorted((a, b) => a - b);
    return Promise.resolve([0, 0.5, 1].map((part) => Math.round(took[Math.round(part * (took.length - 1))] ?? 0)).join(", "));
  },
);

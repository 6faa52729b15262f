import type { Body } from "../kit/params.ts";
import { midnight } from "./shapes.ts";
import { reads, rowsIn } from "./trial.ts";
import type { Check, Trial } from "./trial.ts";

const NO_CUSTOMER = "wmAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const NO_GROUP = "wrAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/** Two pages of one row each: different rows, and a cursor between them. */
async function twoPages(t: Trial, path: string, ask: Body, rows: string, key: (row: Body) => unknown): Promise<void> {
  const first = await t.ask(path, { body: { ...ask, limit: 1 } });
  const [one] = rowsIn(first.body, rows);
  if (first.errcode !== 0 || !one) return first.errcode === 0 ? t.nothingHere() : t.same("errcode", 0, first.errcode);
  t.same("rows on a page of one", 1, rowsIn(first.body, rows).length);
  const { next_cursor: cursor } = first.body;
  if (cursor === undefined || cursor === "") return t.nothingHere();
  t.kind("next_cursor", "text", cursor);
  const second = await t.ask(path, { body: { ...ask, limit: 1, cursor } });
  t.same("errcode of the second page", 0, second.errcode);
  const [two] = rowsIn(second.body, rows);
  if (two) t.same("the second page repeats the first", false, key(one) === key(two));
}

async function members(t: Trial, need_name: 0 | 1): Promise<Body[]> {
  return rowsIn(
    (await t.ask("externalcontact/groupchat/get", { body: { chat_id: await t.ground.group(), need_name } })).body,
    "group_chat.member_list",
  );
}

/** What the documentation says in words and no list of fields can hold. */
export const factChecks: Check[] = [
  reads("customer.ids", "wecom-api §11.1", "客户 id 以 wm 或 wo 开头", "ids of customers begin with wm or wo", async (t) => {
    const ids = await t.ground.customersOf(await t.ground.server());
    t.same("ids that begin otherwise", 0, ids.filter((id) => !/^w[mo]/.test(id)).length);
  }),
  reads("customer.unknown", "T-GOWW 40096", "查不存在的客户：40096", "an unknown customer: 40096", async (t) => {
    t.same("errcode", 40096, (await t.ask("externalcontact/get", { query: { external_userid: NO_CUSTOMER } })).errcode);
  }),
  reads(
    "customer.unknown-member",
    "T-GOWW 60111, 40003",
    "查不存在的成员的客户：60111 或 40003",
    "customers of an unknown member: 60111 or 40003",
    async (t) => {
      const { errcode } = await t.ask("externalcontact/list", { query: { userid: "no-such-member-of-this-corp" } });
      t.oneOf("errcode", [60111, 40003], errcode);
    },
  ),
  reads("customer.tags", "O-96315", "个人标签没有 tag_id，企业标签有", "personal tags have no tag_id, corp tags have one", async (t) => {
    const { body } = await t.ask("externalcontact/get", { query: { external_userid: await t.ground.customer() } });
    const tags = rowsIn(body, "follow_user").flatMap((row) => rowsIn(row, "tags"));
    t.same("personal tags with tag_id", 0, tags.filter((tag) => tag.type === 2 && tag.tag_id !== undefined).length);
    t.same("corp tags without tag_id", 0, tags.filter((tag) => tag.type === 1 && tag.tag_id === undefined).length);
  }),
  reads(
    "customer.member-fields",
    "O-96315",
    "微信客户没有 corp_name 和 position",
    "customers with WeChat have no corp_name and no position",
    async (t) => {
      const { body } = await t.ask("externalcontact/batch/get_by_user", { body: { userid_list: [await t.ground.server()], limit: 50 } });
      const people = rowsIn(body, "external_contact_list").map((row) => row.external_contact);
      const wechat = people.filter(
        (person): person is Body => typeof person === "object" && person !== null && "type" in person && person.type === 1,
      );
      t.same("of them with corp_name", 0, wechat.filter((person) => person.corp_name !== undefined).length);
    },
  ),
  reads(
    "paging.customers",
    "O-96316",
    "翻页：不重复，cursor 是文本",
    "pages of customers do not overlap, the cursor is a text",
    async (t) => {
      const userid_list = [await t.ground.server()];
      const key = (row: Body): string => JSON.stringify(row);
      await twoPages(t, "externalcontact/batch/get_by_user", { userid_list }, "external_contact_list", key);
    },
  ),
  reads("paging.groups", "T-LW 92120", "翻页：群不重复", "pages of groups do not overlap", (t) =>
    twoPages(t, "externalcontact/groupchat/list", {}, "group_chat_list", (row) => row.chat_id),
  ),
  reads("paging.bad-cursor", "T-GOWW 50100", "cursor 乱写：50100", "a made-up cursor: 50100", async (t) => {
    const { errcode } = await t.ask("externalcontact/batch/get_by_user", {
      body: { userid_list: [await t.ground.member()], cursor: "no-such-cursor" },
    });
    t.same("errcode", 50100, errcode);
  }),
  reads("groups.limit", "T-LW 92120", "群列表必须带 limit", "the list of groups wants a limit", async (t) => {
    t.same("it is refused", true, (await t.ask("externalcontact/groupchat/list", { body: {} })).errcode !== 0);
  }),
  reads(
    "groups.unknown",
    "T-GOWW 40050, 86001, 86003",
    "查不存在的群：40050、86001 或 86003",
    "an unknown group: 40050, 86001 or 86003",
    async (t) => {
      t.oneOf("errcode", [40050, 86001, 86003], (await t.ask("externalcontact/groupchat/get", { body: { chat_id: NO_GROUP } })).errcode);
    },
  ),
  reads("groups.names", "O-96338", "need_name=0 时成员没有名字，1 时有", "members have names only when need_name is 1", async (t) => {
    t.same("names with need_name 0", 0, (await members(t, 0)).filter((row) => row.name !== undefined).length);
    t.same("members without a name with need_name 1", 0, (await members(t, 1)).filter((row) => row.name === undefined).length);
  }),
  reads("groups.scenes", "O-96338", "成员类型 1、2，入群方式 1、2、3", "members are of type 1 or 2 and joined by 1, 2 or 3", async (t) => {
    const rows = await members(t, 0);
    t.same("other types", 0, rows.filter((row) => row.type !== 1 && row.type !== 2).length);
    t.same("other join_scene", 0, rows.filter((row) => ![1, 2, 3].includes(Number(row.join_scene))).length);
  }),
  reads("tags.deleted", "O-96320", "没按 id 查，就没有 deleted", "deleted is there only when asked by id", async (t) => {
    const groups = rowsIn((await t.ask("externalcontact/get_corp_tag_list", { body: {} })).body, "tag_group");
    const rows = groups.flatMap((group) => [group, ...rowsIn(group, "tag")]);
    t.same("rows with deleted", 0, rows.filter((row) => row.deleted !== undefined).length);
  }),
  reads("masses.limit", "O-92135", "limit 超了按默认，不报错", "a limit that is too large falls back, without an error", async (t) => {
    const body = { chat_type: "single", start_time: midnight(t, 7), end_time: midnight(t, 1), limit: 1000 };
    const reply = await t.ask("externalcontact/get_groupmsg_list_v2", { body });
    t.same("errcode", 0, reply.errcode);
    t.same("more than 100 rows", false, rowsIn(reply.body, "group_msg_list").length > 100);
  }),
  reads("masses.span", "O-92135", "群发记录一次最多查一个月", "mass messages of one month at most", async (t) => {
    const body = { chat_type: "single", start_time: midnight(t, 90), end_time: midnight(t, 1) };
    t.same("errcode", 40058, (await t.ask("externalcontact/get_groupmsg_list_v2", { body })).errcode);
  }),
  reads("moments.span", "O-96352", "朋友圈一次最多查 30 天", "moments of 30 days at most", async (t) => {
    const body = { start_time: midnight(t, 90), end_time: midnight(t, 1) };
    t.same("errcode", 40058, (await t.ask("externalcontact/get_moment_list", { body })).errcode);
  }),
  reads("statistics.span", "O-92132", "统计一次最多查 30 天：40058", "statistics of 30 days at most: 40058", async (t) => {
    const body = { userid: [await t.ground.member()], start_time: midnight(t, 90), end_time: midnight(t, 1) };
    t.same("errcode", 40058, (await t.ask("externalcontact/get_user_behavior_data", { body })).errcode);
  }),
  reads("statistics.owner", "O-92133", "群统计必须带群主", "statistics of groups want their owners", async (t) => {
    const { errcode } = await t.ask("externalcontact/groupchat/statistic", { body: { day_begin_time: midnight(t, 1) } });
    t.same("it is refused", true, errcode !== 0);
  }),
  reads("ways.unknown", "T-GOWW 41044", "查不存在的联系我：41044", "an unknown contact way: 41044", async (t) => {
    t.same("errcode", 41044, (await t.ask("externalcontact/get_contact_way", { body: { config_id: "no-such-way" } })).errcode);
  }),
  reads("masses.unknown", "T-GOWW 41047", "查不存在的群发：41047", "an unknown mass task: 41047", async (t) => {
    t.same("errcode", 41047, (await t.ask("externalcontact/get_groupmsg_task", { body: { msgid: "no-such-task" } })).errcode);
  }),
];

import { isBody } from "../kit/params.ts";
import type { Body } from "../kit/params.ts";
import { midnight } from "./shapes.ts";
import { rowsIn } from "./trial.ts";
import type { Check, Trial } from "./trial.ts";

const NOTHING = ["no-such-thing"];

function writes(name: string, source: string, zh: string, en: string, run: Check["run"]): Check {
  return { name, source, says: { zh, en }, writes: true, run };
}

/** POST; every writing path is one. */
async function post(t: Trial, path: string, body: object): Promise<Body & { errcode: number }> {
  const reply = await t.ask(`externalcontact/${path}`, { body });
  return { ...reply.body, errcode: reply.errcode };
}

async function works(t: Trial, path: string, body: object): Promise<Body> {
  const answer = await post(t, path, body);
  t.same(`errcode of ${path}`, 0, answer.errcode);
  return answer;
}

async function refused(t: Trial, errcode: number, path: string, body: object): Promise<void> {
  t.same(`errcode of ${path}`, errcode, (await post(t, path, body)).errcode);
}

async function relation(t: Trial): Promise<{ userid: string; external_userid: string }> {
  return { userid: await t.ground.server(), external_userid: await t.ground.customer() };
}

/** What calls change. These run against a sandbox only. */
export const writingChecks: Check[] = [
  writes("ways.life", "O-92228", "联系我：新建、查、改、列、删", "a contact way: made, read, changed, listed, deleted", async (t) => {
    const made = await works(t, "add_contact_way", { type: 1, scene: 2, user: [await t.ground.member()], state: "contract" });
    const { config_id } = made;
    t.kind("qr_code", "text", made.qr_code);
    const { contact_way: way } = await works(t, "get_contact_way", { config_id });
    t.same("state is kept", true, isBody(way) && way.state === "contract" && way.skip_verify === true);
    await works(t, "update_contact_way", { config_id, remark: "对照" });
    const { contact_way: list } = await works(t, "list_contact_way", {});
    t.same("it is listed", true, Array.isArray(list) && list.some((row) => isBody(row) && row.config_id === config_id));
    await works(t, "del_contact_way", { config_id });
    await refused(t, 41044, "get_contact_way", { config_id });
  }),
  writes(
    "ways.refusals",
    "T-GOWW 41037–41042",
    "联系我：缺 type、scene，类型乱写",
    "a contact way without type or scene, of a wrong type",
    async (t) => {
      const user = [await t.ground.member()];
      await refused(t, 41037, "add_contact_way", { scene: 2, user });
      await refused(t, 41038, "add_contact_way", { type: 1, user });
      await refused(t, 41039, "add_contact_way", { type: 9, scene: 2, user });
      await refused(t, 41040, "add_contact_way", { type: 1, scene: 9, user });
    },
  ),
  writes(
    "tags.life",
    "O-96320",
    "标签：同名组合并，删光了组就没了",
    "tags: groups of one name are one, an empty group is gone",
    async (t) => {
      const group_name = "合同对照";
      const first = await works(t, "add_corp_tag", { group_name, tag: [{ name: "甲" }, { name: "甲" }] });
      const second = await works(t, "add_corp_tag", { group_name, tag: [{ name: "乙" }] });
      const [one, two] = [first, second].map((answer) => (isBody(answer.tag_group) ? answer.tag_group : {}));
      t.same("one name within a call is one tag", 1, rowsIn(first, "tag_group.tag").length);
      t.same("the group is used again", true, one?.group_id === two?.group_id);
      const group_id = [one?.group_id];
      const there = rowsIn(await works(t, "get_corp_tag_list", { group_id }), "tag_group").flatMap((group) => rowsIn(group, "tag"));
      await works(t, "del_corp_tag", { tag_id: there.map((tag) => tag.id) });
      const left = rowsIn(await works(t, "get_corp_tag_list", {}), "tag_group").filter((group) => group.group_id === one?.group_id);
      t.same("groups left", 0, left.length);
    },
  ),
  writes("marks", "O-92697", "打标签：打上能看到，标签不存在 40068", "marks: one shows, an unknown tag is 40068", async (t) => {
    const who = await relation(t);
    const made = await works(t, "add_corp_tag", { group_name: "打标对照", tag: [{ name: "丙" }] });
    const id = rowsIn(made, "tag_group.tag")[0]?.id;
    await works(t, "mark_tag", { ...who, add_tag: [id] });
    const { body } = await t.ask("externalcontact/get", { query: { external_userid: who.external_userid } });
    const follow = rowsIn(body, "follow_user").find((row) => row.userid === who.userid) ?? {};
    t.same(
      "the mark shows",
      true,
      rowsIn(follow, "tags").some((tag) => tag.tag_id === id),
    );
    await refused(t, 40068, "mark_tag", { ...who, add_tag: NOTHING });
  }),
  writes("remark", "T-LW 92115", "备注最多 20 个字", "a remark has 20 characters at most", async (t) => {
    const who = await relation(t);
    await works(t, "remark", { ...who, remark: "备".repeat(20) });
    await refused(t, 40058, "remark", { ...who, remark: "备".repeat(21) });
  }),
  writes("masses.life", "O-92135", "群发：建完就在记录里", "a mass task is listed when it is made", async (t) => {
    const sender = await t.ground.server();
    const { msgid } = await works(t, "add_msg_template", { sender, text: { content: "对照" } });
    t.oneOf("errcode at once", [0, 41063], (await post(t, "get_groupmsg_task", { msgid })).errcode);
    const span = { chat_type: "single", start_time: midnight(t, 1), end_time: Math.ceil(t.now / 1000) + 60 };
    const listed = rowsIn(await works(t, "get_groupmsg_list_v2", span), "group_msg_list").find((row) => row.msgid === msgid);
    t.same("it is listed", true, listed !== undefined);
    t.kind("creator of a task made by API", "absent", listed?.creator);
  }),
  writes("masses.cancel", "T-GOWW 41093", "群发只能取消一次：第二次 41093", "a mass task is cancelled once: then 41093", async (t) => {
    const span = { chat_type: "single", start_time: midnight(t, 7), end_time: midnight(t, 1) };
    const [task] = rowsIn(await works(t, "get_groupmsg_list_v2", span), "group_msg_list");
    if (!task) return t.nothingHere();
    await works(t, "cancel_groupmsg_send", { msgid: task.msgid });
    await refused(t, 41093, "cancel_groupmsg_send", { msgid: task.msgid });
  }),
  writes("welcome.bad-code", "T-GOWW 41050", "欢迎语 code 不对：41050", "a wrong welcome code: 41050", (t) =>
    refused(t, 41050, "send_welcome_msg", { welcome_code: "no-such-code", text: { content: "欢迎" } }),
  ),
  writes("moments.job", "O-96351", "朋友圈：先得 jobid，再查进度", "a moment: a job first, then its progress", async (t) => {
    const { jobid } = await works(t, "add_moment_task", { text: { content: "对照" } });
    const { body } = await t.ask("externalcontact/get_moment_task_result", { query: { jobid: String(jobid) } });
    t.oneOf("status", [1, 2, 3], Number(body.status));
  }),
  writes("joins.life", "O-99547", "加入群聊：新建、查、删", "a join way: made, read, deleted", async (t) => {
    const { config_id } = await works(t, "groupchat/add_join_way", { scene: 2, chat_id_list: [await t.ground.group()], state: "door" });
    const { join_way: way } = await works(t, "groupchat/get_join_way", { config_id });
    t.same("state is kept", true, isBody(way) && way.state === "door");
    await works(t, "groupchat/del_join_way", { config_id });
    t.same("it is gone", true, (await post(t, "groupchat/get_join_way", { config_id })).errcode !== 0);
  }),
  writes(
    "transfer.refusals",
    "T-GOWW 40096–40100",
    "在职继承：接手的人就是自己，不行",
    "a transfer to the member who has the customer is refused",
    async (t) => {
      const { userid, external_userid } = await relation(t);
      const sides = { handover_userid: userid, takeover_userid: userid };
      const answer = await post(t, "transfer_customer", { ...sides, external_userid: [external_userid] });
      const codes = [answer.errcode, ...rowsIn(answer, "customer").map((row) => Number(row.errcode))];
      t.same(
        "some code says so",
        true,
        codes.some((code) => code !== 0),
      );
    },
  ),
];

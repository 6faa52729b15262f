import { reads, rowsIn } from "./trial.ts";
import type { Ask, Reply } from "./caller.ts";
import type { Check, Trial } from "./trial.ts";

const DAY = 86_400;

/** 00:00 in China, so many days ago. By the clock of who answers, which a sandbox's differs from ours. */
function midnight(t: Trial, daysAgo: number): number {
  return Math.floor((t.now / 1000 + 8 * 3600) / DAY) * DAY - 8 * 3600 - daysAgo * DAY;
}

function lastWeek(t: Trial): { start_time: number; end_time: number } {
  return { start_time: midnight(t, 7), end_time: midnight(t, 1) };
}

function of(path: string, asks: (t: Trial) => Promise<Ask> | Ask = () => ({})): Check {
  return reads(`shape ${path}`, "wecom-api §14", "字段和类型与声明一致", "fields and their types are as declared", async (t) => {
    t.shape(path, await t.ask(path, await asks(t)));
  });
}

/** The first id in a list call's rows, and the shape of what it names. */
function detail(path: string, list: string, asks: (t: Trial) => Ask, rows: string, id: string, more: object = {}): Check {
  return reads(`shape ${path}`, "wecom-api §14", "字段和类型与声明一致", "fields and their types are as declared", async (t) => {
    const [row] = rowsIn((await t.ask(list, asks(t))).body, rows);
    if (!row) return t.nothingHere();
    t.shape(path, await t.ask(path, { body: { [id]: row[id], ...more } }));
  });
}

const page = (limit: number) => (): Ask => ({ body: { limit } });
const masses = (t: Trial): Ask => ({ body: { chat_type: "single", ...lastWeek(t), limit: 10 } });
const owner = async (t: Trial): Promise<object> => ({ owner_filter: { userid_list: [await t.ground.member()] } });

/** Every path that reads, with its smallest sensible question: what it answers, field by field. */
export const shapeChecks: Check[] = [
  of("getcallbackip"),
  of("get_api_domain_ip"),
  of("department/list"),
  of("department/simplelist"),
  of("user/simplelist", () => ({ query: { department_id: 1 } })),
  of("user/list", () => ({ query: { department_id: 1 } })),
  of("user/list_id", page(10)),
  of("user/get", async (t) => ({ query: { userid: await t.ground.member() } })),
  of("tag/list"),
  of("externalcontact/get_follow_user_list"),
  of("externalcontact/list", async (t) => ({ query: { userid: await t.ground.server() } })),
  of("externalcontact/get", async (t) => ({ query: { external_userid: await t.ground.customer() } })),
  of("externalcontact/batch/get_by_user", async (t) => ({ body: { userid_list: [await t.ground.server()], limit: 20 } })),
  of("externalcontact/contact_list", page(20)),
  of("externalcontact/get_corp_tag_list", () => ({ body: {} })),
  of("externalcontact/list_contact_way", page(10)),
  detail("externalcontact/get_contact_way", "externalcontact/list_contact_way", page(1), "contact_way", "config_id"),
  of("externalcontact/customer_strategy/list", page(10)),
  of("externalcontact/get_unassigned_list", () => ({ body: { page_size: 10 } })),
  of("externalcontact/groupchat/list", page(10)),
  of("externalcontact/groupchat/get", async (t) => ({ body: { chat_id: await t.ground.group(), need_name: 1 } })),
  of("externalcontact/groupchat/statistic", async (t) => ({ body: { day_begin_time: midnight(t, 1), ...(await owner(t)) } })),
  of("externalcontact/groupchat/statistic_group_by_day", async (t) => ({ body: { day_begin_time: midnight(t, 1), ...(await owner(t)) } })),
  of("externalcontact/get_user_behavior_data", async (t) => ({ body: { userid: [await t.ground.member()], ...lastWeek(t) } })),
  of("externalcontact/get_groupmsg_list_v2", masses),
  detail("externalcontact/get_groupmsg_task", "externalcontact/get_groupmsg_list_v2", masses, "group_msg_list", "msgid"),
  of("externalcontact/get_moment_list", (t) => ({ body: { ...lastWeek(t), limit: 10 } })),
  of("externalcontact/moment_strategy/list", page(10)),
  of("externalcontact/get_intercept_rule_list"),
  of("externalcontact/get_product_album_list", page(10)),
  of("externalcontact/customer_acquisition/list_link", page(10)),
  of("externalcontact/customer_acquisition_quota"),
  of("kf/account/list", page(10)),
  of("msgaudit/get_permit_user_list", () => ({ body: {}, as: "archive" })),
];

/** What a statistics call says about a day that is not over. */
export function behaviourToday(t: Trial, userid: string): Promise<Reply> {
  return t.ask("externalcontact/get_user_behavior_data", {
    body: { userid: [userid], start_time: midnight(t, 0), end_time: midnight(t, 0) },
  });
}

export { midnight };

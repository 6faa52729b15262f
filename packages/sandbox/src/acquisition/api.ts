import { family } from "../api/call.ts";
import type { ApiRoute, CallOf, Spec } from "../api/call.ts";
import { memberNamed } from "../api/scope.ts";
import type { Eyes } from "../api/scope.ts";
import { fail } from "../kit/errors.ts";
import { bool, int, list, object, oneOf, pageSize, text } from "../kit/fields.ts";
import type { Values } from "../kit/fields.ts";
import { pageOf } from "../kit/paging.ts";
import { naturalDay, seconds } from "../kit/time.ts";
import { usersOf } from "../world/org.ts";
import { emitAcquisition, quotaOf } from "./balance.ts";
import { linkUrl } from "./links.ts";
import type { AcquisitionLink } from "./tables.ts";

const { get, post } = family("acquisition", "customer-apps");

const PATH = "externalcontact/customer_acquisition";
const DAY_S = 86_400;
const NAMED = { link_id: text({ required: 40058 }) };

const RANGE = {
  user_list: list(text({ required: 40058 }), { fallback: [] }),
  department_list: list(int({ required: 40058 }), { fallback: [] }),
};

const PRIORITY = object({
  priority_type: oneOf([1, 2], { required: 40058 }),
  priority_userid_list: list(text({ required: 40058 }), { fallback: [] }),
});

const LINK = {
  link_id: text({ required: 0 }),
  link_name: text({ required: 0 }),
  url: text({ required: 0 }),
  create_time: int({ required: 0 }),
};

const RANGE_ERRORS = [40058, 41054, 60003, 60111, 84074] as const;

/** A living link of the calling app. */
function linkNamed({ world, agentId }: Eyes, linkId: string): AcquisitionLink {
  const link = world.acquisition.links.get(linkId);
  if (!link || link.deleted || link.agentId !== agentId) throw fail(40058, "invalid link_id");
  return link;
}

function checkRange(eyes: Eyes, { user_list: users, department_list: departments }: Values<typeof RANGE>): void {
  const { world } = eyes;
  if (users.length + departments.length === 0) throw fail(40058, "range is empty");
  for (const userid of users) {
    const user = memberNamed(eyes, userid);
    if (user.status !== 1) throw fail(41054, `member not activated: ${userid}`);
    if (!user.contact) throw fail(84074, `no external-contact permission: ${userid}`);
  }
  for (const id of departments) if (!world.departments.has(String(id))) throw fail(60003, `department not found: ${id}`);
  const all = new Set([...users, ...usersOf(world, departments).map((user) => user.userid)]);
  if (!world.limits.allows("acquisition.range", all.size)) throw fail(40058, "more people than a link can have");
}

function priorityOf(given: Values<{ p: typeof PRIORITY }>["p"]): AcquisitionLink["priority"] {
  if (!given) return null;
  if (given.priority_type === 2 && given.priority_userid_list.length === 0) throw fail(40058, "missing priority_userid_list");
  return { type: given.priority_type, users: given.priority_userid_list };
}

function view(link: AcquisitionLink) {
  return { link_id: link.linkId, link_name: link.name, url: link.url, create_time: seconds(link.createdAt) };
}

const CREATE = {
  body: {
    link_name: text({ required: 40058 }),
    range: object(RANGE, { required: 40058 }),
    skip_verify: bool({ fallback: true }),
    priority_option: PRIORITY,
  },
  answer: { link: object(LINK) },
  errors: [...RANGE_ERRORS, 41095],
  limits: ["acquisition.range", "acquisition.links", "acquisition.channel", "acquisition.balance-low"],
} as const satisfies Spec;

function create(call: CallOf<typeof CREATE>) {
  const { world, body } = call;
  const { links } = world.acquisition;
  const living = [...links.values()].filter((link) => !link.deleted).length;
  if (!world.limits.allows("acquisition.links", living + 1)) throw fail(41095, "too many links");
  checkRange(call, body.range);
  const content = JSON.stringify(call.raw);
  const linkId = world.id("ca", 16, "acquisition", content, world.count(`acquisition:${content}`));
  const link = links.put({
    linkId,
    agentId: call.agentId,
    name: body.link_name,
    url: linkUrl(world, linkId),
    createdAt: call.now,
    skipVerify: body.skip_verify,
    users: body.range.user_list,
    departments: body.range.department_list,
    priority: priorityOf(body.priority_option),
    deleted: false,
    unavailable: false,
    adds: 0,
  });
  return { link: view(link) };
}

const STATISTIC = {
  body: { ...NAMED, start_time: int({ required: 40058 }), end_time: int({ required: 40058 }) },
  answer: { click_link_customer_cnt: int({ required: 0 }), new_customer_cnt: int({ required: 0 }) },
  errors: [40058],
  limits: ["acquisition.statistic-span", "acquisition.statistic-back"],
} as const satisfies Spec;

function statistic(call: CallOf<typeof STATISTIC>) {
  const { world, body } = call;
  const { linkId } = linkNamed(call, body.link_id);
  const { start_time: from, end_time: to } = body;
  if (from > to || !world.limits.allows("acquisition.statistic-span", (to - from) / DAY_S)) throw fail(40058, "the span is too long");
  if (!world.limits.allows("acquisition.statistic-back", (seconds(call.now) - from) / DAY_S)) throw fail(40058, "too far back");
  const [first, last] = [naturalDay(from * 1000), naturalDay(to * 1000)];
  const within = (day: string): boolean => day >= first && day <= last;
  const clicked = [...world.acquisition.clicks.values()].filter((click) => click.linkId === linkId && within(click.day));
  const added = [...world.acquisition.customers.values()].filter(
    (row) => row.linkId === linkId && row.addedAt > 0 && within(naturalDay(row.addedAt)),
  );
  return { click_link_customer_cnt: new Set(clicked.map(({ who }) => who)).size, new_customer_cnt: added.length };
}

export const acquisitionRoutes: ApiRoute[] = [
  post(
    `${PATH}/list_link`,
    {
      body: { limit: pageSize({ fallback: "acquisition.list-page", max: "acquisition.list-page" }), cursor: text({ fallback: "" }) },
      answer: { link_id_list: list(text({ required: 0 }), { required: 0 }), next_cursor: text() },
      errors: [50100],
    },
    (call) => {
      const mine = [...call.world.acquisition.links.values()].filter((link) => !link.deleted && link.agentId === call.agentId);
      const page = pageOf(mine, call.body, "links");
      return { link_id_list: page.items.map(({ linkId }) => linkId), ...(page.next === "" ? {} : { next_cursor: page.next }) };
    },
  ),
  post(
    `${PATH}/get`,
    {
      body: NAMED,
      answer: {
        link: object({ ...LINK, skip_verify: bool({ required: 0 }) }, { required: 0 }),
        range: object({ user_list: list(text()), department_list: list(int()) }, { required: 0 }),
        priority_option: object({ priority_type: int({ required: 0 }), priority_userid_list: list(text()) }),
      },
      errors: [40058],
    },
    (call) => {
      const link = linkNamed(call, call.body.link_id);
      const { priority } = link;
      return {
        link: { ...view(link), skip_verify: link.skipVerify },
        range: { user_list: link.users, department_list: link.departments },
        ...(priority ? { priority_option: { priority_type: priority.type, priority_userid_list: priority.users } } : {}),
      };
    },
  ),
  post(`${PATH}/create_link`, CREATE, create),
  post(
    `${PATH}/update_link`,
    {
      body: { ...NAMED, link_name: text({ minChars: 1 }), range: object(RANGE), skip_verify: bool(), priority_option: PRIORITY },
      answer: {},
      errors: RANGE_ERRORS,
      limits: ["acquisition.range"],
    },
    (call) => {
      const { body } = call;
      const link = linkNamed(call, body.link_id);
      if (body.range) {
        checkRange(call, body.range);
        Object.assign(link, { users: body.range.user_list, departments: body.range.department_list });
      }
      if (body.priority_option) link.priority = priorityOf(body.priority_option);
      link.name = body.link_name ?? link.name;
      link.skipVerify = body.skip_verify ?? link.skipVerify;
      call.world.acquisition.links.touch(link);
      return {};
    },
  ),
  post(`${PATH}/delete_link`, { body: NAMED, answer: {}, errors: [40058] }, (call) => {
    const link = linkNamed(call, call.body.link_id);
    link.deleted = true;
    call.world.acquisition.links.touch(link);
    if (call.world.settings.apiEcho) emitAcquisition(call.sim, "delete_link", { LinkId: link.linkId }, link.linkId);
    return {};
  }),
  post(
    `${PATH}/customer`,
    {
      body: {
        ...NAMED,
        limit: pageSize({ fallback: "acquisition.customer-page", max: "acquisition.customer-page" }),
        cursor: text({ fallback: "" }),
      },
      answer: {
        customer_list: list(
          object({
            external_userid: text({ required: 0 }),
            userid: text({ required: 0 }),
            chat_status: int({ required: 0 }),
            state: text(),
          }),
          { required: 0 },
        ),
        next_cursor: text(),
      },
      errors: [40058, 50100],
    },
    (call) => {
      const { world, body } = call;
      const { linkId } = linkNamed(call, body.link_id);
      const rows = [...world.acquisition.customers.values()].filter((row) => row.linkId === linkId && row.addedAt > 0);
      const page = pageOf(rows, body, `link:${linkId}`);
      return {
        customer_list: page.items.map((row) => ({
          external_userid: world.persons.get(row.who)?.externalUserId ?? "",
          userid: row.userid,
          chat_status: row.messages > 0 ? 1 : 0,
          state: row.state,
        })),
        ...(page.next === "" ? {} : { next_cursor: page.next }),
      };
    },
  ),
  post(`${PATH}/statistic`, STATISTIC, statistic),
  post(
    `${PATH}/get_chat_info`,
    {
      body: { chat_key: text({ required: 40058 }) },
      answer: {
        userid: text({ required: 0 }),
        external_userid: text({ required: 0 }),
        chat_info: object({ recv_msg_cnt: int({ required: 0 }), link_id: text({ required: 0 }), state: text() }, { required: 0 }),
      },
      errors: [40058],
      limits: ["acquisition.chat-key"],
    },
    (call) => {
      const { world } = call;
      const kept = world.cell<{ [name: string]: string | number } | null>(`chat-key:${call.body.chat_key}`, null);
      const row = kept ? world.acquisition.customers.get(`${kept.linkId}|${kept.userid}|${kept.who}`) : undefined;
      if (!kept || !row || !world.limits.allows("acquisition.chat-key", (call.now - Number(kept.at)) / 60_000)) {
        throw fail(40058, "invalid chat_key");
      }
      return {
        userid: row.userid,
        external_userid: world.persons.get(row.who)?.externalUserId ?? "",
        chat_info: { recv_msg_cnt: row.messages, link_id: row.linkId, state: row.state },
      };
    },
  ),
  get(
    "externalcontact/customer_acquisition_quota",
    {
      answer: {
        total: int({ required: 0 }),
        balance: int({ required: 0 }),
        quota_list: list(object({ expire_date: int({ required: 0 }), balance: int({ required: 0 }) }), { required: 0 }),
      },
    },
    (call) => {
      const { total, balance, quotas } = quotaOf(call.world);
      return { total, balance, quota_list: quotas.map((quota) => ({ expire_date: seconds(quota.expiresAt), balance: quota.balance })) };
    },
  ),
];

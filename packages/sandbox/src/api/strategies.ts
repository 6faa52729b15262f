import { fail } from "../kit/errors.ts";
import { int, json, list, object, oneOf, pageSize, text } from "../kit/fields.ts";
import type { Fields, Values } from "../kit/fields.ts";
import { pageOf } from "../kit/paging.ts";
import { seconds } from "../kit/time.ts";
import type { JsonObject } from "../people-host.ts";
import type { Strategy, StrategyNode } from "../world/rows.ts";
import { holds, levelOf, sameNode, strategiesOf, strategyOf, withBelow } from "../world/strategies.ts";
import type { World } from "../world/world.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { memberNamed } from "./scope.ts";
import type { Eyes } from "./scope.ts";

const { post } = family("strategies", "customers");

/** What a rule group may let its administrators do (wecom-api §4.5). The first word of each list stands for all that are not sent. */
const PRIVILEGES: Record<Strategy["kind"], readonly string[]> = {
  customer: [
    "view_customer_list",
    "view_customer_data",
    "view_room_list",
    "contact_me",
    "join_room",
    "share_customer",
    "oper_resign_customer",
    "oper_resign_group",
    "send_customer_msg",
    "edit_welcome_msg",
    "view_behavior_data",
    "view_room_data",
    "send_group_msg",
    "room_deduplication",
    "rapid_reply",
    "onjob_customer_transfer",
    "edit_anti_spam_rule",
    "export_customer_list",
    "export_customer_data",
    "export_customer_group_list",
    "manage_customer_tag",
  ],
  moment: ["send_moment", "view_moment_list", "manage_moment_cover_and_sign"],
};

const NODE = object({ type: oneOf([1, 2], { required: 40058 }), userid: text(), partyid: int() }, { required: 40058 });
const NODES = list(NODE, { fallback: [] });
const ID = { strategy_id: int({ required: 40058 }) };
const ADMINS = text({ required: 40058 });
const PAGE = { cursor: text({ fallback: "" }), limit: pageSize({ fallback: "strategy.page", max: "strategy.page" }) };
const NEXT = { next_cursor: text() };

const CREATE = {
  parent_id: int({ fallback: 0, min: 0 }),
  strategy_name: text({ required: 40058 }),
  admin_list: list(ADMINS, { required: 40058, max: "strategy.admins" }),
  privilege: json(),
  range: list(NODE, { required: 40058 }),
};

const EDIT = {
  ...ID,
  strategy_name: text(),
  admin_list: list(ADMINS, { max: "strategy.admins" }),
  privilege: json(),
  range_add: NODES,
  range_del: NODES,
};

type GivenNode = Values<{ node: typeof NODE }>["node"];

function nodesOf(eyes: Eyes, given: GivenNode[]): StrategyNode[] {
  return given.map((node): StrategyNode => {
    if (node.type === 1) return { type: 1, userid: memberNamed(eyes, node.userid ?? "").userid };
    if (!eyes.world.departments.has(String(node.partyid))) throw fail(60003, `department not found: ${node.partyid}`);
    return { type: 2, partyid: node.partyid ?? 0 };
  });
}

/** Flags that are not sent stay as they were; unknown ones are left out. */
function privilegeOf(kind: Strategy["kind"], given: JsonObject | undefined, before: JsonObject = {}): JsonObject {
  return Object.fromEntries(PRIVILEGES[kind].map((name) => [name, Boolean(given?.[name] ?? before[name] ?? false)]));
}

function named(world: World, kind: Strategy["kind"], id: number): Strategy {
  const row = strategyOf(world, kind, id);
  if (!row) throw fail(40058, `invalid strategy_id: ${id}`);
  return row;
}

function checkRange(world: World, row: Strategy): void {
  if (!world.limits.allows("strategy.nodes", row.range.length)) throw fail(40058, "the range has too many nodes");
  const parent = world.strategies.get(String(row.parentId));
  if (parent && !row.range.every((node) => holds(world, parent.range, node))) throw fail(40058, "the range leaves that of the parent");
}

function created(call: Eyes & { body: Values<typeof CREATE> }, kind: Strategy["kind"]): Strategy {
  const { world, body } = call;
  const parent = body.parent_id === 0 ? undefined : named(world, kind, body.parent_id);
  if (!world.limits.allows("strategy.levels", parent ? levelOf(world, parent) + 1 : 1)) throw fail(40058, "too many levels");
  const row: Strategy = {
    id: world.count("strategy"),
    kind,
    parentId: body.parent_id,
    name: body.strategy_name,
    createTime: seconds(world.now()),
    admins: body.admin_list.map((userid) => memberNamed(call, userid).userid),
    // A rule group below another has that one's privileges, whatever is sent.
    privilege: parent ? parent.privilege : privilegeOf(kind, body.privilege),
    range: nodesOf(call, body.range),
  };
  checkRange(world, row);
  return world.strategies.put(row);
}

function edited(call: Eyes & { body: Values<typeof EDIT> }, kind: Strategy["kind"]): void {
  const { world, body } = call;
  const row = named(world, kind, body.strategy_id);
  const gone = nodesOf(call, body.range_del);
  const kept = row.range.filter((node) => !gone.some((other) => sameNode(other, node)));
  const more = nodesOf(call, body.range_add).filter((node) => !kept.some((other) => sameNode(other, node)));
  const next: Strategy = {
    ...row,
    name: body.strategy_name || row.name,
    admins: body.admin_list?.map((userid) => memberNamed(call, userid).userid) ?? row.admins,
    privilege: row.parentId > 0 ? row.privilege : privilegeOf(kind, body.privilege, row.privilege),
    range: [...kept, ...more],
  };
  checkRange(world, next);
  world.strategies.put(next);
  for (const below of withBelow(world, next).slice(1)) world.strategies.put({ ...below, privilege: next.privilege });
}

function strategyView(row: Strategy): JsonObject {
  return {
    strategy_id: row.id,
    parent_id: row.parentId,
    strategy_name: row.name,
    create_time: row.createTime,
    admin_list: row.admins,
    privilege: row.privilege,
  };
}

/** The six paths of one kind. */
function routesOf(kind: Strategy["kind"]): ApiRoute[] {
  const path = `externalcontact/${kind}_strategy`;
  const privilege: Fields = Object.fromEntries(PRIVILEGES[kind].map((name) => [name, { ...int(), type: "bool", read: Boolean }]));
  return [
    post(
      `${path}/list`,
      { body: PAGE, answer: { strategy: list(object({ strategy_id: int({ required: 0 }) }), { required: 0 }), ...NEXT }, errors: [50100] },
      ({ world, body }) => {
        const { items, next } = pageOf(strategiesOf(world, kind), body, `${kind}-strategies`);
        return { strategy: items.map((row) => ({ strategy_id: row.id })), ...(next === "" ? {} : { next_cursor: next }) };
      },
    ),
    post(
      `${path}/get`,
      {
        body: ID,
        answer: {
          strategy: object(
            {
              strategy_id: int({ required: 0 }),
              parent_id: int({ required: 0 }),
              strategy_name: text({ required: 0 }),
              create_time: int({ required: 0 }),
              admin_list: list(text({ required: 0 }), { required: 0 }),
              privilege: object(privilege, { required: 0 }),
            },
            { required: 0 },
          ),
        },
      },
      ({ world, body }) => ({ strategy: strategyView(named(world, kind, body.strategy_id)) }),
    ),
    post(
      `${path}/get_range`,
      {
        body: { ...ID, ...PAGE },
        answer: { range: list(object({ type: int({ required: 0 }), userid: text(), partyid: int() }), { required: 0 }), ...NEXT },
        errors: [50100],
      },
      ({ world, body }) => {
        const row = named(world, kind, body.strategy_id);
        const { items, next } = pageOf(row.range, body, `${kind}-range:${row.id}`);
        return { range: items.map((node) => ({ ...node })), ...(next === "" ? {} : { next_cursor: next }) };
      },
    ),
    post(
      `${path}/create`,
      {
        body: CREATE,
        answer: { strategy_id: int({ required: 0 }) },
        errors: [60003, 60111],
        limits: ["strategy.levels", "strategy.nodes"],
        concurrent: "strategy.concurrent",
      },
      (call) => ({ strategy_id: created(call, kind).id }),
    ),
    post(
      `${path}/edit`,
      { body: EDIT, answer: {}, errors: [60003, 60111], limits: ["strategy.nodes"], concurrent: "strategy.concurrent" },
      (call) => {
        edited(call, kind);
        return {};
      },
    ),
    post(`${path}/del`, { body: ID, answer: {} }, ({ world, body }) => {
      for (const row of withBelow(world, named(world, kind, body.strategy_id))) world.strategies.delete(String(row.id));
      return {};
    }),
  ];
}

export const strategyRoutes: ApiRoute[] = [...routesOf("customer"), ...routesOf("moment")];

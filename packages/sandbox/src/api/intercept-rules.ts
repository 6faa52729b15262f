import { fail } from "../kit/errors.ts";
import { int, list, object, oneOf, text } from "../kit/fields.ts";
import type { Values } from "../kit/fields.ts";
import { seconds } from "../kit/time.ts";
import type { InterceptRule } from "../world/rows.ts";
import type { World } from "../world/world.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { departmentsOf, memberNamed } from "./scope.ts";
import type { Eyes } from "./scope.ts";

const { get, post } = family("intercept-rules", "customers");

const WORD = text({ required: 41083, code: 41083, maxChars: "intercept.word" });
const SEMANTICS = list(oneOf([1, 2, 3], { required: 41084, code: 41084 }));
const NAME = { code: 40058, minChars: 1, maxChars: "intercept.name" } as const;
const NAMED = { rule_id: text({ required: 41070 }) };

const RANGE = {
  user_list: list(text({ required: 40058 }), { fallback: [], max: "intercept.users", tooMany: 41076 }),
  department_list: list(int({ required: 40058 }), { fallback: [], max: "intercept.departments", tooMany: 41076 }),
};
type Range = Values<typeof RANGE>;

const RULE_ERRORS = [40058, 41076, 41077, 60003, 60011, 60111] as const;

function ruleNamed(world: World, ruleId: string): InterceptRule {
  const rule = world.interceptRules.get(ruleId);
  if (!rule) throw fail(41070, "invalid rule_id");
  if (rule.deleted) throw fail(41071, "the rule was deleted");
  return rule;
}

function livingRules(world: World): InterceptRule[] {
  return [...world.interceptRules.values()].filter((rule) => !rule.deleted);
}

function checkName(world: World, name: string, but?: InterceptRule): void {
  if (livingRules(world).some((rule) => rule !== but && rule.name === name)) throw fail(41077, "rule_name exists");
}

/** Everybody named must exist and be visible to the app. */
function checkRange(eyes: Eyes, range: Range): void {
  for (const userid of range.user_list) memberNamed(eyes, userid);
  const seen = departmentsOf(eyes);
  for (const id of range.department_list) {
    if (!eyes.world.departments.has(String(id))) throw fail(60003, `department not found: ${id}`);
    if (seen && !seen.has(id)) throw fail(60011, `no privilege to access department ${id}`);
  }
}

function checkTotal(world: World, users: readonly string[]): void {
  if (!world.limits.allows("intercept.users-total", users.length)) throw fail(41076, "too many members in one rule");
}

function view(rule: InterceptRule) {
  return {
    rule_id: rule.ruleId,
    rule_name: rule.name,
    word_list: rule.words,
    extra_rule: { semantics_list: rule.semantics },
    intercept_type: rule.type,
    applicable_range: { user_list: rule.users, department_list: rule.departments },
  };
}

export const interceptRuleRoutes: ApiRoute[] = [
  post(
    "externalcontact/add_intercept_rule",
    {
      body: {
        rule_name: text({ ...NAME, required: 40058 }),
        word_list: list(WORD, { required: 41083, max: "intercept.words", tooMany: 41068 }),
        semantics_list: SEMANTICS,
        intercept_type: oneOf([1, 2], { required: 40058 }),
        applicable_range: object(RANGE, { required: 40058 }),
      },
      answer: { rule_id: text({ required: 0 }) },
      errors: [...RULE_ERRORS, 41069],
      limits: ["intercept.rules", "intercept.users-total"],
    },
    (call) => {
      const { world, body } = call;
      const { user_list: users, department_list: departments } = body.applicable_range;
      if (users.length + departments.length === 0) throw fail(40058, "applicable_range is empty");
      if (!world.limits.allows("intercept.rules", livingRules(world).length + 1)) throw fail(41069, "too many rules");
      checkName(world, body.rule_name);
      checkRange(call, body.applicable_range);
      checkTotal(world, users);
      const content = JSON.stringify(call.raw);
      const rule: InterceptRule = {
        ruleId: world.id("", 32, "rule", content, world.count(`rule:${content}`)),
        name: body.rule_name,
        words: body.word_list,
        semantics: body.semantics_list ?? [],
        type: body.intercept_type,
        users,
        departments,
        createTime: seconds(call.now),
        deleted: false,
      };
      world.interceptRules.put(rule);
      return { rule_id: rule.ruleId };
    },
  ),
  get(
    "externalcontact/get_intercept_rule_list",
    {
      answer: {
        rule_list: list(object({ rule_id: text({ required: 0 }), rule_name: text({ required: 0 }), create_time: int({ required: 0 }) }), {
          required: 0,
        }),
      },
    },
    (call) => ({
      rule_list: livingRules(call.world).map((rule) => ({ rule_id: rule.ruleId, rule_name: rule.name, create_time: rule.createTime })),
    }),
  ),
  post(
    "externalcontact/get_intercept_rule",
    {
      body: NAMED,
      answer: {
        rule: object({
          rule_id: text({ required: 0 }),
          rule_name: text({ required: 0 }),
          word_list: list(text(), { required: 0 }),
          extra_rule: object({ semantics_list: list(int(), { required: 0 }) }),
          intercept_type: int({ required: 0 }),
          applicable_range: object({ user_list: list(text()), department_list: list(int()) }),
        }),
      },
      errors: [41070, 41071],
    },
    (call) => ({ rule: view(ruleNamed(call.world, call.body.rule_id)) }),
  ),
  post(
    "externalcontact/update_intercept_rule",
    {
      body: {
        ...NAMED,
        rule_name: text(NAME),
        word_list: list(WORD, { max: "intercept.words", tooMany: 41068, note: "empty = as before" }),
        extra_rule: object({ semantics_list: list(oneOf([1, 2, 3], { required: 41084, code: 41084 }), { fallback: [] }) }),
        intercept_type: oneOf([1, 2]),
        add_applicable_range: object(RANGE),
        remove_applicable_range: object(RANGE),
      },
      answer: {},
      errors: [...RULE_ERRORS, 41070, 41071],
      limits: ["intercept.users-total"],
    },
    (call) => {
      const { world, body } = call;
      const rule = ruleNamed(world, body.rule_id);
      if (body.rule_name !== undefined) checkName(world, body.rule_name, rule);
      if (body.add_applicable_range) checkRange(call, body.add_applicable_range);
      const { add_applicable_range: add, remove_applicable_range: drop } = body;
      const users = [...new Set([...rule.users, ...(add?.user_list ?? [])])].filter((id) => !drop?.user_list.includes(id));
      const departments = [...new Set([...rule.departments, ...(add?.department_list ?? [])])].filter(
        (id) => !drop?.department_list.includes(id),
      );
      if (users.length + departments.length === 0) throw fail(40058, "applicable_range is empty");
      checkTotal(world, users);
      rule.name = body.rule_name ?? rule.name;
      if (body.word_list && body.word_list.length > 0) rule.words = body.word_list;
      if (body.extra_rule) rule.semantics = body.extra_rule.semantics_list;
      rule.type = body.intercept_type ?? rule.type;
      Object.assign(rule, { users, departments });
      world.interceptRules.touch(rule);
      return {};
    },
  ),
  post("externalcontact/del_intercept_rule", { body: NAMED, answer: {}, errors: [41070, 41071] }, (call) => {
    const rule = ruleNamed(call.world, call.body.rule_id);
    rule.deleted = true;
    call.world.interceptRules.touch(rule);
    return {};
  }),
];

import { subtree } from "./org.ts";
import type { InterceptRule } from "./rows.ts";
import type { World } from "./world.ts";

/** What the semantic kinds look for: 1 mobile numbers, 2 e-mail addresses, 3 red packets. */
const SEMANTIC: Record<number, RegExp> = { 1: /(?<!\d)1\d{10}(?!\d)/, 2: /[^\s@]+@[^\s@]+\.[a-z]{2,}/i, 3: /红包/ };

function concerns(world: World, rule: InterceptRule, userid: string): boolean {
  if (rule.users.includes(userid)) return true;
  const departments = new Set(rule.departments.flatMap((id) => subtree(world, id)));
  return world.users.get(userid)?.department.some((id) => departments.has(id)) ?? false;
}

/** The strictest rule that a member's words to a customer break; null when none does. */
export function brokenRule(world: World, userid: string, words: string): InterceptRule | null {
  let found: InterceptRule | null = null;
  for (const rule of world.interceptRules.values()) {
    if (rule.deleted || !concerns(world, rule, userid)) continue;
    const hit = rule.words.some((word) => words.includes(word)) || rule.semantics.some((kind) => SEMANTIC[kind]?.test(words));
    if (hit && (found === null || rule.type < found.type)) found = rule;
  }
  return found;
}

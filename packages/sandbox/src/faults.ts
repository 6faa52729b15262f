import { ControlError } from "./kit/errors.ts";
import { isBody } from "./kit/params.ts";
import type { Json } from "./people-host.ts";
import type { World } from "./world/world.ts";

export const FAULT_KINDS = [
  "error",
  "delay",
  "reset",
  "callback-lost",
  "callback-repeat",
  "callback-reorder",
  "callback-slow",
  "revoke-token",
  "untrusted-ip",
  "half-body",
  "invalid-json",
  "bad-gateway",
  "clock-skew",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultRule {
  id: string;
  /** glob over the path without /cgi-bin/, or `callback/{Event}/{ChangeType}`; `*` matches anything, `!` before it what does not match */
  path: string;
  kind: FaultKind;
  /** for `error` */
  errcode: number;
  /** how many times it still strikes; null = without end */
  count: number | null;
  probability: number;
  seed: number;
  /** virtual seconds, for `delay` (calls and callbacks), `callback-repeat` and `callback-reorder` */
  delaySeconds: number;
  /** for what spoils an answer: before or after the call took effect */
  phase: "before" | "after";
  /** for `clock-skew`: by how much WeCom's clock is ahead (behind when negative) */
  skewSeconds: number;
  struck: number;
}

const DAY_S = 86_400;

/** `!` before a glob: everything else. */
function glob(pattern: string): RegExp {
  if (pattern.startsWith("!")) return new RegExp(`^(?!${glob(pattern.slice(1)).source.slice(1)})`);
  const escaped = pattern.replace(/^\/?(cgi-bin\/)?/, "").replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*")}$`);
}

function numberIn(input: Record<string, unknown>, field: string, fallback: number, from: number, to: number): number {
  const value = input[field] ?? fallback;
  if (typeof value !== "number" || !(value >= from && value <= to)) {
    throw new ControlError(`fault ${field} must be a number from ${from} to ${to}`);
  }
  return value;
}

/** Planted troubles. Whether one strikes is hash(seed, path, subject, attempt), never the order of arrival. */
export class Faults {
  readonly #world: World;
  #rules: { rule: FaultRule; matches: RegExp }[] = [];

  constructor(world: World) {
    this.#world = world;
    const kept = world.cells.get("faults")?.value;
    if (Array.isArray(kept)) for (const rule of kept) this.#insert(readRule(rule, ""));
  }

  list(): FaultRule[] {
    return this.#rules.map(({ rule }) => ({ ...rule }));
  }

  /** Adds a rule; throws ControlError in words. */
  add(input: unknown): FaultRule {
    const rule = readRule(input, `f${this.#world.count("fault")}`);
    this.#insert(rule);
    this.#save();
    return { ...rule };
  }

  /** Removes one rule, or all; answers how many went. */
  clear(id?: string): number {
    const before = this.#rules.length;
    this.#rules = id === undefined ? [] : this.#rules.filter(({ rule }) => rule.id !== id);
    this.#save();
    return before - this.#rules.length;
  }

  get none(): boolean {
    return this.#rules.length === 0;
  }

  /** The first rule of these kinds that strikes now; its count goes down. */
  strike(kinds: readonly FaultKind[], path: string, subject: string, attempt: number): FaultRule | null {
    for (const { rule, matches } of this.#rules) {
      if (!kinds.includes(rule.kind) || rule.count === 0 || !matches.test(path)) continue;
      if (rule.probability < 1) {
        const chance = this.#world.random("fault", rule.seed, rule.kind, path, subject, attempt);
        if (chance >= rule.probability) continue;
      }
      if (rule.count !== null) rule.count -= 1;
      rule.struck += 1;
      this.#save();
      return rule;
    }
    return null;
  }

  #insert(rule: FaultRule): void {
    this.#rules.push({ rule, matches: glob(rule.path) });
  }

  #save(): void {
    this.#world.keep(
      "faults",
      this.#rules.map(({ rule }): Json => ({ ...rule })),
    );
  }
}

function readRule(input: unknown, id: string): FaultRule {
  if (!isBody(input)) throw new ControlError("a fault must be an object");
  const kind = FAULT_KINDS.find((known) => known === input.kind);
  if (!kind) throw new ControlError(`fault kind must be one of ${FAULT_KINDS.join(", ")}`);
  const path = input.path ?? "*";
  if (typeof path !== "string" || path === "") throw new ControlError("fault path must be a glob such as externalcontact/*");
  const errcode = input.errcode ?? -1;
  if (typeof errcode !== "number" || !Number.isInteger(errcode)) throw new ControlError("fault errcode must be a whole number");
  const count = input.count ?? null;
  if (count !== null && (typeof count !== "number" || !Number.isInteger(count) || count < 0)) {
    throw new ControlError("fault count must be a whole number ≥ 0");
  }
  if (input.phase !== undefined && input.phase !== "before" && input.phase !== "after") {
    throw new ControlError('fault phase must be "before" or "after"');
  }
  return {
    id: typeof input.id === "string" && input.id !== "" ? input.id : id,
    path,
    kind,
    errcode,
    count,
    probability: numberIn(input, "probability", 1, 0, 1),
    seed: numberIn(input, "seed", 0, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    delaySeconds: numberIn(input, "delaySeconds", kind === "delay" ? 30 : 0, 0, 30 * 86_400),
    phase: input.phase === "after" ? "after" : "before",
    skewSeconds: numberIn(input, "skewSeconds", kind === "clock-skew" ? 300 : 0, -DAY_S, DAY_S),
    struck: numberIn(input, "struck", 0, 0, Number.MAX_SAFE_INTEGER),
  };
}

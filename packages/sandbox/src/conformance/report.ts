import { FAMILIES } from "../api/families.ts";
import type { Family } from "../api/families.ts";
import type { ApiRoute } from "../api/call.ts";
import { apiRoutes } from "../api/routes.ts";
import type { Fields } from "../kit/fields.ts";
import type { LimitKey } from "../limits/limits.ts";
import type { Shown } from "./collect.ts";
import { ownCodes } from "./codes.ts";
import { ownLimits } from "./sample.ts";
import { OUT, WANTED } from "./wanted.ts";

export type Status = "full" | "partial" | "none";

export interface FieldReport {
  name: string;
  type: string;
  /** code when it is missing; absent when it may be */
  required?: number;
  limits?: LimitKey[];
  note?: string;
}

export interface PathReport {
  path: string;
  method: string;
  family: Family;
  status: Status;
  access: string;
  query: FieldReport[];
  body: FieldReport[];
  answer: { name: string; type: string; always: boolean }[];
  limits: LimitKey[];
  /** code → a test that shows it ("" = none) */
  errors: Record<string, string>;
  leftOut: readonly string[];
  /** tests in which the path was answered with errcode 0, the most concentrated three of `testsTotal` */
  tests: string[];
  testsTotal: number;
}

export interface Report {
  counts: Record<Status | "out", number>;
  paths: PathReport[];
  out: typeof OUT;
}

const TESTS_NAMED = 3;

function fieldReports(fields: Fields | undefined, prefix = ""): FieldReport[] {
  return Object.entries(fields ?? {}).flatMap(([name, rule]) => {
    const nested = rule.fields ? fieldReports(rule.fields, `${prefix}${name}.`) : [];
    const own = ownLimits(rule);
    return [
      {
        name: prefix + name,
        type: rule.type,
        ...(rule.missing === null ? {} : { required: rule.missing }),
        ...(own.length > 0 ? { limits: own } : {}),
        ...(rule.note === "" ? {} : { note: rule.note }),
      },
      ...nested,
    ];
  });
}

function answerReports(fields: Fields | undefined, prefix = ""): PathReport["answer"] {
  return Object.entries(fields ?? {}).flatMap(([name, rule]) => [
    { name: prefix + name, type: rule.type, always: rule.missing !== null },
    ...answerReports(rule.fields, `${prefix}${name}.`),
  ]);
}

/** Limits of the fields and of the handler. */
export function limitsOf(route: ApiRoute): LimitKey[] {
  const { query, body, limits = [], concurrent } = route.spec;
  const fields = [...Object.values(query ?? {}), ...Object.values(body ?? {})].flatMap((rule) => rule.limits);
  return [...new Set([...fields, ...limits, ...(concurrent ? [concurrent] : [])])];
}

function pathReport(route: ApiRoute, shown: Shown): PathReport {
  const { spec } = route;
  const codes = shown.calls.get(route.path) ?? new Map<number, string[]>();
  const ok = codes.get(0) ?? [];
  const leftOut = spec.leftOut ?? [];
  return {
    path: route.path,
    method: route.method,
    family: route.family,
    // What no test got an answer from is not there.
    status: ok.length === 0 ? "none" : leftOut.length > 0 ? "partial" : "full",
    access: route.access,
    query: fieldReports(spec.query),
    body: fieldReports(spec.body),
    answer: answerReports(spec.answer),
    limits: limitsOf(route),
    errors: Object.fromEntries(ownCodes(route).map((code) => [String(code), codes.get(code)?.[0] ?? ""])),
    leftOut,
    tests: ok.slice(0, TESTS_NAMED),
    testsTotal: ok.length,
  };
}

function missing(family: Family, path: string): PathReport {
  const nothing = { query: [], body: [], answer: [], limits: [], errors: {}, leftOut: [], tests: [], testsTotal: 0 };
  return { path, method: "", family, status: "none", access: "", ...nothing };
}

/** Every path that is wanted or played, in the order of the families. */
export function buildReport(shown: Shown): Report {
  const families = Object.keys(FAMILIES).filter((name): name is Family => name in FAMILIES);
  const paths = families.flatMap((family) => {
    const wanted = WANTED[family];
    const played = [...apiRoutes.values()].filter((route) => route.family === family);
    const extra = played.filter((route) => !wanted.includes(route.path)).map((route) => route.path);
    return [...wanted, ...extra].map((path) => {
      const route = apiRoutes.get(path);
      return route ? pathReport(route, shown) : missing(family, path);
    });
  });
  const count = (status: Status): number => paths.filter((row) => row.status === status).length;
  return { counts: { full: count("full"), partial: count("partial"), none: count("none"), out: OUT.length }, paths, out: OUT };
}

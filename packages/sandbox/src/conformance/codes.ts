import type { ApiRoute } from "../api/call.ts";
import type { Fields } from "../kit/fields.ts";

/** What token, address, secret and frequency can answer before anything else is looked at. */
const OPEN = [40058, 40063, 45009];
const TOKEN = [40014, 41001, 42001, 48002, 50003, 60020];

function fieldCodes(fields: Fields | undefined): number[] {
  return Object.values(fields ?? {}).flatMap((field) => field.codes);
}

/** A query string has texts only: a text there is never of another kind, it can only be missing or break a bound. */
function queryCodes(fields: Fields | undefined): number[] {
  return Object.values(fields ?? {}).flatMap((field) => {
    const bounded = field.type !== "text" || field.limits.length > 0 || /^(one of|at least|\/)/.test(field.note);
    return bounded ? field.codes : field.codes.filter((code) => code === field.missing);
  });
}

/** Codes of the fields and of the handler, in order. */
export function ownCodes(route: ApiRoute): number[] {
  const { query, body, errors = [], concurrent } = route.spec;
  const all = [...queryCodes(query), ...fieldCodes(body), ...errors, ...(concurrent === undefined ? [] : [45033])];
  return [...new Set(all)].sort((a, b) => a - b);
}

/** Every error code that a path may answer with. */
export function codesOf(route: ApiRoute): Set<number> {
  return new Set([...OPEN, ...(route.access === "open" ? [] : TOKEN), ...ownCodes(route)]);
}

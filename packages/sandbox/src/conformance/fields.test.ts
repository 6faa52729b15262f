import { expect, test } from "vitest";
import type { ApiRoute } from "../api/call.ts";
import { apiRoutes } from "../api/routes.ts";
import { BLANK_NOTE } from "../kit/fields.ts";
import type { Fields, Rule } from "../kit/fields.ts";
import { LIMITS } from "../limits/limits.ts";
import { createHarness } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";
import { ownLimits, sampleFields, sampleOf, sizedOf } from "./sample.ts";

type Place = "query" | "body";

/** Sends a call in which one field, maybe a nested one, has a value of choice and everything before it is fine. */
interface Probe {
  place: Place;
  name: string;
  rule: Rule<unknown>;
  send(value: unknown): Promise<Answer>;
  /** without it there is nothing left in what holds it, and that counts as not given */
  alone: boolean;
}

async function sender(h: Harness, route: ApiRoute): Promise<(place: Place, values: object) => Promise<Answer>> {
  const archive = h.sb.parts.sim.world.apps.get("2000004")?.secret ?? "";
  const as = route.access === "archive" ? h.as(archive) : h;
  const access_token = route.access === "open" ? "" : await as.token();
  const { query = {}, body } = route.spec;
  return (place, values) => {
    const given = place === "query" ? values : sampleFields(query);
    const texts = Object.entries(given).filter(([, value]) => value !== undefined);
    const search = Object.fromEntries([
      ...texts.map(([name, value]) => [name, String(value)]),
      ...(access_token ? [["access_token", access_token]] : []),
    ]);
    const method = route.method === "GET" ? "GET" : "POST";
    const sent = place === "body" ? values : sampleFields(body ?? {});
    return as.call(route.path, { method, query: search, ...(method === "POST" ? { body: sent } : {}) });
  };
}

/** All fields of a path, nested ones behind a sample of what holds them. */
function* probes(fields: Fields, place: Place, send: (values: object) => Promise<Answer>, prefix = "", blank = false): Generator<Probe> {
  const sample = sampleFields(fields);
  const alone = blank && Object.keys(sample).length === 1;
  for (const [name, rule] of Object.entries(fields)) {
    const put = (value: unknown): object => ({ ...sample, [name]: value });
    yield { place, name: prefix + name, rule, send: (value) => send(put(value)), alone };
    if (!rule.fields) continue;
    const list = rule.type.endsWith("[]");
    yield* probes(rule.fields, place, (inner) => send(put(list ? [inner] : inner)), `${prefix}${name}.`, rule.note.includes(BLANK_NOTE));
  }
}

function refuses(answer: Answer, codes: readonly number[], words: string): void {
  expect(codes, words).toContain(answer.errcode);
}

/** Refusals of size say so in words; whatever else is wrong with a made-up value is no matter here. */
function tooMuch(answer: Answer): boolean {
  return answer.errcode !== 0 && /more than|exceeds|at most/.test(answer.errmsg);
}

async function tryField({ place, name, rule, send, alone }: Probe): Promise<void> {
  if (rule.missing !== null && !alone) {
    refuses(await send(undefined), [rule.missing], `${name} is missing`);
    refuses(await send(""), [rule.missing], `${name} is empty`);
  }
  // A query string has texts only.
  if (place === "body") refuses(await send(rule.type === "text" ? { strange: 1 } : [[{}]]), rule.codes, `${name} is of another kind`);
  if (place === "query" && rule.type === "int") refuses(await send("many"), rule.codes, `${name} is no number`);
  const { item } = rule;
  if (item && item.missing !== null && item.type === "text") refuses(await send([""]), [item.missing], `an item of ${name} is empty`);
  if (item && item.type === "int")
    refuses(await send([null]), item.missing === null ? [0, ...rule.codes] : [item.missing], `an item of ${name} is empty`);
  for (const key of ownLimits(rule)) {
    const { max } = LIMITS[key];
    const [within, beyond] = [sizedOf(rule, key, max), sizedOf(rule, key, max + 1)];
    if (within === null || max === 0) continue;
    expect(tooMuch(await send(within)), `${name} at ${key}: ${max}`).toBe(false);
    const over = await send(beyond);
    // Pages fall back and remarks are cut: no refusal is documented for these.
    if (!/more becomes|cut beyond/.test(rule.note)) refuses(over, rule.codes, `${name} beyond ${key}: ${max}`);
  }
}

test.each([...apiRoutes.values()].map((route) => [route.path, route] as const))(
  "the fields of %s are read as declared",
  async (_path, route) => {
    const h = await createHarness({ settings: { quotas: false }, profile: { staff: 1 } });
    const send = await sender(h, route);
    for (const place of ["query", "body"] as const) {
      for (const probe of probes(route.spec[place] ?? {}, place, (values) => send(place, values))) await tryField(probe);
    }
  },
);

test("a sample of a rule passes the rule", () => {
  for (const route of apiRoutes.values()) {
    for (const rule of Object.values({ ...route.spec.query, ...route.spec.body })) expect(sampleOf(rule), route.path).toBeDefined();
  }
});

import { createHash } from "node:crypto";
import { instantOf } from "../kit/time.ts";
import type { Json, Population } from "../people-host.ts";
import type { Context } from "./context.ts";
import { randomOf } from "./context.ts";
import type { Random } from "./draw.ts";
import { pick, weightedKey } from "./draw.ts";
import { inventIdentity } from "./names.ts";
import type { Place } from "./places.ts";
import { homeOf, placeOf } from "./places.ts";
import { drawArrival, onGrid } from "./when.ts";

/** A population as this package understands it: the knobs of the set-up, read once. */
export interface PopulationSpec {
  count: number;
  near: Place[];
  /** Instant (ms) from which people come, and over how many days. */
  arrive: { from: number; days: number };
  /** QR urls of those whose place has no poster of its own. */
  codes: string[];
  /** Classes of people by weight, e.g. {shop: 3, seller: 1}: those whose interests conflict quarrel. */
  classes: Readonly<Record<string, number>>;
  key: string;
}

const OWNER = "people";
const DEFAULT_DAYS = 7;

/** Reads the set-up's knobs; throws an Error that says what is wrong. `now` is the earliest arrival. */
export function readPopulation(population: Population, now: number): PopulationSpec {
  if (!Number.isInteger(population.count) || population.count < 0) throw new Error("count must be a whole number from 0");
  const near: Place[] = population.near.map((place) => ({ ...place }));
  if (near.length === 0) throw new Error("near must name at least one place");
  const arrive = objectOf(population["arrive"]);
  const from = typeof arrive["from"] === "string" ? instantOf(arrive["from"]) : now;
  const days = typeof arrive["days"] === "number" ? arrive["days"] : DEFAULT_DAYS;
  if (Number.isNaN(from)) throw new Error("arrive.from must be an ISO time");
  if (!Number.isInteger(days) || days < 1) throw new Error("arrive.days must be a whole number from 1");
  const codes = Array.isArray(population["codes"]) ? population["codes"].map(String) : [];
  const key = typeof population["key"] === "string" ? population["key"] : contentKey(population);
  const classes = Object.fromEntries(Object.entries(objectOf(population["classes"])).map(([name, weight]) => [name, Number(weight)]));
  return { count: population.count, near, classes, arrive: { from: Math.max(from, now), days }, codes, key };
}

/** Makes the people and schedules when each stands before a poster. A population that was set up before is left alone. */
export function settlePopulation(ctx: Context, spec: PopulationSpec): void {
  const seen = ctx.host.recall(OWNER, "populations");
  const earlier = Array.isArray(seen) ? seen.map(String) : [];
  if (earlier.includes(spec.key)) return;
  ctx.host.remember(OWNER, "populations", [...earlier, spec.key]);
  for (let n = 0; n < spec.count; n++) settleOne(ctx, spec, `${earlier.length}:${n}`);
  ctx.counts.add("population", spec.count);
}

function settleOne(ctx: Context, spec: PopulationSpec, seat: string): void {
  // The person has no id yet, so the seat in the population is what the draws hang on.
  const random: Random = randomOf(ctx, `seat:${seat}`);
  const place = placeOf(spec.near, random("place", 0));
  const { name, gender } = inventIdentity(random);
  const who = ctx.host.newPerson({ name, gender, home: homeOf(place, random) });
  ctx.host.remember(who, "robot", true);
  if (Object.keys(spec.classes).length > 0) ctx.host.remember(who, "class", weightedKey(spec.classes, random("class", 0)));
  const wanted = { city: place.city, district: place.district, name: place.name };
  const known = Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (known.length > 0) ctx.host.remember(who, "place", Object.fromEntries(known));
  const poster = place.posterUrl ?? (spec.codes.length > 0 ? pick(spec.codes, random("poster", 0)) : undefined);
  if (poster === undefined) {
    ctx.counts.add("arrive.noPoster");
    return;
  }
  const { arrival } = ctx.behaviour.customers;
  const at = drawArrival(random, spec.arrive, arrival, ctx.behaviour.gridMinutes);
  ctx.host.schedule(at, `arrive:${who}`, { kind: "arrive", who, data: { url: poster } });
}

/** Schedules somebody who went away to stand before the same poster again, days later. */
export function scheduleComeBack(ctx: Context, who: string, url: string, n: number): void {
  const { from, to } = ctx.behaviour.customers.comeBackDays;
  const days = from + (to - from) * ctx.host.random(who, "come-back:days", n);
  const at = onGrid(ctx.host.now() + days * 86_400_000, ctx.behaviour.gridMinutes);
  ctx.host.schedule(at, `arrive:${who}:${n}`, { kind: "arrive", who, data: { url } });
}

function contentKey(population: Population): string {
  // Neither a start of "now" nor a QR url on another port makes other people of them.
  const near = population.near.map(({ lng, lat, weight, radiusKm }) => ({ lng, lat, weight, radiusKm }));
  return createHash("sha256")
    .update(JSON.stringify([population.count, near]))
    .digest("hex")
    .slice(0, 12);
}

function objectOf(value: Json | undefined): Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

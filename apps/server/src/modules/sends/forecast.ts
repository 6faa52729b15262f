import type { SendRange } from "@shuke/contract";
import { lots } from "#kit/lots";

/** How earlier tasks of somebody went: so many, so many confirmed, and those by the hours that it took (the last place: longer). */
export type Habit = { userId: string; unit: string; tasks: number; confirmed: number; delays: readonly number[] };

/** A day's tasks of everybody: days differ by more than chance. */
export type Day = { tasks: number; confirmed: number };

export type History = { habits: readonly Habit[]; days: readonly Day[] };

/** A task that would be given. */
export type Given = { sender: string; at: Date; until: Date; recipients: number };

export type Expected = { confirmed: SendRange; byHour: Array<SendRange & { at: Date }> };

/** Whoever is new is as her team is until so many tasks say otherwise; a team as the corp is. */
const PERSON_WEIGHT = 4;
const TEAM_WEIGHT = 12;
/** Without any history: neither good nor bad, and nearly anything may come. */
const UNKNOWN = { rate: 0.6, weight: 2 };
/** How much days differ when too few of them are known, on the scale of log odds. */
const DAY_SPREAD = 0.35;
const DRAWS = 400;
export const DELAY_HOURS = 12;
/** Most confirm soon or not at all, where nothing is known. */
const USUAL_DELAYS = [6, 3, 2, 1.5, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
const HOUR_MS = 3_600_000;

/**
 * How many recipients' tasks will be confirmed by when: eight times of ten between `low` and `high`. Each member of staff confirms as she
 * did before, drawn to her team's and the corp's rate where little is known of her; and on some days everybody confirms less, which
 * is the larger part of the doubt. Played `DRAWS` times with lots that go by the seed.
 */
export function forecastConfirmed(given: readonly Given[], history: History, seed: string): Expected {
  if (given.length === 0) return { confirmed: { low: 0, expected: 0, high: 0 }, byHour: [] };
  const habits = habitsOf(history);
  const spread = daySpread(history.days);
  const begin = hourOf(Math.min(...given.map(({ at }) => at.getTime())));
  const hours = Math.min(336, Math.max(1, Math.ceil((Math.max(...given.map(({ until }) => until.getTime())) - begin) / HOUR_MS)));
  const random = lots(seed);
  const tasks = given.map((task) => ({ ...task, habit: habits(task.sender), room: (task.until.getTime() - task.at.getTime()) / HOUR_MS }));
  const people = [...Map.groupBy(tasks, ({ sender }) => sender).values()];
  const draws = Array.from({ length: DRAWS }, () => {
    const sums = new Float64Array(hours);
    const day = spread * normal(random);
    for (const own of people) {
      const { a, b, delays } = own[0]?.habit ?? habits("");
      const rate = shifted(beta(a, b, random), day);
      for (const task of own) {
        if (random() >= rate) continue;
        const delay = delayOf(delays, random);
        if (delay >= task.room) continue;
        const hour = Math.floor((task.at.getTime() - begin) / HOUR_MS + delay);
        sums[Math.min(hours - 1, hour)] = (sums[Math.min(hours - 1, hour)] ?? 0) + task.recipients;
      }
    }
    for (let hour = 1; hour < hours; hour += 1) sums[hour] = (sums[hour] ?? 0) + (sums[hour - 1] ?? 0);
    return sums;
  });
  const byHour = Array.from({ length: hours }, (_, hour) => ({
    at: new Date(begin + (hour + 1) * HOUR_MS),
    ...rangeOf(draws.map((sums) => sums[hour] ?? 0)),
  }));
  const { at: _, ...confirmed } = byHour.at(-1) ?? { at: null, low: 0, expected: 0, high: 0 };
  return { confirmed, byHour };
}

/** Eight of ten lie between the ends; the middle is the mean, unless a few far-off ones draw it out of them. */
export function rangeOf(values: readonly number[]): SendRange {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  const [low, high] = [at(0.1), at(0.9)];
  const mean = Math.round(values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length));
  return { low, expected: Math.min(high, Math.max(low, mean)), high };
}

type Known = { a: number; b: number; delays: readonly number[] };

/** Her own rate and delays, shrunk to her team's, and those to the corp's: nobody is judged by two tasks. */
export function habitsOf({ habits }: History): (userId: string) => Known {
  const all = sumOf(habits);
  const corp = (all.confirmed + UNKNOWN.rate * UNKNOWN.weight) / (all.tasks + UNKNOWN.weight);
  const corpDelays = mixed(all.delays, USUAL_DELAYS, UNKNOWN.weight);
  const teams = new Map([...Map.groupBy(habits, ({ unit }) => unit)].map(([unit, own]) => [unit, sumOf(own)]));
  const own = new Map(habits.map((habit) => [habit.userId, habit]));
  const rateOfTeam = (team: Pick<Habit, "tasks" | "confirmed"> | undefined) =>
    team ? (team.confirmed + corp * TEAM_WEIGHT) / (team.tasks + TEAM_WEIGHT) : corp;
  return (userId) => {
    const habit = own.get(userId);
    const rate = rateOfTeam(habit && teams.get(habit.unit));
    const [confirmed, tasks] = [habit?.confirmed ?? 0, habit?.tasks ?? 0];
    const weight = PERSON_WEIGHT;
    return {
      a: Math.max(0.05, confirmed + rate * weight),
      b: Math.max(0.05, tasks - confirmed + (1 - rate) * weight),
      delays: mixed(habit?.delays ?? [], corpDelays, weight),
    };
  };
}

function sumOf(habits: readonly Habit[]) {
  const delays = Array.from({ length: DELAY_HOURS + 1 }, (_, i) => habits.reduce((sum, habit) => sum + (habit.delays[i] ?? 0), 0));
  const [tasks, confirmed] = [habits.reduce((sum, habit) => sum + habit.tasks, 0), habits.reduce((sum, habit) => sum + habit.confirmed, 0)];
  return { tasks, confirmed, delays };
}

/** Counts, with others' shares as if they were `weight` more. */
function mixed(counts: readonly number[], others: readonly number[], weight: number): number[] {
  const total = others.reduce((sum, n) => sum + n, 0) || 1;
  return Array.from({ length: DELAY_HOURS + 1 }, (_, i) => (counts[i] ?? 0) + ((others[i] ?? 0) / total) * weight);
}

/** How much days differ beyond what chance does, as a deviation of log odds; with few days, mostly what is usual. */
export function daySpread(days: readonly Day[]): number {
  const known = days.filter(({ tasks }) => tasks >= 5);
  const tasks = known.reduce((sum, day) => sum + day.tasks, 0);
  const usual = DAY_SPREAD ** 2;
  if (known.length < 2) return DAY_SPREAD;
  const rate = Math.min(0.98, Math.max(0.02, known.reduce((sum, day) => sum + day.confirmed, 0) / tasks));
  const variance = rate * (1 - rate);
  const excess = known.map((day) => ((day.confirmed / day.tasks - rate) ** 2 - variance / day.tasks) / variance ** 2);
  const found = Math.max(0, excess.reduce((sum, one) => sum + one, 0) / known.length);
  return Math.sqrt((found * known.length + usual * 4) / (known.length + 4));
}

const hourOf = (ms: number) => Math.floor(ms / HOUR_MS) * HOUR_MS;

function shifted(rate: number, by: number): number {
  if (rate <= 0 || rate >= 1) return rate;
  return 1 / (1 + Math.exp(-(Math.log(rate / (1 - rate)) + by)));
}

function delayOf(delays: readonly number[], random: () => number): number {
  let left = random() * delays.reduce((sum, n) => sum + n, 0);
  const hour = delays.findIndex((n) => (left -= n) < 0);
  // Later than the last hour that is told apart: some time within as many again.
  if (hour < 0 || hour >= DELAY_HOURS) return DELAY_HOURS * (1 + random());
  return hour + random();
}

const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function beta(a: number, b: number, random: () => number): number {
  const x = gamma(a, random);
  const y = gamma(b, random);
  return x + y === 0 ? a / (a + b) : x / (x + y);
}

/** Marsaglia and Tsang, 2000; below 1 by the usual power of a lot. */
function gamma(shape: number, random: () => number): number {
  if (shape < 1) return gamma(shape + 1, random) * Math.max(random(), 1e-12) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(Math.max(random(), 1e-300)) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

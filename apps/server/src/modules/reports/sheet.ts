import type { ReportKind, ReportSheet } from "@shuke/contract";
import { fill, type Language, type ReportPhrases, reportPhrases } from "@shuke/phrases";
import type { Figures, Flow } from "./figures.ts";

type Line = ReportSheet["lists"][number]["lines"][number];
export type Step = {
  sopId: string;
  key: string;
  sop: string;
  name: string;
  store: string | null;
  storeId: string | null;
  rate: number | null;
  target: number;
  status: "green" | "amber" | "red" | "unknown";
  short: number;
  isFew: boolean;
  trend: "up" | "down" | "same" | "unknown";
};
export type Told = {
  kind: ReportKind;
  from: string;
  day: string;
  stores: string[] | null;
  figures: Figures;
  hasOrders: boolean;
  steps: Step[];
  goals: Array<{ name: string; verdict: string; aheadDays: number | null }>;
  needs: { overdue: number; open: number; mine: number };
};

const MOST = 3;
const percent = (rate: number | null) => (rate === null ? "—" : `${Math.round(rate * 1000) / 10}%`);
const counts = new Intl.NumberFormat("en");
const yuan = (fen: number) => `¥${counts.format(Math.round(fen / 100))}`;
/** Of these more is worse. */
const LOSSES: ReadonlySet<Flow> = new Set(["lost", "left"]);

/** What a report says; null where there is nothing to say. Pure, so that it can be read in a test. */
export function sheetOf(told: Told, language: Language): ReportSheet | null {
  const words = reportPhrases[language];
  const worst = worstOf(told, words);
  const best = bestOf(told, words);
  const needs = needsOf(told, words);
  const isQuiet = Object.values(told.figures).every(({ value, before }) => value === 0 && before === 0);
  if (isQuiet && worst.length === 0 && best.length === 0 && needs.length === 0) return null;
  return {
    title: told.kind === "day" ? fill(words.day, { day: told.day }) : fill(words.week, { from: told.from, to: told.day }),
    subtitle: whose(told.stores, words),
    tiles: tilesOf(told, words),
    lists: [
      { title: words.worst, lines: worst, none: words.worstNone },
      { title: words.best, lines: best, none: words.bestNone },
      { title: words.needs, lines: needs, none: words.needsNone },
    ],
    foot: fill(words.foot, { day: told.day }),
  };
}

function whose(stores: string[] | null, words: ReportPhrases): string {
  if (stores === null) return words.whole;
  const names = stores.slice(0, 2).join("、");
  return stores.length > 2 ? fill(words.moreStores, { names, count: stores.length }) : fill(words.stores, { names });
}

function tilesOf({ kind, figures, hasOrders }: Told, words: ReportPhrases): ReportSheet["tiles"] {
  const keys: Flow[] = [
    "added",
    "joined",
    ...(hasOrders ? (["orders"] as const) : []),
    "lost",
    "left",
    ...(hasOrders ? (["revenue"] as const) : []),
  ];
  return keys.map((key) => {
    const { value, before } = figures[key];
    const say = (n: number) => (key === "revenue" ? yuan(n) : counts.format(n));
    const moved = Math.sign(value - before) * (LOSSES.has(key) ? -1 : 1);
    const tone = moved === 0 ? "plain" : moved > 0 ? "good" : "bad";
    return { label: words.tiles[key], value: say(value), change: fill(words.before[kind], { value: say(before) }), tone };
  });
}

const nameOf = ({ store, name, sop }: Step, words: ReportPhrases) =>
  store === null ? fill(words.step, { step: name, sop }) : fill(words.stepAt, { store, step: name });
const pathOf = ({ sopId, storeId }: Step) => `/sops/${sopId}?days=7${storeId === null ? "" : `&store=${storeId}`}`;

/** Steps that most people are missing to, and the goal that is furthest behind among them. */
function worstOf({ steps, goals }: Told, words: ReportPhrases): Line[] {
  const [behind] = goals.filter(({ verdict }) => verdict === "behind").toSorted((a, b) => (a.aheadDays ?? 0) - (b.aheadDays ?? 0));
  const goal: Line[] = behind
    ? [
        {
          text: fill(words.goal, { name: behind.name }),
          detail: behind.aheadDays === null ? words.behindPlain : fill(words.behind, { count: Math.abs(behind.aheadDays) }),
          tone: "bad",
          to: "/goals",
        },
      ]
    : [];
  const off = steps
    .filter(({ status, short }) => (status === "red" || status === "amber") && short > 0)
    .toSorted((a, b) => Number(b.status === "red") - Number(a.status === "red") || b.short - a.short || (a.key < b.key ? -1 : 1));
  const lines = off.slice(0, MOST - goal.length).map((step): Line => ({
    text: nameOf(step, words),
    detail: fill(words.short, { rate: percent(step.rate), target: percent(step.target), count: step.short }),
    tone: step.status === "red" ? "bad" : "watch",
    to: pathOf(step),
  }));
  return [...lines, ...goal];
}

/** On target, of enough people to mean something; what rises first. */
function bestOf({ steps }: Told, words: ReportPhrases): Line[] {
  return steps
    .filter(({ status, isFew }) => status === "green" && !isFew)
    .toSorted(
      (a, b) =>
        Number(b.trend === "up") - Number(a.trend === "up") ||
        (b.rate ?? 0) - b.target - ((a.rate ?? 0) - a.target) ||
        (a.key < b.key ? -1 : 1),
    )
    .slice(0, MOST)
    .map((step) => ({
      text: nameOf(step, words),
      detail: fill(words.reached, { rate: percent(step.rate), target: percent(step.target) }),
      tone: "good",
      to: pathOf(step),
    }));
}

function needsOf({ needs }: Told, words: ReportPhrases): Line[] {
  const line = (count: number, text: string, tone: Line["tone"], to: string): Line[] =>
    count === 0 ? [] : [{ text: fill(text, { count }), detail: "", tone, to }];
  return [
    ...line(needs.overdue, words.overdue, "bad", "/tasks?overdue=true"),
    ...line(needs.open, words.open, "plain", "/tasks?state=open"),
    ...line(needs.mine, words.mine, "watch", "/tasks"),
  ];
}

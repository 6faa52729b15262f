import { createHash } from "node:crypto";
import type { SopGraph, SopNode } from "@shuke/contract";
import { nextOpen, type GateSettings } from "#actions";
import { addDays, atLocal, localDay } from "#kit/tz";
import { workdayFrom } from "#kit/workdays";
import type { Ended, Park, Scheduled } from "./types.ts";

export type WalkSettings = Pick<GateSettings, "timeZone" | "quiet">;

/** Whose way it is: day 0, and what lots are drawn by (the same for ever for one subject in one SOP). */
export type Walker = { startedAt: Date; lot: string };

/** From which node on, and at which instant somebody stands before it. */
export type Place = { node: string | null; at: Date };

export type Walk = {
  steps: Scheduled[];
  park: Park | null;
  ended: Ended | null;
  /** What lots said on the way: node and way, counted from 1, or `hold-out`. */
  drawn: Array<{ node: string; choice: string }>;
};

/**
 * Goes on as far as can be known without asking anybody: waits by the clock and draws are passed, steps on the way get their hours, and
 * the walk rests where a condition must be asked or an event awaited. So a list of days is scheduled whole when somebody enters, and
 * costs nothing later.
 */
export function walk(graph: SopGraph, place: Place, walker: Walker, settings: WalkSettings): Walk {
  const nodes = new Map(graph.nodes.map((node) => [node.key, node]));
  const windows = new Map(graph.steps.map((step) => [step.key, step.windowHours]));
  const found: Walk = { steps: [], park: null, ended: null, drawn: [] };
  const seen = new Set<string>();
  // Days count from day 0, so a wait by day asks nothing of the wait before it; but nothing is due before somebody stood there.
  let floor = place.at;
  let at = place.at;
  let node = place.node === null ? undefined : nodes.get(place.node);
  while (node && !seen.has(node.key)) {
    seen.add(node.key);
    let next: string | null = null;
    switch (node.do) {
      case "wait":
        at = later(dayOf(node, walker.startedAt, settings.timeZone), floor);
        next = node.next;
        break;
      case "after":
        at = floor = afterHours(node, at, settings.timeZone);
        next = node.next;
        break;
      case "act":
        found.steps.push(scheduled(node.step, at, windows.get(node.step) ?? 24, settings));
        next = node.next;
        break;
      case "split": {
        const way = draw(node, walker.lot);
        found.drawn.push({ node: node.key, choice: way === null ? "hold-out" : String(way + 1) });
        if (way === null) return { ...found, ended: "held-out" };
        next = node.ways[way]?.next ?? null;
        break;
      }
      case "branch":
        return { ...found, park: parked(node.key, at, at, null) };
      case "until":
        return { ...found, park: parked(node.key, at, plus(at, node.hours), node.event) };
    }
    node = next === null ? undefined : nodes.get(next);
  }
  return { ...found, ended: "end" };
}

const later = (a: Date, b: Date) => (a < b ? b : a);
const plus = (at: Date, hours: number) => new Date(at.getTime() + hours * 3_600_000);
const parked = (node: string, from: Date, at: Date, event: Park["event"]): Park => ({
  node,
  from: from.toISOString(),
  at: at.toISOString(),
  event,
});

/** A local hour so many days after day 0, moved on to a day on which people work where that is wanted. */
function dayOf({ day, at, days }: Extract<SopNode, { do: "wait" }>, startedAt: Date, zone: string): Date {
  const plain = addDays(localDay(startedAt, zone), day);
  return atLocal(days === "workday" ? workdayFrom(plain) : plain, at, zone);
}

function afterHours(node: Extract<SopNode, { do: "after" }>, from: Date, zone: string): Date {
  const plain = plus(from, node.hours);
  if (node.at === null) return plain;
  const day = localDay(plain, zone);
  const same = atLocal(day, node.at, zone);
  return same >= plain ? same : atLocal(day, node.at, zone, 1);
}

/** Never in the quiet hours; the window counts from when it may be done. */
function scheduled(key: string, at: Date, windowHours: number, settings: WalkSettings): Scheduled {
  const dueAt = nextOpen(at, settings);
  return { key, dueAt: dueAt.toISOString(), until: plus(dueAt, windowHours).toISOString() };
}

/** The way that was drawn, counted from 0; null is the hold-out. */
function draw({ key, ways }: Extract<SopNode, { do: "split" }>, lot: string): number | null {
  let bucket = createHash("sha256").update(`${lot}\u0000${key}`).digest().readUInt32BE(0) % 100;
  for (const [i, { share }] of ways.entries()) {
    if (bucket < share) return i;
    bucket -= share;
  }
  return null;
}

/** What was decided at a node: the way of a branch, counted from 1, or `else`; `happened` or `late` for an event. */
export type Choice = `${number}` | "else" | "happened" | "late";

/** The node that a decision leads to. */
export function follow(graph: SopGraph, key: string, choice: string): string | null {
  const node = graph.nodes.find((one) => one.key === key);
  if (node?.do === "branch") return choice === "else" ? node.else : (node.ways[Number(choice) - 1]?.next ?? null);
  if (node?.do === "until") return choice === "happened" ? node.next : node.late;
  return null;
}

/**
 * Goes on from a decision. It counts from when it was to be taken, not from when somebody came to it: what a pause has made late is
 * late, and treated so (late.ts).
 */
export function goOn(graph: SopGraph, park: Park, choice: Choice, walker: Walker, settings: WalkSettings, now: Date): Walk {
  const at = choice === "happened" ? now : new Date(park.at);
  return walk(graph, { node: follow(graph, park.node, choice), at }, walker, settings);
}

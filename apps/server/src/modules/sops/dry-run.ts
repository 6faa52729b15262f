import { type api, graphOf, isGraph, type OutputOf, type ParsedInputOf, type SopGraph, type SopNode } from "@shuke/contract";
import { fill, sopPhrases } from "@shuke/phrases";
import { sql } from "kysely";
import { gateSettings, type GateSettings } from "#actions";
import { type Ctx, inWords } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { localDay } from "#kit/tz";
import { activeRelations } from "#modules/customers";
import { readSop, readVersions } from "./definitions.ts";
import { findingsOf, shown } from "./findings.ts";
import { namesFor } from "./names.ts";
import { whoFulfils } from "./paths.ts";
import { enrolmentId, lotOf } from "./start.ts";
import { type Choice, goOn, walk } from "./walk.ts";

type Foretold = OutputOf<typeof api.sops.dryRun>["people"][number];
type Line = Foretold["lines"][number];

const DAY_MS = 86_400_000;

/**
 * What would happen to these people if they entered now. Conditions are asked as of now, what they may do later is taken not to happen,
 * and earlier steps count as not done: the way that is foretold is the one of somebody who does nothing.
 */
export async function dryRunSop(ctx: Ctx, input: ParsedInputOf<typeof api.sops.dryRun>): Promise<OutputOf<typeof api.sops.dryRun>> {
  const sop = await readSop(ctx.db, ctx.corpId, input.sopId);
  if (!sop) throw new Problem("sopUnknown", {}, 404);
  const version = input.version ?? (sop.draft ? 0 : sop.version);
  const stored = version === 0 ? null : (await readVersions(ctx.db, ctx.corpId, [{ sopId: sop.id }])).get(`${sop.id}/${version}`);
  const written = version === 0 ? sop.draft : stored;
  if (!written) throw new Problem("sopVersionUnknown", { version }, 404);
  const graph = isGraph(written) ? written : graphOf(written);
  const findings = await findingsOf(ctx, written);
  const recipients = [...new Set(input.recipients)];
  const names = await namesFor(ctx, graph.subject, recipients);
  const settings = await gateSettings(ctx.db, ctx.corpId);
  const keptOut = await whoIsKeptOut(ctx, sop.id, graph, recipients);
  const people: Foretold[] = [];
  for (const recipient of recipients) {
    const name = names.get(recipient) ?? "";
    const reason = keptOut.get(recipient);
    const lines = reason === undefined ? await foretell(ctx, { sopId: sop.id, graph, settings, recipient }) : [refusal(ctx, reason)];
    people.push({ recipient, name, enters: reason === undefined, lines });
  }
  return { findings: shown(findings), people };
}

type Reason = keyof (typeof sopPhrases)["zh-CN"]["reasons"];
const words = (ctx: Ctx, reason: Reason, details: Record<string, string | number> = {}) =>
  fill(sopPhrases[ctx.language ?? "zh-CN"].reasons[reason], details);

const refusal = (ctx: Ctx, reason: Reason): Line => ({
  at: ctx.now.toISOString(),
  kind: "end",
  key: "",
  name: "",
  happens: false,
  reason: words(ctx, reason),
});

/** Whoever was in it before, unless it comes again by the calendar; customers who are nobody's friends. */
async function whoIsKeptOut(ctx: Ctx, sopId: string, graph: SopGraph, recipients: readonly string[]): Promise<Map<string, Reason>> {
  const out = new Map<string, Reason>();
  if (graph.subject === "customer") {
    const friends = await activeRelations(ctx, recipients);
    for (const recipient of recipients) if (!friends.has(recipient)) out.set(recipient, "noFriend");
  }
  if (graph.trigger.on === "calendar") return out;
  const ids = new Map(recipients.map((recipient) => [enrolmentId(ctx.corpId, sopId, recipient), recipient]));
  const { rows } = await sql<{ id: string }>`select id from enrolment
    where corp_id = ${ctx.corpId} and id = any(${[...ids.keys()]})`.execute(ctx.db);
  for (const { id } of rows) out.set(ids.get(id) ?? "", "alreadyIn");
  return out;
}

type Telling = { sopId: string; graph: SopGraph; settings: GateSettings; recipient: string };

async function foretell(ctx: Ctx, { sopId, graph, settings, recipient }: Telling): Promise<Line[]> {
  const walker = { startedAt: ctx.now, lot: lotOf(sopId, recipient) };
  const teller = stepTeller(ctx, graph, settings);
  const lines: Line[] = [];
  let here = walk(graph, { node: graph.start, at: ctx.now }, walker, settings);
  // There is no circle in what may be published; a draft may have one.
  for (let n = 0; n <= graph.nodes.length; n += 1) {
    lines.push(...here.steps.map(teller));
    const at = lines.at(-1)?.at ?? ctx.now.toISOString();
    for (const { node, choice } of here.drawn) {
      const reason = choice === "hold-out" ? words(ctx, "holdOut") : words(ctx, "drawn", { way: choice });
      lines.push({ at, kind: "split", key: node, name: "", happens: true, reason });
    }
    const { park } = here;
    const node = park && graph.nodes.find((one) => one.key === park.node);
    if (!park || !node) {
      lines.push({ at, kind: "end", key: "", name: "", happens: true, reason: words(ctx, "end") });
      break;
    }
    const { choice, reason } = await answer(ctx, node, recipient);
    lines.push({ at: park.at, kind: node.do === "until" ? "until" : "branch", key: node.key, name: "", happens: true, reason });
    here = goOn(graph, park, choice, walker, settings, ctx.now);
  }
  // In the order of time; what has the same hour in the order of the way.
  return lines.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

async function answer(ctx: Ctx, node: SopNode, recipient: string): Promise<{ choice: Choice; reason: string }> {
  if (node.do === "until") {
    const event = sopPhrases[ctx.language ?? "zh-CN"].events[node.event];
    return { choice: "late", reason: words(ctx, "waitEvent", { event }) };
  }
  if (node.do !== "branch") return { choice: "else", reason: words(ctx, "wayElse") };
  for (const [i, way] of node.ways.entries()) {
    if (way.if.kind === "step") continue;
    const yes = await whoFulfils(ctx, way.if, [{ enrolmentId: recipient, recipient }]);
    if (yes.has(recipient)) return { choice: `${i + 1}`, reason: words(ctx, "wayHolds", { way: i + 1 }) };
  }
  const open = node.ways.some((way) => way.if.kind === "step");
  return { choice: "else", reason: words(ctx, open ? "askThen" : "wayElse") };
}

/** Steps with their days; a one-to-one message that the gate would not let pass is told so. */
function stepTeller(ctx: Ctx, graph: SopGraph, settings: GateSettings) {
  const steps = new Map(graph.steps.map((step) => [step.key, step]));
  const touches: number[] = [];
  const day = (at: Date) => Date.parse(localDay(at, settings.timeZone));
  return ({ key, dueAt }: { key: string; dueAt: string }): Line => {
    const step = steps.get(key);
    const at = Date.parse(dueAt);
    const line = { at: dueAt, kind: "step" as const, key, name: step ? inWords(ctx, step.name) : key };
    const { weight, days } = settings.person;
    if (step?.kind === "mass-send") {
      const near = touches.filter((one) => at - one < days * DAY_MS).length;
      const details = { days, count: near + 1, touches: weight };
      if (near >= weight) return { ...line, happens: false, reason: words(ctx, "overBudget", details) };
      touches.push(at);
    }
    const after = Math.round((day(new Date(dueAt)) - day(ctx.now)) / DAY_MS);
    return { ...line, happens: true, reason: words(ctx, "planned", { day: after }) };
  };
}

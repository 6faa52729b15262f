import type { SopGraph, SopNode, SopTest } from "@shuke/contract";
import { sql } from "kysely";
import { gateSettings, type GateSettings, type Unit } from "#actions";
import type { Db } from "#db/connect";
import type { Duty } from "#kit/duty";
import { customerId } from "#kit/ids";
import { frameAt, matching } from "#modules/segments";
import { readVersions } from "./definitions.ts";
import { asPlanner } from "./planner.ts";
import { lotOf } from "./start.ts";
import type { Park } from "./types.ts";
import { type Choice, goOn } from "./walk.ts";

const BATCH = 5_000;
/** Moves in one fact. */
const TOGETHER = 1_000;

export type Parked = {
  enrolmentId: string;
  sopId: string;
  version: number;
  recipient: string;
  startedAt: Date;
  node: string;
  from: Date;
  at: Date;
  event: Park["event"];
};

export const PARKED = sql`p.enrolment_id as "enrolmentId", p.sop_id as "sopId", p.version, p.recipient, e.started_at as "startedAt", p.node,
  p.from_at as "from", p.at, p.event`;

/** Asks branches whose hour has come and ends waits whose time is over: people at the same place together. */
export const decidePaths: Duty = {
  name: "sops.paths",
  run: (db, corpId, now) =>
    asPlanner(db, corpId, "sops.paths", now, async (tx, run) => {
      const due = await readParked(tx, corpId, now);
      if (due.length > 0) await run((unit) => decide(unit, due));
      return due.length;
    }),
  dueAt: (corp) => sql`select p.at from sop_park p
    join sop on sop.corp_id = p.corp_id and sop.id = p.sop_id and sop.state = 'active'
    where p.corp_id = ${corp} order by p.at limit 1`,
};

async function readParked(tx: Db, corpId: string, now: Date): Promise<Parked[]> {
  const { rows } = await sql<Parked>`select ${PARKED} from sop_park p
    join enrolment e on e.corp_id = p.corp_id and e.id = p.enrolment_id
    join sop on sop.corp_id = p.corp_id and sop.id = p.sop_id and sop.state = 'active'
    where p.corp_id = ${corpId} and p.at <= ${now} order by p.at, p.enrolment_id limit ${BATCH}`.execute(tx);
  return rows;
}

async function decide(unit: Unit, due: readonly Parked[]) {
  const graphs = await readVersions(unit.db, unit.corpId, due);
  const settings = await gateSettings(unit.db, unit.corpId);
  for (const rows of Map.groupBy(due, (row) => `${row.sopId}/${row.version}/${row.node}`).values()) {
    const [first] = rows;
    const graph = first && graphs.get(`${first.sopId}/${first.version}`);
    if (!graph) continue;
    const choices = await choose(unit, graph, first.node, rows);
    for (const [choice, some] of Map.groupBy(rows, (row) => choices.get(row.enrolmentId) ?? "else")) {
      tellMoves(unit, { graph, settings, choice }, some);
    }
  }
}

/** The first way whose test holds, for each. */
async function choose(unit: Unit, graph: SopGraph, key: string, rows: readonly Parked[]): Promise<Map<string, Choice>> {
  const node: SopNode | undefined = graph.nodes.find((one) => one.key === key);
  const choices = new Map<string, Choice>();
  if (node?.do === "until") for (const row of rows) choices.set(row.enrolmentId, "late");
  if (node?.do !== "branch") return choices;
  let open = [...rows];
  for (const [i, way] of node.ways.entries()) {
    const yes = await whoFulfils(unit, way.if, open);
    for (const row of open) if (yes.has(row.enrolmentId)) choices.set(row.enrolmentId, `${i + 1}`);
    open = open.filter((row) => !yes.has(row.enrolmentId));
    if (open.length === 0) break;
  }
  return choices;
}

type Asked = Pick<Parked, "enrolmentId" | "recipient">;

/** Enrolments for which a test holds now. */
export async function whoFulfils(unit: Pick<Unit, "db" | "corpId" | "now">, test: SopTest, rows: readonly Asked[]): Promise<Set<string>> {
  const ids = rows.map((row) => row.enrolmentId);
  if (test.kind === "step") {
    const fulfilled = test.is === "done" ? sql`state = 'done'` : sql`metric_at is not null`;
    const { rows: found } = await sql<{ id: string }>`select enrolment_id as id from enrolment_step
      where corp_id = ${unit.corpId} and enrolment_id = any(${ids}) and step = ${test.step} and ${fulfilled}`.execute(unit.db);
    return new Set(found.map(({ id }) => id));
  }
  const byCustomer = Map.groupBy(rows, (row) => customerId(unit.corpId, row.recipient));
  const frame = await frameAt(unit.db, unit.corpId, unit.now);
  const { rows: found } = await matching(frame, test.tree.root, [...byCustomer.keys()]).execute(unit.db);
  return new Set(found.flatMap(({ id }) => (byCustomer.get(id) ?? []).map((row) => row.enrolmentId)));
}

type Moving = { graph: SopGraph; settings: GateSettings; choice: Choice; at?: Date };

/** One fact for people of one SOP who take the same way at the same node. */
export function tellMoves(unit: Unit, { graph, settings, choice, at = unit.now }: Moving, rows: readonly Parked[]): void {
  const [first] = rows;
  if (!first) return;
  const { sopId, node } = first;
  const moves = rows.map((row) => {
    const park: Park = { node: row.node, from: row.from.toISOString(), at: row.at.toISOString(), event: row.event };
    const walker = { startedAt: row.startedAt, lot: lotOf(sopId, row.recipient) };
    const { steps, park: next, ended } = goOn(graph, park, choice, walker, settings, at);
    return { enrolmentId: row.enrolmentId, steps, park: next, ended };
  });
  for (let i = 0; i < moves.length; i += TOGETHER) {
    const some = moves.slice(i, i + TOGETHER);
    unit.fact({ type: "sop.moved", subject: `sop:${sopId}`, occurredAt: at, data: { sopId, node, choice, moves: some } });
  }
}

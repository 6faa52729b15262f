import type { SopEvent } from "@shuke/contract";
import { sql } from "kysely";
import { gateSettings, reaction, type Unit } from "#actions";
import { PEOPLE_LANES } from "#kit/people-lanes";
import { only, ORDER_FACTS, ordersIn, type StoredEvent } from "#log";
import { externalIdsOf } from "#modules/customers";
import { readSops, readVersions } from "./definitions.ts";
import { PARKED, type Parked, tellMoves } from "./paths.ts";

/** Something that a customer did, as waits and goals know it. */
type Deed = { recipient: string; event: SopEvent; at: string; seq: number };

/** Ends waits for what a customer did, and the whole way where that was its goal. */
export const sopDeeds = reaction({
  name: "sops.deeds",
  on: ["page.opened", "store.chosen", "group.member-joined", ...ORDER_FACTS],
  after: ["sops", "sops.enrol", ...PEOPLE_LANES],
  async idle(db, corpId) {
    const { rows } = await sql`select from sop s join sop_version v on v.corp_id = s.corp_id and v.sop_id = s.id
      where s.corp_id = ${corpId} and (jsonb_path_exists(v.definition, '$.goals[*]')
        or jsonb_path_exists(v.definition, '$.nodes[*] ? (@.do == "until")')) limit 1`.execute(db);
    return rows.length === 0;
  },
  async react(unit, batch) {
    const deeds = await deedsOf(unit, batch);
    if (deeds.length === 0) return;
    const left = await reachGoals(unit, deeds);
    await endWaits(unit, deeds, left);
  },
});

async function deedsOf(unit: Unit, batch: readonly StoredEvent[]): Promise<Deed[]> {
  const deed = (recipient: string, event: SopEvent, { occurredAt, seq }: StoredEvent): Deed => ({
    recipient,
    event,
    at: occurredAt.toISOString(),
    seq,
  });
  const bought = batch.flatMap((event) =>
    event.type === "order.recorded" || event.type === "orders.imported"
      ? ordersIn(event).flatMap(({ personId, paidAt }) => (personId === null ? [] : [{ personId, paidAt, seq: event.seq }]))
      : [],
  );
  const external = await externalIdsOf(unit, [...new Set(bought.map(({ personId }) => personId))]);
  return [
    ...only(batch, "page.opened").map((event) => deed(event.data.externalUserId, "opened-page", event)),
    ...only(batch, "store.chosen").map((event) => deed(event.data.externalUserId, "chose-store", event)),
    ...only(batch, "group.member-joined").flatMap((event) =>
      event.data.memberType === 2 ? [deed(event.data.memberId, "joined-group", event)] : [],
    ),
    ...bought.flatMap(({ personId, paidAt, seq }) => {
      const recipient = external.get(personId);
      return recipient === undefined ? [] : [{ recipient, event: "ordered" as const, at: paidAt, seq }];
    }),
  ];
}

const deedRows = (deeds: readonly Deed[]) =>
  sql`jsonb_to_recordset(${JSON.stringify(deeds)}::jsonb) as r(recipient text, event text, at timestamptz, seq bigint)`;

/** The first deed that counts: after the wait began. A wait whose time was over by then ends as late by the duty. */
async function endWaits(unit: Unit, deeds: readonly Deed[], left: ReadonlySet<string>): Promise<void> {
  const { rows } = await sql<Parked & { happened: Date }>`select distinct on (p.enrolment_id) ${PARKED}, r.at as happened
    from ${deedRows(deeds)} join sop_park p on p.corp_id = ${unit.corpId} and p.recipient = r.recipient and p.event = r.event
      and r.at >= p.from_at and r.at <= p.at
    join enrolment e on e.corp_id = p.corp_id and e.id = p.enrolment_id
    join sop on sop.corp_id = p.corp_id and sop.id = p.sop_id and sop.state <> 'stopped'
    order by p.enrolment_id, r.at`.execute(unit.db);
  const waits = rows.filter((row) => !left.has(row.enrolmentId));
  if (waits.length === 0) return;
  const graphs = await readVersions(unit.db, unit.corpId, waits);
  const settings = await gateSettings(unit.db, unit.corpId);
  for (const some of Map.groupBy(waits, (row) => `${row.sopId}/${row.version}/${row.node}/${row.happened.toISOString()}`).values()) {
    const [first] = some;
    const graph = first && graphs.get(`${first.sopId}/${first.version}`);
    if (graph) tellMoves(unit, { graph, settings, choice: "happened", at: first.happened }, some);
  }
}

type Reached = { id: string; sop_id: string; subject: string; event: SopEvent; at: Date; seq: number; version: number };

/** Whoever reached a goal of her version leaves with that as the reason. Answers whose way this ended. */
async function reachGoals(unit: Unit, deeds: readonly Deed[]): Promise<Set<string>> {
  const sops = await readSops(unit.db, unit.corpId);
  const ids = sops.filter((sop) => sop.subject === "customer").map((sop) => sop.id);
  const { rows } = await sql<Reached>`select distinct on (e.id) e.id, e.sop_id, ev.subject, r.event, r.at, r.seq, e.version
    from ${deedRows(deeds)} join enrolment e on e.corp_id = ${unit.corpId} and e.recipient = r.recipient and e.state = 'active'
      and e.sop_id = any(${ids}) and r.at >= e.started_at
      and (exists (select from sop_park p where p.corp_id = e.corp_id and p.enrolment_id = e.id) or exists (select from enrolment_step s
        where s.corp_id = e.corp_id and s.enrolment_id = e.id and s.state in ('waiting', 'planned')))
    join sop_version v on v.corp_id = e.corp_id and v.sop_id = e.sop_id and v.version = e.version
      and jsonb_path_exists(v.definition, '$.goals[*] ? (@.event == $event)', jsonb_build_object('event', r.event))
    join event ev on ev.corp_id = e.corp_id and ev.source_key = 'enrol:' || e.id
    order by e.id, r.at`.execute(unit.db);
  for (const row of rows) {
    unit.fact({
      type: "sop.exited",
      subject: row.subject,
      sourceKey: `exit:${row.id}`,
      occurredAt: row.at,
      causeSeq: row.seq,
      data: { enrolmentId: row.id, sopId: row.sop_id, reason: `goal-${row.event}` },
    });
  }
  return new Set(rows.map((row) => row.id));
}

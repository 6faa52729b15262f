import { sql } from "kysely";
import { reaction } from "#actions";
import { customerId } from "#kit/ids";
import { PEOPLE_LANES } from "#kit/people-lanes";
import { only } from "#log";

const NO_FRIEND = 2;

/**
 * The callback of a customer who deleted us may be lost, and no list tells of it: a mass message that comes back with
 * status 2 does. The fact is recorded once, for those whom we still took for friends.
 */
export const learnOneWay = reaction({
  name: "customers.learn-one-way",
  on: ["mass-task.delivered"],
  after: [...PEOPLE_LANES],
  async react(unit, batch) {
    const refused = only(batch, "mass-task.delivered").flatMap(({ data, seq }) =>
      data.results
        .filter((result) => result.status === NO_FRIEND)
        .map(({ recipient, at }) => ({ recipient, at, sender: data.sender, msgid: data.msgid, seq })),
    );
    if (refused.length === 0) return;
    const { rows } = await sql<{ n: number }>`
      select r.n from jsonb_to_recordset(${JSON.stringify(refused.map(({ recipient, sender, at }, n) => ({ n, customer: customerId(unit.corpId, recipient), sender, at })))}::jsonb)
        as r(n int, customer text, sender text, at timestamptz)
      join relation l on l.corp_id = ${unit.corpId} and l.customer_id = r.customer and l.user_id = r.sender and l.state = 'active' and to_timestamp(l.created_sec) < r.at
      order by r.n`.execute(unit.db);
    for (const { n } of rows) {
      const found = refused[n];
      if (!found) continue;
      unit.fact({
        type: "relation.ended",
        subject: `customer:${customerId(unit.corpId, found.recipient)}`,
        data: { externalUserId: found.recipient, userId: found.sender, by: "customer" },
        occurredAt: new Date(found.at),
        actor: { kind: "customer", externalUserId: found.recipient },
        sourceKey: `one-way:${found.msgid}:${found.sender}:${found.recipient}`,
        causeSeq: found.seq,
      });
    }
  },
});

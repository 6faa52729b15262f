import type { Unit } from "#actions";
import type { StoredEvent } from "#log";
import { activeRelations, externalIdsOf } from "#modules/customers";
import type { ReadSop } from "./definitions.ts";
import { type Entrant, startAll } from "./start.ts";

/** Whoever entered a segment by something that happened. What a whole computation finds is told without ids and starts nobody: no blast. */
export async function enrolIntoSegments(
  unit: Unit,
  sops: readonly ReadSop[],
  events: ReadonlyArray<StoredEvent<"segment.entered">>,
): Promise<void> {
  for (const sop of sops) {
    const { trigger } = sop.definition;
    if (trigger.on !== "segment") continue;
    for (const event of events.filter(({ data }) => data.segmentId === trigger.segmentId)) {
      const entrants = await customersAsEntrants(unit, event.data.customerIds, event.occurredAt);
      await startAll(
        unit,
        sop,
        entrants.map((one) => ({ ...one, causeSeq: event.seq })),
      );
    }
  }
}

/** Customers by their ids, each with the friend among us whom she has had longest; whoever has none cannot be written to. */
export async function customersAsEntrants(unit: Unit, customerIds: readonly string[], startedAt: Date): Promise<Entrant[]> {
  const external = await externalIdsOf(unit, customerIds);
  const relations = await activeRelations(unit, [...external.values()]);
  return [...external].flatMap(([id, recipient]) => {
    const friend = relations.get(recipient)?.[0];
    if (!friend) return [];
    return {
      subject: `customer:${id}`,
      kind: "customer" as const,
      recipient,
      sender: friend.userId,
      storeId: null,
      chatId: null,
      startedAt,
    };
  });
}

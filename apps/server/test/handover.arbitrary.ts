import fc from "fast-check";
import type { EventMap, EventType } from "#log";

type Pools = Record<"userId" | "externalUserId" | "actionId" | "iso" | "text", fc.Arbitrary<string>>;
type Facts = { [K in Extract<EventType, `handover.${string}`>]: fc.Arbitrary<EventMap[K]> };

const pool = (prefix: string, size: number) => fc.constantFrom(...Array.from({ length: size }, (_, i) => `${prefix}${i + 1}`));
const some = <T>(one: fc.Arbitrary<T>) => fc.uniqueArray(one, { maxLength: 3 });

/** Facts of handovers; ids come from the pools of the other facts, so that they meet. */
export function handoverFacts({ userId, externalUserId, actionId, iso, text }: Pools): Facts {
  const handoverId = pool("hnd_", 2);
  /** Customers only: the same key of both kinds would say nothing more. */
  const thing = { kind: fc.constant("customer" as const), key: externalUserId };
  const ofHandover = { handoverId, kind: thing.kind, to: userId };
  return {
    "handover.planned": fc.record({
      handoverId,
      userId,
      kind: fc.constantFrom("resigned", "onjob"),
      reason: fc.constantFrom("left", "leave", "moves"),
      message: text,
      takers: some(userId),
      perTaker: fc.constantFrom(1, 500),
      undoOf: fc.constant(null),
    }),
    "handover.given": fc.record({
      handoverId,
      items: fc.uniqueArray(fc.record({ ...thing, to: userId, runAt: iso, why: fc.constantFrom("friend", "fewest") }), {
        maxLength: 3,
        selector: ({ key }) => key,
      }),
    }),
    "handover.started": fc.record({ handoverId }),
    "handover.asked": fc.record({ ...ofHandover, keys: some(externalUserId), actionId }),
    "handover.answered": fc.record({
      ...ofHandover,
      actionId,
      accepted: some(pool("wm", 2)),
      refused: fc.uniqueArray(fc.record({ key: fc.constantFrom("wm3", "wm4"), errcode: fc.constantFrom(0, 40099, 40131) }), {
        maxLength: 2,
        selector: ({ key }) => key,
      }),
      waitUntil: iso,
    }),
    "handover.checking": fc.record({ ...ofHandover, keys: some(externalUserId), againAt: iso }),
    "handover.resulted": fc.record({
      ...ofHandover,
      results: fc.uniqueArray(
        fc.record({ key: externalUserId, how: fc.constantFrom("done", "waiting", "customer-refused", "taker-full", "no-record"), at: iso }),
        { maxLength: 3, selector: ({ key }) => key },
      ),
      againAt: iso,
    }),
    "handover.set-aside": fc.record({
      handoverId,
      items: fc.uniqueArray(fc.record({ ...thing, state: fc.constantFrom("person", "kept", "gone", "done"), reason: text }), {
        maxLength: 3,
        selector: ({ key }) => key,
      }),
    }),
    "handover.taker-spoiled": fc.record({ handoverId, userId, errcode: fc.constant(84074) }),
    "handover.listing": fc.record({ handoverId, actionId }),
    "handover.found": fc.record({
      handoverId,
      items: fc.uniqueArray(fc.record(thing), { maxLength: 3, selector: ({ key }) => key }),
      complete: fc.boolean(),
    }),
    "handover.ended": fc.record({ handoverId, how: fc.constantFrom("done", "cancelled") }),
  };
}

import { gateSettings, type Unit } from "#actions";
import type { SopSubject } from "@shuke/contract";
import { derivedId } from "#kit/ids";
import type { SopRow } from "./types.ts";
import { walk } from "./walk.ts";

/** `round`: the occasion of an SOP that comes again (a local day); without it one goes through an SOP once for ever. */
export const enrolmentId = (corpId: string, sopId: string, recipient: string, round?: string) =>
  round === undefined ? derivedId("enr", corpId, sopId, recipient) : derivedId("enr", corpId, sopId, recipient, round);

/** By what lots are drawn: the same for one subject in one SOP, whatever version and round. */
export const lotOf = (sopId: string, recipient: string) => `${sopId}/${recipient}`;

/** Who enters, with what is known of her now: who writes to her, where she belongs. */
export type Entrant = {
  /** Whose story tells it: `customer:cus_…`, `group:grp_…`, `staff:stf_…`. */
  subject: string;
  kind: SopSubject;
  recipient: string;
  sender: string;
  storeId: string | null;
  chatId: string | null;
  /** Day 0. */
  startedAt: Date;
  causeSeq?: number;
  round?: string;
};

/**
 * Starts clocks. The fact carries every time that is known and the lots that were drawn, so that a later change of the definition
 * moves nobody.
 */
export async function startAll(
  unit: Unit,
  sop: Pick<SopRow, "id" | "version" | "definition">,
  entrants: readonly Entrant[],
): Promise<void> {
  if (entrants.length === 0) return;
  const settings = await gateSettings(unit.db, unit.corpId);
  const { definition: graph } = sop;
  for (const { subject, kind, recipient, startedAt, causeSeq, round, ...known } of entrants) {
    const id = enrolmentId(unit.corpId, sop.id, recipient, round);
    const lot = lotOf(sop.id, recipient);
    const { steps, park, ended } = walk(graph, { node: graph.start, at: startedAt }, { startedAt, lot }, settings);
    unit.fact({
      type: "sop.enrolled",
      subject,
      sourceKey: `enrol:${id}`,
      occurredAt: startedAt,
      ...(causeSeq === undefined ? {} : { causeSeq }),
      data: {
        enrolmentId: id,
        sopId: sop.id,
        version: sop.version,
        subject: kind,
        recipient,
        ...known,
        startedAt: startedAt.toISOString(),
        steps,
        // A way that runs through whole says no more than its steps do.
        ...(park === null ? {} : { park }),
        ...(ended === "held-out" ? { ended } : {}),
      },
    });
  }
}

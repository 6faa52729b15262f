import type { Unit } from "#actions";
import { derivedId } from "#kit/ids";
import { looksLike, noteIn, ticketsOver } from "#modules/tickets";
import { pairOf } from "./project.ts";

export type Open = {
  openKfId: string;
  externalUserId: string;
  /** Of its first message. */
  began: string;
  text: string;
  /** Whether her chat is to go to the servicers: before, nobody of them can take it. */
  passOn: boolean;
};

/** An answer that goes out at the same time arrives first: WeCom takes none any more once she waits. */
const AFTER_MS = 3000;
const WORTH_MS = 48 * 3_600_000;

/**
 * What only a person can answer: one case per conversation, and another one for what is asked after somebody has answered the first. Its
 * name is made of the conversation and how many were answered, so that two handlers at once make one.
 */
export async function leaveTickets(unit: Unit, all: readonly Open[]): Promise<void> {
  const first = new Map<string, Open>();
  for (const one of all) if (!first.has(pairOf(one))) first.set(pairOf(one), one);
  const refs = [...first.values()].map((one) => ({ ...one, ref: `kf:${one.openKfId}:${one.began}` }));
  const done = await ticketsOver(
    unit,
    refs.map(({ ref, externalUserId }) => ({ ref, externalUserId })),
  );
  for (const { ref: base, text, openKfId, externalUserId, passOn } of refs) {
    const ref = `${base}:${done.get(base) ?? 0}`;
    const ticketId = derivedId("tkt", unit.corpId, ref);
    await noteIn(unit, {
      ticketId,
      kind: looksLike(text) === "complaint" ? "complaint" : "question",
      source: "kf",
      text: text.slice(0, 2000),
      externalUserId,
      chatId: null,
      ref,
    });
    if (!passOn) continue;
    unit.plan({
      kind: "kf.pass-on",
      payload: { openKfId, externalUserId },
      dedupeKey: `kf-pass:${ref}`,
      plannedBy: `ticket:${ticketId}`,
      runAfter: new Date(unit.now.getTime() + AFTER_MS),
      runUntil: new Date(unit.now.getTime() + WORTH_MS),
    });
  }
}

import type { Unit } from "#actions";
import { derivedId } from "#kit/ids";
import { looksLike, noteIn, ticketsOver } from "#modules/tickets";
import { pairOf } from "./project.ts";

export type Open = { openKfId: string; externalUserId: string; /** Of its first message. */ began: string; text: string };

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
  for (const { ref: base, text, externalUserId } of refs) {
    const ref = `${base}:${done.get(base) ?? 0}`;
    await noteIn(unit, {
      ticketId: derivedId("tkt", unit.corpId, ref),
      kind: looksLike(text) === "complaint" ? "complaint" : "question",
      source: "kf",
      text: text.slice(0, 2000),
      externalUserId,
      chatId: null,
      ref,
    });
  }
}

import fc from "fast-check";
import type { EventMap } from "#log";

type Parts = Record<"userId" | "externalUserId" | "chatId" | "iso", fc.Arbitrary<string>>;
type ArchiveType = Extract<keyof EventMap, `archive.${string}`>;
type KfType = Extract<keyof EventMap, `kf.${string}`>;

const msgid = fc.constantFrom("m1", "m2", "m3", "m4");

/** Facts of the chat archive. */
export const archiveFacts = ({ userId, externalUserId, chatId, iso }: Parts): { [K in ArchiveType]: fc.Arbitrary<EventMap[K]> } => ({
  "archive.messages": fc.record({
    messages: fc.array(
      fc.record({
        seq: fc.nat(9),
        msgid,
        at: iso,
        sender: userId,
        room: chatId,
        customer: fc.constant(""),
        staff: userId,
        kind: fc.constant("text"),
      }),
      { maxLength: 3 },
    ),
  }),
  "archive.consent": fc.record({ externalUserId, withId: userId, agrees: fc.boolean() }),
  "archive.gap": fc.record({ from: iso, to: iso, why: fc.constantFrom("before-start", "beyond-window") }),
});

/** Facts of WeChat customer service: a customer and an account in any state, in any order. */
export const kfFacts = ({
  userId,
  externalUserId,
  text,
}: Pick<Parts, "userId" | "externalUserId"> & { text: fc.Arbitrary<string> }): { [K in KfType]: fc.Arbitrary<EventMap[K]> } => {
  const pair = { openKfId: fc.constantFrom("wk1", "wk2"), externalUserId };
  return {
    "kf.said": fc.record({ ...pair, msgid, userId: fc.option(userId), kind: fc.constantFrom("text", "image", "event") }),
    "kf.served": fc.record({
      ...pair,
      userId: fc.option(userId),
      how: fc.constantFrom("taken", "passed", "again", "ended", "found", "waiting"),
    }),
    "kf.answered": fc.record({ ...pair, msgid, question: msgid, entryId: text, actionId: fc.constantFrom("act_1", "act_2") }),
    "kf.undelivered": fc.record({ ...pair, msgid, reason: fc.nat(12) }),
  };
};

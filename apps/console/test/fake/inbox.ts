import type { api, OutputOf } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { found, Refusal } from "./refusal.ts";
import { ago, cut, minute } from "./seed.ts";

const raw = "<xml><ToUserName>wwDEMO</ToUserName><Event>change_external_contact</Event><ChangeType>add_external_contact</ChangeType></xml>";
const message = (id: number, state: string, event: string, error: string | null): OutputOf<typeof api.inbox.list>["items"][number] => ({
  id,
  source: "wecom",
  event,
  state,
  receivedAt: ago(id * 3 * minute),
  handledAt: state === "received" ? null : ago(id * 3 * minute),
  attempts: state === "quarantined" ? 1 : 0,
  replays: id === 9118 ? 2 : 0,
  error,
  errorCode: error === null ? null : "missing-field",
  note: state === "dismissed" ? "旧版本的测试消息" : null,
  message: raw,
});
export const inboxRows = [
  message(9120, "quarantined", "change_external_contact.add_external_contact", "The callback has no UserID"),
  message(9118, "quarantined", "change_external_chat.update", "The callback has no ChatId"),
  ...Array.from({ length: 60 }, (_, n) =>
    message(
      9117 - n,
      n % 11 === 4 ? "ignored" : n === 9 ? "dismissed" : "done",
      n % 3 === 0 ? "change_external_chat.update" : "change_external_contact.add_external_contact",
      null,
    ),
  ),
].map((row, n) => ({ ...row, receivedAt: ago(n * 7 * minute), handledAt: row.handledAt && ago(n * 7 * minute) }));

export function inboxWhole(id: number): OutputOf<typeof api.inbox.get> | undefined {
  const row = inboxRows.find((one) => one.id === id);
  return (
    row && {
      ...row,
      fields: { ToUserName: "wwDEMO", Event: "change_external_contact", ChangeType: "add_external_contact", UserID: "staff001" },
      envelope: { timestamp: "1772413200", nonce: "a1", bytes: 720 },
      about: { kind: "customer", id: "cus_0001", name: "小梅" },
      facts: row.state === "done" ? [{ seq: 8812, type: "relation.added", occurredAt: row.receivedAt, data: {} }] : [],
      history: row.replays > 0 ? [{ verb: "inbox.replay", at: ago(5 * minute), by: "王店长", note: null }] : [],
    }
  );
}

/** The inbox's filter, as its reading endpoints understand it. */
const matches =
  (input: { state?: string | undefined; event?: string | undefined; since?: string | undefined }) =>
  (row: (typeof inboxRows)[number]): boolean =>
    (input.state === undefined || row.state === input.state) &&
    (input.event === undefined || row.event === input.event) &&
    (input.since === undefined || row.receivedAt >= input.since);

export const inboxHandlers: Handlers["inbox"] = {
  list: (input) => cut(inboxRows.filter(matches(input)), input),
  counts: (input) => {
    const of = (state: string) => inboxRows.filter(matches({ ...input, state })).length;
    return {
      states: {
        received: of("received"),
        done: of("done"),
        ignored: of("ignored"),
        quarantined: of("quarantined"),
        dismissed: of("dismissed"),
      },
      bound: 10_000,
      oldestWaitingAt: null,
      kinds: [...new Set(inboxRows.map((row) => row.event))].toSorted(),
      keepDays: 30,
    };
  },
  get: ({ id }) => found(inboxWhole(id), "inbox", String(id)),
  replay: ({ id }) => {
    if (id > 9119) throw new Refusal(409, "inboxNotReplayable", { state: "done" });
    return { ok: true, state: "quarantined", error: "The callback has no ChatId" };
  },
  replayAll: () => ({ replayed: 2 }),
  dismiss: () => ({ ok: true }),
  dismissAll: () => ({ dismissed: 2 }),
  restore: () => ({ ok: true }),
};

import { collect, type WecomClient, WecomError } from "@shuke/wecom";
import { customerId } from "#kit/ids";
import type { EventMap, NewEvent } from "#log";
import type { ActionPayloads } from "../kinds.ts";
import type { ClaimedAction, Outcome, SenderIo } from "../types.ts";
import { defineSender, repeat, type SenderDeps } from "./define.ts";

type Ask = ActionPayloads["handover.ask"];
type Check = ActionPayloads["handover.check"];
type Asked = ClaimedAction<"handover.ask">;
type Refused = EventMap["handover.answered"]["refused"];
type Result = EventMap["handover.resulted"]["results"][number];

const HOUR_MS = 3_600_000;
/** A customer may refuse for a day (wecom-api §4.7); a group changes hands at once or within minutes. */
const WAIT_MS = { customer: 24 * HOUR_MS, group: 0 } as const;
const PASSING = new Set(["retry", "rate", "concurrency", "token"]);

/**
 * Asks WeCom to move customers or groups. Each has a code of its own in the answer, so a call that is taken may still refuse some;
 * one that is refused as a whole (the taker may not serve, the leaver has not left) refuses each with that code.
 */
export const handoverAskSender = (deps: SenderDeps) =>
  defineSender(deps, "handover.ask", {
    async send(client, action, io) {
      try {
        return answered(io, action, await ask(client, action.payload));
      } catch (error) {
        if (!(error instanceof WecomError) || PASSING.has(error.errorClass)) throw error;
        const refused = action.payload.keys.map((key) => ({ key, errcode: error.errcode }));
        return { ...answered(io, action, refused), status: "failed", error: `${error.errcode} ${error.errmsg}`.slice(0, 500) };
      }
    },

    /** Asks what WeCom knows of them: a customer who is asked twice would be told twice. If it knows of none, nothing was asked. */
    async settle(client, action, io) {
      const results = await resultsOf(client, action.payload, io.now);
      const known = new Set(results.filter(({ how }) => how !== "no-record").map(({ key }) => key));
      if (known.size === 0) return { status: "repeat" };
      const missing = action.payload.keys.filter((key) => !known.has(key));
      return answered(
        io,
        action,
        missing.map((key) => ({ key, errcode: 0 })),
      );
    },
  });

async function ask(client: WecomClient, { what, how, from, to, keys, message }: Ask): Promise<Refused> {
  if (what === "group") {
    const input = { chat_id_list: keys, new_owner: to };
    const answer = how === "resigned" ? await client.transfer.resignedGroups(input) : await client.transfer.groups(input);
    return answer.failed_chat_list.map((row) => ({ key: row.chat_id, errcode: row.errcode }));
  }
  const input = { handover_userid: from, takeover_userid: to, external_userid: keys };
  const said = message === "" ? {} : { transfer_success_msg: message };
  const answer =
    how === "resigned" ? await client.transfer.resignedCustomers(input) : await client.transfer.customers({ ...input, ...said });
  const codes = new Map(answer.customer.map((row) => [row.external_userid, row.errcode]));
  // One whom the answer does not name was not taken, as far as anybody knows.
  return keys.flatMap((key) => (codes.get(key) === 0 ? [] : [{ key, errcode: codes.get(key) ?? 0 }]));
}

function answered(io: SenderIo, { id, payload }: Asked, refused: Refused): Extract<Outcome, { status: "sent" }> {
  const { handoverId, what, from, to, keys } = payload;
  const out = new Set(refused.map(({ key }) => key));
  const accepted = keys.filter((key) => !out.has(key));
  const fact: NewEvent = {
    type: "handover.answered",
    subject: `staff:${from}`,
    occurredAt: io.now,
    sourceKey: `${id}:answered`,
    data: {
      handoverId,
      kind: what,
      to,
      actionId: id,
      accepted,
      refused,
      waitUntil: new Date(io.now.getTime() + WAIT_MS[what]).toISOString(),
    },
  };
  return { status: "sent", result: { accepted: accepted.length, refused: refused.length }, facts: [fact] };
}

/** Asks what became of them: customers by WeCom's list of results, groups by who owns them now. */
export const handoverCheckSender = (deps: SenderDeps) =>
  defineSender(deps, "handover.check", {
    async send(client, { id, corpId, payload }, io) {
      const results = await resultsOf(client, payload, io.now);
      const { handoverId, what, from, to } = payload;
      const fact: NewEvent = {
        type: "handover.resulted",
        subject: `staff:${from}`,
        occurredAt: io.now,
        sourceKey: `${id}:resulted`,
        data: { handoverId, kind: what, to, results, againAt: new Date(io.now.getTime() + HOUR_MS).toISOString() },
      };
      const done = what === "customer" ? results.filter(({ how }) => how === "done") : [];
      const facts = [fact, ...done.map((one) => ended(corpId, id, from, one))];
      return { status: "sent", result: { done: done.length, of: results.length }, facts };
    },
    settle: repeat,
  });

/** That she is no friend of the leaver any more: WeCom has no callback for it when the leaver is gone. */
function ended(corpId: string, actionId: string, userId: string, { key, at }: Result): NewEvent {
  return {
    type: "relation.ended",
    subject: `customer:${customerId(corpId, key)}`,
    occurredAt: new Date(at),
    sourceKey: `${actionId}:${key}`,
    data: { externalUserId: key, userId, by: "transfer" },
  };
}

async function resultsOf(client: WecomClient, { what, how, from, to, keys }: Check, now: Date): Promise<Result[]> {
  if (what === "group") return Promise.all(keys.map((key) => groupResult(client, key, to, now)));
  const api = client.transfer;
  const pages = (how === "resigned" ? api.resignedResultPages : api.customersResultPages)({ handover_userid: from, takeover_userid: to });
  const rows = new Map((await collect(pages, (page) => page.customer)).map((row) => [row.external_userid, row]));
  return keys.map((key): Result => {
    const row = rows.get(key);
    const at = row && row.status === 1 && row.takeover_time > 0 ? new Date(row.takeover_time * 1000) : now;
    return { key, how: (row && HOW[row.status]) ?? "no-record", at: at.toISOString() };
  });
}

const HOW: Readonly<Record<number, Result["how"]>> = { 1: "done", 2: "waiting", 3: "customer-refused", 4: "taker-full", 5: "no-record" };

const NO_GROUP = new Set([40050, 49008, 90501]);

async function groupResult(client: WecomClient, key: string, to: string, now: Date): Promise<Result> {
  try {
    const { group_chat: chat } = await client.groupChat.get({ chat_id: key });
    return { key, how: chat.owner === to ? "done" : "waiting", at: now.toISOString() };
  } catch (error) {
    if (!(error instanceof WecomError && NO_GROUP.has(error.errcode))) throw error;
    return { key, how: "no-record", at: now.toISOString() };
  }
}

/** WeCom's own list of whom nobody has taken over yet: the proof that nobody is orphaned. */
export const handoverListSender = (deps: SenderDeps) =>
  defineSender(deps, "handover.list", {
    async send(client, { id, payload }, io) {
      const rows = await collect(client.transfer.unassignedPages({ page_size: 1000 }), (page) => page.info);
      const items = rows
        .filter((row) => row.handover_userid === payload.from)
        .map((row) => ({ kind: "customer" as const, key: row.external_userid }));
      const fact: NewEvent = {
        type: "handover.found",
        subject: `staff:${payload.from}`,
        occurredAt: io.now,
        sourceKey: `${id}:found`,
        data: { handoverId: payload.handoverId, items, complete: true },
      };
      return { status: "sent", result: { found: items.length }, facts: [fact] };
    },
    settle: repeat,
  });

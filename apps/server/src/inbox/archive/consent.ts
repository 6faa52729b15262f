import type { WecomClient } from "@shuke/wecom";
import { sql } from "kysely";
import type { Db } from "#db/connect";
import { isCustomer, type Said } from "./message.ts";
import type { Unsealed } from "./unseal.ts";

/** Whether a customer agrees to being archived with a member of staff or in a group. */
export type Consent = { customer: string; withId: string; agrees: boolean; changedAt: Date };
export const pairOf = ({ customer, withId }: Pick<Consent, "customer" | "withId">) => `${customer} ${withId}`;

/** Whoever said no (or nothing) is asked about again after a day: an answer may have been missed. */
const ASK_AGAIN_MS = 86_400_000;
/** WeCom's limit of `check_single_agree`. */
const AT_ONCE = 100;

/** Whose consent a message needs; null: nobody's, since only staff speak or nobody outside is meant. */
export function neededFor({ from, to, room }: Said): Pick<Consent, "customer" | "withId"> | null {
  if (room !== "") return isCustomer(from) ? { customer: from, withId: room } : null;
  const other = to[0] ?? "";
  if (isCustomer(from)) return { customer: from, withId: other };
  return isCustomer(other) ? { customer: other, withId: from } : null;
}

/** What is known of all whom these messages concern; who is unknown is asked about, single ones and groups apart. */
export async function consentsFor(
  db: Db,
  corpId: string,
  client: () => Promise<WecomClient>,
  messages: readonly Unsealed[],
  now: Date,
): Promise<{ known: Map<string, boolean>; asked: Consent[] }> {
  const needed = new Map<string, { customer: string; withId: string; room: boolean }>();
  for (const { opened } of messages) {
    const pair = opened.kind === "said" ? neededFor(opened) : null;
    if (pair && opened.kind === "said") needed.set(pairOf(pair), { ...pair, room: opened.room !== "" });
  }
  const { rows } = await sql<{ customer: string; withId: string; agrees: boolean; fresh: boolean }>`
    select c.customer, c.with_id as "withId", c.agrees, c.agrees or c.asked_at > ${new Date(now.getTime() - ASK_AGAIN_MS)} as fresh
    from jsonb_to_recordset(${JSON.stringify([...needed.values()])}::jsonb) as r(customer text, "withId" text)
    join archive_consent c on c.corp_id = ${corpId} and c.customer = r.customer and c.with_id = r."withId"`.execute(db);
  const known = new Map(rows.filter(({ fresh }) => fresh).map((row) => [pairOf(row), row.agrees]));
  const unknown = [...needed.values()].filter((pair) => !known.has(pairOf(pair)));
  const asked = unknown.length === 0 ? [] : await ask(await client(), unknown);
  for (const consent of asked) known.set(pairOf(consent), consent.agrees);
  return { known, asked };
}

type Agreement = { exteranalopenid: string; userid?: string; agree_status: string; status_change_time?: number };
type Answer = { errcode: number; errmsg: string; agreeinfo?: Agreement[] };

/** WeCom spells it so: exteranalopenid. Whom it does not name has not agreed. */
async function ask(client: WecomClient, pairs: ReadonlyArray<{ customer: string; withId: string; room: boolean }>): Promise<Consent[]> {
  const said = new Map<string, Agreement>();
  const single = pairs.filter(({ room }) => !room);
  for (let at = 0; at < single.length; at += AT_ONCE) {
    const info = single.slice(at, at + AT_ONCE).map(({ customer, withId }) => ({ userid: withId, exteranalopenid: customer }));
    const answer = await client.call<Answer>("/cgi-bin/msgaudit/check_single_agree", { body: { info }, idempotent: true });
    for (const row of answer.agreeinfo ?? []) said.set(pairOf({ customer: row.exteranalopenid, withId: row.userid ?? "" }), row);
  }
  for (const roomid of new Set(pairs.filter(({ room }) => room).map(({ withId }) => withId))) {
    const answer = await client.call<Answer>("/cgi-bin/msgaudit/check_room_agree", { body: { roomid }, idempotent: true });
    for (const row of answer.agreeinfo ?? []) said.set(pairOf({ customer: row.exteranalopenid, withId: roomid }), row);
  }
  return pairs.map(({ customer, withId }) => {
    const row = said.get(pairOf({ customer, withId }));
    const agrees = row !== undefined && row.agree_status !== "Disagree";
    return { customer, withId, agrees, changedAt: new Date((row?.status_change_time ?? 0) * 1000) };
  });
}

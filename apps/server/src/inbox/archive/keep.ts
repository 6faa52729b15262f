import { sql } from "kysely";
import type { Unit } from "#actions";
import { customerId } from "#kit/ids";
import type { Consent } from "./consent.ts";
import { neededFor, pairOf } from "./consent.ts";
import { isCustomer, type Said } from "./message.ts";
import type { SealedMessage } from "./port.ts";
import type { Unsealed } from "./unseal.ts";

/** Messages in one fact. */
const IN_ONE = 500;

/**
 * Keeps what may be kept: words in the table, who wrote whom when in the log. Without the customer's consent nothing of her is kept;
 * consents that came along count from their place on, and who takes hers back takes her words back.
 */
export async function keep(unit: Unit, messages: readonly Unsealed[], known: Map<string, boolean>, asked: readonly Consent[]) {
  const changes = [...asked];
  const kept: Array<Said & { seq: number }> = [];
  for (const { seq, opened } of messages.toSorted((a, b) => a.seq - b.seq)) {
    if (opened.kind === "nothing") continue;
    if (opened.kind === "answered") {
      const { customer, withId, agrees, at } = opened;
      known.set(pairOf(opened), agrees);
      changes.push({ customer, withId, agrees, changedAt: at });
      continue;
    }
    const pair = neededFor(opened);
    if (pair === null || known.get(pairOf(pair)) === true) kept.push({ ...opened, seq });
  }
  const refused = changes.filter(({ agrees }) => !agrees);
  await noteConsents(unit, changes);
  await insert(
    unit,
    kept.filter((message) => !tookBack(message, refused)),
  );
}

/** Said before somebody in the same page took her consent back. */
function tookBack(message: Said, refused: readonly Consent[]): boolean {
  const pair = neededFor(message);
  return pair !== null && refused.some((one) => pairOf(one) === pairOf(pair) && one.changedAt >= message.at);
}

async function noteConsents(unit: Unit, changes: readonly Consent[]): Promise<void> {
  const last = [...new Map(changes.map((one) => [pairOf(one), one])).values()];
  if (last.length === 0) return;
  const json = JSON.stringify(last.map((one) => ({ ...one, changedAt: one.changedAt.toISOString() })));
  const { rows } = await sql<{ customer: string; withId: string; agrees: boolean }>`
    insert into archive_consent as c (corp_id, customer, with_id, agrees, changed_at, asked_at)
    select ${unit.corpId}, customer, "withId", agrees, "changedAt", ${unit.now}
    from jsonb_to_recordset(${json}::jsonb) as r(customer text, "withId" text, agrees boolean, "changedAt" timestamptz)
    on conflict (corp_id, customer, with_id) do update
      set agrees = excluded.agrees, changed_at = excluded.changed_at, asked_at = excluded.asked_at
    returning customer, with_id as "withId", agrees`.execute(unit.db);
  for (const { customer, withId, agrees } of rows) {
    unit.fact({
      type: "archive.consent",
      subject: `customer:${customerId(unit.corpId, customer)}`,
      occurredAt: unit.now,
      data: { externalUserId: customer, withId, agrees },
    });
  }
  await sql`delete from archive_message m using jsonb_to_recordset(${json}::jsonb) as r(customer text, "withId" text, agrees boolean)
    where m.corp_id = ${unit.corpId} and not r.agrees and m.customer = r.customer and (m.staff = r."withId" or m.room = r."withId")`.execute(
    unit.db,
  );
}

async function insert(unit: Unit, kept: ReadonlyArray<Said & { seq: number }>): Promise<void> {
  if (kept.length === 0) return;
  const rows = kept.map(({ seq, msgid, at, from, to, room, msgtype, body }) => {
    const other = room === "" ? (to[0] ?? "") : "";
    const [customer, staff] = isCustomer(from) ? [from, other] : [isCustomer(other) ? other : "", from];
    return { seq, msgid, at: at.toISOString(), sender: from, room, customer, staff, kind: msgtype, body: body.replaceAll("\u0000", "") };
  });
  await sql`insert into archive_message (corp_id, seq, msgid, at, sender, room, customer, staff, kind, body)
    select ${unit.corpId}, seq, msgid, at, sender, room, customer, staff, kind, body
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(seq bigint, msgid text, at timestamptz, sender text, room text,
      customer text, staff text, kind text, body text) on conflict do nothing`.execute(unit.db);
  for (let at = 0; at < rows.length; at += IN_ONE) {
    const some = rows.slice(at, at + IN_ONE);
    unit.fact({
      type: "archive.messages",
      subject: "archive:corp",
      occurredAt: new Date(some.at(-1)?.at ?? unit.now),
      sourceKey: `archive:${some[0]?.seq}`,
      data: { messages: some.map(({ body: _body, ...message }) => message) },
    });
  }
}

/** What no key opens waits for it. */
export async function keepClosed(unit: Unit, closed: readonly SealedMessage[], keys: ReadonlyMap<number, string>): Promise<void> {
  if (closed.length === 0) return;
  const rows = closed.map((one) => ({ ...one, keyKnown: keys.has(one.keyVersion) }));
  await sql`insert into archive_sealed (corp_id, seq, msgid, key_version, random_key, body, stored_at, key_known)
    select ${unit.corpId}, seq, msgid, "keyVersion", "randomKey", body, ${unit.now}, "keyKnown"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(seq bigint, msgid text, "keyVersion" int, "randomKey" text, body text, "keyKnown" boolean)
    on conflict do nothing`.execute(unit.db);
}

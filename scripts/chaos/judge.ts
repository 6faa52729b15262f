import { api } from "@shuke/contract";
import { sql } from "kysely";
import { connect } from "../../apps/server/src/db/connect.ts";
import { truthLines } from "../../apps/server/src/inbox/index.ts";
import type { Ready } from "../../apps/server/src/ready-file.ts";
import { phonesShowStepsOnce, readPhones, stepTexts } from "../../apps/server/src/rehearse/phones.ts";
import { call } from "../../apps/server/src/rehearse/remote.ts";
import { parseEvent } from "../../packages/wecom/src/index.ts";
import { fieldsIdentity } from "./identity.ts";
import type { Emitted } from "./record.ts";
import type { Sandbox } from "./sandbox.ts";

export interface Verdict {
  emitted: number;
  stored: number;
  lost: number;
  duplicated: number;
  repaired: number;
  missedForEver: number;
  truthEqual: boolean;
  /** What is wrong, by name. */
  examples: string[];
}

/** The highest id that the inbox holds now: what is older is not ours to judge. */
export async function newestMessage(ready: Ready): Promise<number> {
  const { items } = await call(ready, api.inbox.list, { limit: 1 });
  return items[0]?.id ?? 0;
}

/** Compares the sandbox's own record and truth with what the server holds; asks both when they have come to rest. */
export async function judge(
  { ready, sandbox, after }: { ready: Ready; sandbox: Sandbox; after: number },
  emitted: ReadonlyMap<string, Emitted>,
): Promise<Verdict> {
  const examples: string[] = [];
  const rows = await storedSince(ready, after);
  const stuck = rows.filter(({ state }) => state === "received" || state === "quarantined");
  for (const { id, state } of stuck.slice(0, 3)) examples.push(`message ${id} is ${state}`);
  const times = new Map<string, number>();
  for (const { identity } of rows) times.set(identity, (times.get(identity) ?? 0) + 1);
  const twice = [...emitted.keys()].filter((identity) => (times.get(identity) ?? 0) > 1);
  for (const identity of twice.slice(0, 3)) examples.push(`stored twice: ${identity.replaceAll("\n", " ")}`);

  const { db, close } = connect(ready.databaseUrl ?? "", { max: 2, name: "shuke chaos" });
  try {
    const corpId = ready.sandbox?.corpId ?? "";
    const different = await differences(sandbox, db, corpId);
    const unstored = [...emitted.values()].filter(({ identity }) => !times.has(identity));
    // Whatever was answered “success” and is not there is lost, also where a comparison has mended it.
    const broken = unstored.filter(
      ({ acknowledged, told }) => acknowledged || different.lines.some((line) => idsOf(told.fields).some((id) => line.includes(id))),
    );
    for (const { told, acknowledged } of broken.slice(0, 3)) {
      examples.push(`${acknowledged ? "acknowledged and not stored" : "neither stored nor repaired"}: ${told.id}`);
    }
    for (const line of different.lines.slice(0, 5)) examples.push(`differs: ${line}`);
    const facts = await factsTwice(db, corpId);
    if (facts > 0) examples.push(`${facts} facts of callbacks are recorded twice`);
    const phones = phonesShowStepsOnce(await readPhones(sandbox.url), await stepTexts(db, corpId));
    examples.push(...(phones.examples ?? []).map((example) => `came twice: ${example}`));
    return {
      emitted: emitted.size,
      stored: emitted.size - unstored.length,
      lost: broken.length + stuck.length,
      duplicated: twice.length + facts + phones.violations,
      repaired: unstored.length - broken.length,
      missedForEver: unstored.filter(isTransient).length,
      truthEqual: different.lines.length === 0,
      examples,
    };
  } finally {
    await close();
  }
}

/** What no list of WeCom ever shows again: a welcome code, and that a customer deleted the member while he still has her. */
const isTransient = ({ told }: Emitted): boolean => "WelcomeCode" in told.fields || told.changeType === "del_follow_user";

const idsOf = (fields: Record<string, unknown>): string[] =>
  ["ExternalUserID", "ChatId", "Id"].flatMap((name) => {
    const value = fields[name];
    return typeof value === "string" && value !== "" ? [value] : [];
  });

async function storedSince(ready: Ready, after: number): Promise<Array<{ id: number; state: string; identity: string }>> {
  const rows: Array<{ id: number; state: string; identity: string }> = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await call(ready, api.inbox.list, { limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    const fresh = page.items.filter(({ id }) => id > after);
    rows.push(...fresh.map(({ id, state, message }) => ({ id, state, identity: identityOf(message) })));
    if (page.nextCursor === null || fresh.length < page.items.length) return rows;
    cursor = page.nextCursor;
  }
}

function identityOf(message: string): string {
  try {
    return fieldsIdentity({ ...parseEvent(message).fields });
  } catch {
    return message;
  }
}

type Db = Parameters<typeof truthLines>[0];

async function differences(sandbox: Sandbox, db: Db, corpId: string): Promise<{ lines: string[] }> {
  const theirs = new Set(await sandbox.truthLines());
  const onlyOurs: string[] = [];
  for (const line of await truthLines(db, corpId)) if (!theirs.delete(line)) onlyOurs.push(`ours ${line}`);
  return { lines: [...onlyOurs, ...[...theirs].map((line) => `theirs ${line}`)] };
}

/** Facts that came by callback and say the same thing of the same moment more than once. */
async function factsTwice(db: Db, corpId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from (
      select from event where corp_id = ${corpId} and source_key like 'wecom:%'
      group by type, subject, occurred_at, data having count(*) > 1) twice`.execute(db);
  return rows[0]?.n ?? 0;
}

import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Invariant } from "./invariants.ts";

/** What the judge looks at on a phone. */
export type SeenPhone = {
  who: string;
  chats: Array<{ with: string; kind: string; messages: Array<{ from: string; at: string; text?: string }> }>;
};

/**
 * The people's own phones judge: no text of a step came twice in one conversation, whatever our rows say. `texts` are the
 * steps' contents; each is one step, so seeing it twice is having been touched twice.
 */
export function phonesShowStepsOnce(phones: readonly SeenPhone[], texts: ReadonlySet<string>): Invariant {
  let checked = 0;
  const twice: string[] = [];
  const groups = new Set<string>();
  for (const phone of phones) {
    for (const chat of phone.chats) {
      if (chat.kind === "group" && groups.has(chat.with)) continue;
      if (chat.kind === "group") groups.add(chat.with);
      const seen = Map.groupBy(
        chat.messages.filter(({ from, text }) => from !== phone.who && text !== undefined && texts.has(text)),
        ({ text }) => text,
      );
      checked += seen.size;
      for (const [text, messages] of seen) {
        if (messages.length > 1) twice.push(`${phone.who} ${chat.with} ${messages.length}× ${text?.slice(0, 20)}`);
      }
    }
  }
  const examples = twice.toSorted().slice(0, 5);
  return { name: "phonesShowStepsOnce", checked, violations: twice.length, ...(examples.length > 0 ? { examples } : {}) };
}

const AT_ONCE = 16;

/** Every phone of the sandbox at `url`, staff first: they see all of their groups. */
export async function readPhones(url: string): Promise<SeenPhone[]> {
  const { staff, customersTotal } = (await get(`${url}/_sandbox/phones`)) as { staff: Array<{ who: string }>; customersTotal: number };
  const ids = [...staff.map(({ who }) => who), ...Array.from({ length: customersTotal }, (_, i) => `c${i + 1}`)];
  const phones: SeenPhone[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE).map((who) => get(`${url}/_sandbox/phones/${who}`));
    phones.push(...((await Promise.all(some)) as SeenPhone[]));
  }
  return phones;
}

async function get(url: string): Promise<unknown> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.json();
}

/** What steps that WeCom delivers say, in every version: a member's own words may come as often as she likes. */
export async function stepTexts(db: Db, corpId: string): Promise<Set<string>> {
  const { rows } = await sql<{ text: string }>`select distinct step->'content'->>'text' as text
    from sop_version v, jsonb_array_elements(v.definition->'steps') step
    where v.corp_id = ${corpId} and step->>'kind' <> 'staff-task'`.execute(db);
  return new Set(rows.map(({ text }) => text));
}

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

/** A task by hand, and whether something showed it (A, B). */
export type HandTask = { id: string; assignee: string; to: string; inGroup: boolean; text: string; since: string; verified: boolean };

/**
 * Liars tick without doing. The phones know better than any row: whatever counts as done was really written by her in that
 * conversation, after she was asked.
 */
export function doneWasReallyDone(phones: readonly SeenPhone[], tasks: readonly HandTask[]): Invariant {
  const done = tasks.filter((task) => task.verified && !isForgotten(phones, task));
  const false_ = done.filter((task) => !wasWritten(phones, task)).map(({ id, assignee }) => `${id} ${assignee}`);
  const examples = false_.toSorted().slice(0, 5);
  return {
    name: "doneWasReallyDone",
    checked: done.length,
    violations: false_.length,
    ...(examples.length > 0 ? { examples } : {}),
  };
}

/** A rehearsal's phones keep so many messages of a group, a month of a lively one: of what was said before, they can say nothing. */
export const KEPT_OF_A_GROUP = 5000;

function isForgotten(phones: readonly SeenPhone[], task: HandTask): boolean {
  const chat = task.inGroup ? chatOf(phones, task) : undefined;
  return chat !== undefined && chat.messages.length >= KEPT_OF_A_GROUP && chat.messages.every(({ at }) => at > task.since);
}

/** What really happened, as her own phone shows it. */
export function wasWritten(phones: readonly SeenPhone[], task: Omit<HandTask, "verified">): boolean {
  const { assignee, text, since } = task;
  const messages = chatOf(phones, task)?.messages ?? [];
  return messages.some((one) => one.from === assignee && one.at >= since && (one.text ?? "").includes(text));
}

/** The conversation in which she was to write, on her own phone. */
function chatOf(phones: readonly SeenPhone[], { assignee, to, inGroup }: Omit<HandTask, "verified">) {
  const phone = phones.find(({ who }) => who === assignee);
  return phone?.chats.find((chat) => chat.with === to && (chat.kind === "group") === inGroup);
}

/** Tasks by hand that could be shown: all that were opened. */
export async function handTasks(db: Db, corpId: string): Promise<HandTask[]> {
  const { rows } = await sql<Omit<HandTask, "since"> & { since: Date }>`select id, assignee, params->>'recipient' as to,
      params->>'recipient' = params->>'chatId' as "inGroup", params->>'text' as text, opened_at as since,
      state = 'done' and grade in ('A', 'B') as verified
    from task where corp_id = ${corpId} and kind = 'sop-step' and params->>'evidence' in ('message', 'link')
    union all select t.id, t.assignee, p.chat_id, true, t.params->>'text', t.opened_at, p.shown_at is not null
    from calendar_post p join task t on t.corp_id = p.corp_id and t.id = p.task_id where p.corp_id = ${corpId} order by 1, 3`.execute(db);
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
}

const AT_ONCE = 16;

/** Every phone of the sandbox at `url`, staff first: somebody of them is in every group, so the customers' need not tell of groups again. */
export async function readPhones(url: string): Promise<SeenPhone[]> {
  const { staff, customersTotal } = (await get(`${url}/_sandbox/phones`)) as { staff: Array<{ who: string }>; customersTotal: number };
  const ids = [...staff.map(({ who }) => who), ...Array.from({ length: customersTotal }, (_, i) => `c${i + 1}?groups=0`)];
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

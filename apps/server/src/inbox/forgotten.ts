import { sql } from "kysely";
import type { CallbackEvent } from "@shuke/wecom";
import type { Db } from "#db/connect";
import { forgottenPeople, hasForgotten, welcomeBack } from "#kit/forgotten";

type Stored = { row: { id: number } };

/**
 * Callbacks without those who are forgotten. What tells of nobody else is deleted as if it had never come; a group's change keeps the
 * others and loses its envelope's text. A friendship that began since brings her back.
 */
export async function leaveOutForgotten<R extends Stored>(tx: Db, corpId: string, all: readonly R[]): Promise<R[]> {
  if (all.length === 0 || !(await hasForgotten(tx, corpId))) return [...all];
  const gone = await forgottenPeople(tx, corpId, all.flatMap(peopleOf));
  if (gone.size === 0) return [...all];
  const met = all.flatMap((one) => {
    const event = eventOf(one);
    if (event?.family !== "customer" || !event.changeType.startsWith("add_")) return [];
    return [[event.externalUserId, new Date(event.createTime * 1000)] as const];
  });
  const since = new Map(met.filter(([id, at]) => at > (gone.get(id) ?? at)));
  for (const id of await welcomeBack(tx, corpId, since)) gone.delete(id);
  const [deleted, emptied]: [number[], number[]] = [[], []];
  const kept = all.flatMap((one) => {
    const event = eventOf(one);
    if (!event || !peopleOf(one).some((id) => gone.has(id))) return [one];
    if (event.family !== "group" || event.changeType !== "update") {
      deleted.push(one.row.id);
      return [];
    }
    emptied.push(one.row.id);
    return [{ ...one, event: { ...event, memChangeList: event.memChangeList.filter((id) => !gone.has(id)) } }];
  });
  await sql`delete from inbox where corp_id = ${corpId} and id = any(${deleted}::bigint[])`.execute(tx);
  await sql`update inbox set message = '', envelope = '{}'::jsonb where corp_id = ${corpId} and id = any(${emptied}::bigint[])`.execute(tx);
  return kept;
}

const eventOf = (one: Stored & { event?: CallbackEvent }): CallbackEvent | null => one.event ?? null;

function peopleOf(one: Stored & { event?: CallbackEvent }): string[] {
  const event = eventOf(one);
  if (event === null) return [];
  if (event.family === "group") return event.changeType === "update" ? [...event.memChangeList] : [];
  const named = event.fields["ExternalUserID"];
  return typeof named === "string" ? [named] : [];
}

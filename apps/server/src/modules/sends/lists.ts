import { type RawBuilder, sql } from "kysely";
import type { SendAudience } from "@shuke/contract";

type List = NonNullable<SendAudience["list"]>;
/** SQL for the external user ids of a list. */
type ListSql = (corpId: string, id: string) => RawBuilder<unknown>;

const lists = new Map<List["of"], ListSql>();

/** A module above keeps lists of people to whom sends go on its behalf. */
export const provideList = (of: List["of"], rows: ListSql): void => void lists.set(of, rows);

export function listed(corpId: string, { of, id }: List): RawBuilder<unknown> {
  const rows = lists.get(of);
  return rows ? rows(corpId, id) : sql`select null::text where false`;
}

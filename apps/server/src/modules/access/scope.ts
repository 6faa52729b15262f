import type { Role } from "@shuke/contract";
import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Scope } from "#kit/scope";
import { isBound, isNarrow } from "./rules.ts";
import type { Membership } from "./users.ts";

/**
 * What this member may see; null: the whole corp, "unbound": a narrow role that is bound to nobody who works here and to nothing.
 * Whoever answers for departments sees their staff and the stores that these manage; a store manager the stores that name her.
 */
export async function scopeOf(db: Db, member: Membership): Promise<Scope | "unbound" | null> {
  const { corpId, staffUserId, storeIds, departmentIds } = member;
  if (!isNarrow(member)) return null;
  if (!isBound(member)) return "unbound";
  const hasStores = managesStores(member.role) || departmentIds.length > 0;
  const { rows } = await sql<Scope>`
    with recursive tree (id) as (
        select department_id from department where corp_id = ${corpId} and department_id = any(${[...departmentIds]}::bigint[]) and not removed
        union select d.department_id from tree join department d on d.corp_id = ${corpId} and d.parent_id = tree.id and not d.removed),
      people (id) as (
        select ${staffUserId}::text where ${staffUserId}::text is not null
          and not exists (select from staff where corp_id = ${corpId} and user_id = ${staffUserId} and removed)
        union select user_id from staff s where ${departmentIds.length > 0} and s.corp_id = ${corpId} and not s.removed
          and exists (select from jsonb_array_elements_text(s.departments) d where d::bigint in (select id from tree))),
      stores (id) as (
        select id from store where corp_id = ${corpId} and id = any(${[...storeIds]}::text[])
        union select id from store where ${hasStores} and corp_id = ${corpId} and manager_user_id = any(array(select id from people))),
      chats (id, owner) as (
        select chat_id, owner from group_chat where corp_id = ${corpId} and owner = any(array(select id from people))
        union select g.chat_id, g.owner from group_chat g where g.corp_id = ${corpId} and ${staffUserId}::text = any(g.admins)
          and exists (select from people where id = ${staffUserId})
        union select g.chat_id, g.owner from live_code c
          join live_code_group p on p.corp_id = c.corp_id and p.live_code_id = c.id
          join group_chat g on g.corp_id = p.corp_id and g.chat_id = p.chat_id
          where c.corp_id = ${corpId} and c.kind = 'group' and c.store_id = any(array(select id from stores)))
    select array(select id from people order by id) as "userIds", array(select id from stores order by id) as "storeIds",
      array(select id from chats order by id) as "chatIds",
      array(select distinct owner from chats where owner <> '' order by owner) as "ownerIds"`.execute(db);
  const scope = rows[0];
  return scope === undefined || scope.userIds.length + scope.storeIds.length === 0 ? "unbound" : scope;
}

const managesStores = (role: Role) => role === "storeManager";

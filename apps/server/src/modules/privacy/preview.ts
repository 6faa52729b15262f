import type { api, ForgettingPreview, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { forgottenPeople } from "#kit/forgotten";
import { customerInScope } from "#modules/customers";
import { namesOfPerson } from "./her-names.ts";

type Items = ForgettingPreview["items"];

/** What there is of her, counted along indexes: the walk through all tables is the duty's, not a page's. */
export async function previewForgetting(ctx: Ctx, { customerId }: ParsedInputOf<typeof api.privacy.preview>): Promise<ForgettingPreview> {
  const customer = await customerInScope(ctx, customerId);
  if (!customer) throw notFound("customer", customerId);
  const gone = await forgottenPeople(ctx.db, ctx.corpId, [customer.externalUserId]);
  return {
    customer: { id: customer.id, name: customer.name ?? "" },
    items: await countHeld(ctx, customer),
    underWay: gone.size > 0,
  };
}

export async function countHeld({ db, corpId }: Ctx, customer: { id: string; externalUserId: string }): Promise<Items> {
  const { externalIds, customerIds, personIds } = await namesOfPerson(db, corpId, customer);
  const subjects = customerIds.map((id) => `customer:${id}`);
  const { rows } = await sql<Record<Items[number]["what"], number>>`select
    (select count(*)::int from relation where corp_id = ${corpId} and customer_id = any(${customerIds}) and state <> 'ended') as friendships,
    (select count(*)::int from group_member where corp_id = ${corpId} and member_id = any(${externalIds}) and left_at is null) as groups,
    (select count(*)::int from enrolment where corp_id = ${corpId} and recipient = any(${externalIds}) and state = 'active') as plans,
    (select count(*)::int from task where corp_id = ${corpId} and subject = any(${subjects}) and state = 'open') as tasks,
    (select count(*)::int from ticket where corp_id = ${corpId} and external_user_id = any(${externalIds}) and state not in ('closed', 'answered')) as cases,
    (select count(distinct action_id)::int from touch where corp_id = ${corpId} and budget = 'person' and recipient = any(${externalIds}) and state = 'reserved') as contacts,
    (select count(*)::int from archive_message where corp_id = ${corpId} and customer = any(${externalIds})) as messages,
    (select count(*)::int from customer_note where corp_id = ${corpId} and customer_id = any(${customerIds})) as notes,
    (select count(*)::int from customer_field where corp_id = ${corpId} and customer_id = any(${customerIds})) as fields,
    (select count(*)::int from customer_order where corp_id = ${corpId} and person_id = any(${personIds})) as orders,
    (select count(*)::int from person_key where corp_id = ${corpId} and person_id = any(${personIds})) as keys,
    (select count(*)::int from event where corp_id = ${corpId} and subject = any(${subjects})) as facts`.execute(db);
  const [count] = rows;
  if (!count) return [];
  const item = (what: Items[number]["what"], fate: Items[number]["fate"]) => ({ what, fate, count: count[what] });
  return [
    ...(["friendships", "groups", "plans", "tasks", "cases", "contacts"] as const).map((what) => item(what, "ended")),
    item("messages", "deleted"),
    ...(["notes", "fields", "orders", "keys", "facts"] as const).map((what) => item(what, "anonymous")),
  ];
}

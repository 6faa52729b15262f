import pg from "pg";
import type { z } from "zod";
import { api, type Endpoint, type SegmentNode } from "@shuke/contract";
import { connect } from "../../../apps/server/src/db/connect.ts";
import { proposedRules } from "../../../apps/server/src/modules/life-cycle/defaults.ts";
import { duties } from "../../../apps/server/src/modules/segments/index.ts";
import { literal } from "../luckin/bulk.ts";
import type { Luckin } from "../luckin.ts";
import type { Operator } from "./operators.ts";

/**
 * What the filled world lacks, so that its screens are measured too: fields, marks, stages, segments with members and snapshots. What
 * somebody makes by hand is made by an operator; what handlers write of everybody is written at once, as they would.
 */
export async function furnish(world: Luckin, operator: Operator, progress: (words: string) => void): Promise<void> {
  const make = async <Out extends z.ZodType>(endpoint: Endpoint<z.ZodType, Out>, input: object): Promise<z.output<Out>> =>
    endpoint.output.parse(JSON.parse((await operator.post(`/api/${endpoint.name}`, input)).toString()));
  progress("fields, marks, stages …");
  const drink = await make(api.fields.create, { name: "常点", kind: "choice", options: ["拿铁", "美式", "生椰", "茶咖"], listed: true });
  const cups = await make(api.fields.create, { name: "一周几杯", kind: "number", listed: true });
  const birthday = await make(api.fields.create, { name: "生日", kind: "date" });
  await make(api.lifeCycle.save, { rules: proposedRules });
  const { client, end } = await open(world.url);
  try {
    await fillFields(client, world, { drink: drink.key, cups: cups.key, birthday: birthday.key });
    await fillMarks(client, world);
    await fillStages(client, world);
    progress("segments …");
    const tags = await client.query<{ id: string }>(
      "select tag_id as id from tag_people where corp_id = $1 order by people desc, tag_id limit 12",
      [world.corpId],
    );
    const ids: string[] = [];
    for (const [name, root] of rootsOf(tags.rows.map(({ id }) => id))) {
      ids.push((await make(api.segments.create, { name, tree: { v: 1, root } })).id);
    }
    await compute(world);
    const { rows: members } = await client.query("select from segment where corp_id = $1 and members > 0", [world.corpId]);
    if (members.length !== ids.length) throw new Error(`${ids.length} segments were made, ${members.length} have members`);
    for (const id of ids.slice(0, 4)) await make(api.segments.snapshot, { id, name: "before" });
    await client.query("vacuum (analyze) customer_field, customer_mark, customer_stage, segment, segment_member, segment_snapshot_member");
  } finally {
    await end();
  }
}

async function open(url: string): Promise<{ client: pg.Client; end: () => Promise<void> }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("set work_mem = '128MB'; set synchronous_commit = off");
  return { client, end: () => client.end() };
}

/** A number below 1,000 that belongs to a person and a purpose. */
const lot = (purpose: number): string => `(abs(hashtext(c.id || '${purpose}')) % 1000)`;

/** A fifth of all have one value, a tenth two more. */
async function fillFields(client: pg.Client, world: Luckin, keys: Record<"drink" | "cups" | "birthday", string>): Promise<void> {
  const [corp, now] = [literal(world.corpId), literal(world.now.toISOString())];
  const values = (key: string, share: number, text: string, number: string, date: string) => `
    insert into customer_field (corp_id, customer_id, key, text_value, number_value, date_value, set_at)
    select ${corp}, c.id, ${literal(key)}, ${text}, ${number}, ${date}, ${now} from customer c where c.corp_id = ${corp} and ${lot(21)} < ${share} order by c.id`;
  const options = `(select array_agg(o ->> 'id') from custom_field f, jsonb_array_elements(f.options) o where f.corp_id = ${corp} and f.key = ${literal(keys.drink)})`;
  await client.query(values(keys.drink, 200, `(${options})[1 + ${lot(22)} % 4]`, "null", "null"));
  await client.query(values(keys.cups, 100, "null", `1 + ${lot(23)} % 12`, "null"));
  await client.query(values(keys.birthday, 100, "null", "null", `date '1980-01-01' + 10 * ${lot(24)}`));
  await client.query(`insert into field_people (corp_id, key, value, people)
    select corp_id, key, coalesce(text_value, ''), count(*) from customer_field where corp_id = ${corp} group by 1, 2, 3`);
}

/** Colleagues, testers and suppliers: two of a thousand. */
async function fillMarks(client: pg.Client, world: Luckin): Promise<void> {
  const corp = literal(world.corpId);
  await client.query(`insert into customer_mark (corp_id, customer_id, mark, since)
    select ${corp}, c.id, (array['staff', 'test', 'supplier', 'competitor'])[1 + ${lot(26)} % 4], ${literal(world.now.toISOString())}
    from customer c where c.corp_id = ${corp} and ${lot(25)} < 2`);
}

/** Everybody has been looked at under the rules. */
async function fillStages(client: pg.Client, world: Luckin): Promise<void> {
  const corp = literal(world.corpId);
  await client.query(`insert into customer_stage (corp_id, customer_id, stage, since)
    select ${corp}, c.id, case when c.state in ('lost', 'one-way') then 'lost' when ${lot(27)} < 40 then 'new' when ${lot(27)} < 300 then 'active'
      when ${lot(27)} < 380 then 'loyal' else 'silent' end, ${literal(world.now.toISOString())} from customer c where c.corp_id = ${corp} order by c.id`);
  await client.query(`insert into stage_people (corp_id, stage, people) select corp_id, stage, count(*) from customer_stage where corp_id = ${corp} group by 1, 2
    on conflict (corp_id, stage) do update set people = excluded.people`);
  await client.query(`update life_cycle set place = null, looked = 0, moved = 0 where corp_id = ${corp}`);
}

/** Some of half the base, most of a few per cent, some of few. */
function rootsOf(tags: readonly string[]): Array<[name: string, root: SegmentNode]> {
  const friend: SegmentNode = { kind: "relation", in: ["friend"] };
  const and = (...of: SegmentNode[]): SegmentNode => ({ kind: "and", of });
  const tagged = tags.map((tag, nth): [string, SegmentNode] => [`tag ${nth}`, and(friend, { kind: "tags", match: "any", tagIds: [tag] })]);
  return [
    ["friends", friend],
    ["buyers", and(friend, { kind: "orders", measure: "count", op: ">=", value: 2, days: 90 })],
    ["new friends", and(friend, { kind: "added", when: { op: "within", days: 14 } })],
    ...tagged,
  ];
}

async function compute(world: Luckin): Promise<void> {
  const { db, close } = connect(world.url, { max: 4, statementTimeoutMs: 600_000 });
  try {
    const duty = duties.find(({ name }) => name === "segments.compute");
    if (!duty) throw new Error("the duty that computes is not there");
    while ((await duty.run(db, world.corpId, world.now)) > 0);
  } finally {
    await close();
  }
}

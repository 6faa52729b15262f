import { createHash } from "node:crypto";
import { type RawBuilder, sql } from "kysely";
import type { api, OutputOf } from "@shuke/contract";
import type { Db } from "#db/connect";
import type { Ctx } from "#kit/ctx";

type Truth = OutputOf<typeof api.sync.truth>;
type FamilyName = keyof Truth["families"];
type Family = Truth["families"][FamilyName];

/** Rows that pass through at once. */
const PAGE = 20_000;

/** One family: its rows in the order of their keys; the first `keys` fields are the key. */
type Source = { keys: 1 | 2; rows: RawBuilder<unknown> };

/**
 * Ids hold letters, digits and `_ - @ .` only, so the byte order of keys is also the code-unit order of the lines
 * (`"` sorts before all of these). That lets 1.8 million rows pass through in pages instead of being sorted here.
 */
function sources(corpId: string): Record<FamilyName, Source> {
  return {
    customers: {
      keys: 1,
      rows: sql`
        select external_user_id as a, coalesce(name, '') as b, coalesce(type, 0) as c, coalesce(gender, 0) as d, unionid as e
        from customer where corp_id = ${corpId}
          and exists (select from relation r where r.corp_id = customer.corp_id and r.customer_id = customer.id
            and r.state in ('active', 'one-way'))
        order by external_user_id collate "C"`,
    },
    relations: {
      keys: 2,
      rows: sql`
        select user_id as a, external_user_id as b, remark as c, description as d, created_sec as e,
          coalesce(add_way, 0) as f, channel_state as g, tag_ids as h
        from relation where corp_id = ${corpId} and state in ('active', 'one-way')
        order by user_id collate "C", external_user_id collate "C"`,
    },
    tags: {
      keys: 1,
      rows: sql`
        select id as a, name as b, group_id as c, group_name as d from tag
        where corp_id = ${corpId} and removed_at is null order by id collate "C"`,
    },
    groups: {
      keys: 1,
      rows: sql`
        select chat_id as a, name as b, owner as c, notice as d, created_sec as e from group_chat
        where corp_id = ${corpId} and state = 'open' order by chat_id collate "C"`,
    },
    members: {
      keys: 2,
      rows: sql`
        select m.chat_id as a, m.member_id as b, m.member_type as c, m.joined_sec as d, m.join_scene as e
        from group_member m join group_chat g on g.corp_id = m.corp_id and g.id = m.group_id and g.state = 'open'
        where m.corp_id = ${corpId} and m.left_at is null
        order by m.chat_id collate "C", m.member_id collate "C"`,
    },
  };
}

const NAMES: readonly FamilyName[] = ["customers", "relations", "tags", "groups", "members"];

/** What we hold, comparable with the sandbox's `/_sandbox/truth` byte by byte (DESIGN §5b). One snapshot, in pages. */
export async function truth(ctx: Ctx): Promise<Truth> {
  return ctx.db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (tx) => {
      const all = sources(ctx.corpId);
      const families = {
        customers: await familyOf(tx, all.customers),
        relations: await familyOf(tx, all.relations),
        tags: await familyOf(tx, all.tags),
        groups: await familyOf(tx, all.groups),
        members: await familyOf(tx, all.members),
      };
      const lines = NAMES.map((name) => `${name}:${families[name].count}:${families[name].hash}`);
      const { rows } = await sql<{ count: number }>`select count(*)::int as count from relation
        where corp_id = ${ctx.corpId} and state = 'one-way'`.execute(tx);
      const { rows: gone } = await sql<{ count: number }>`select count(distinct forgetting_id)::int as count from forgotten
        where corp_id = ${ctx.corpId}`.execute(tx);
      const forgotten = gone[0]?.count ?? 0;
      return {
        hash: digest(lines),
        families,
        oneWay: { count: rows[0]?.count ?? 0 },
        ...(forgotten > 0 ? { forgotten: { count: forgotten } } : {}),
      };
    });
}

/** Rows with one key field stand in drawers by so many of its first characters, others by their whole first field. */
const DRAWER_CHARS = 4;

/** SHA-256 over the hashes of drawers, each over its lines: the other side looks again only into drawers in which something changed. */
async function familyOf(db: Db, source: Source): Promise<Family> {
  const drawers: string[] = [];
  let count = 0;
  let open: { key: string; lines: string[] } = { key: "", lines: [] };
  const close = (): void => {
    if (open.lines.length > 0) drawers.push(digest(open.lines));
  };
  for await (const { first, line } of linesOf(db, source)) {
    const key = source.keys === 1 ? first.slice(0, DRAWER_CHARS) : first;
    if (key !== open.key) {
      close();
      open = { key, lines: [] };
    }
    open.lines.push(line);
    count += 1;
  }
  close();
  return { count, hash: digest(drawers) };
}

/** Lines in the order of their keys, with the first field of each: sorted once, by a cursor that lives as long as the transaction. */
async function* linesOf(tx: Db, { rows: query }: Source): AsyncGenerator<{ first: string; line: string }> {
  await sql`declare truth_rows no scroll cursor for ${query}`.execute(tx);
  for (let read = PAGE; read === PAGE;) {
    const { rows } = await sql<Record<string, unknown>>`fetch ${sql.lit(PAGE)} from truth_rows`.execute(tx);
    for (const row of rows) {
      const fields = Object.values(row);
      yield { first: String(fields[0]), line: JSON.stringify(fields) };
    }
    read = rows.length;
  }
  await sql`close truth_rows`.execute(tx);
}

/** Every line of every family, each after the family's name, for a comparison by eye or by a tool when hashes differ. */
export function truthLines(db: Db, corpId: string): Promise<string[]> {
  return db.transaction().execute(async (tx) => {
    const all = sources(corpId);
    const lines: string[] = [];
    for (const family of NAMES) for await (const { line } of linesOf(tx, all[family])) lines.push(`${family} ${line}`);
    return lines;
  });
}

function digest(lines: readonly string[]): string {
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}

import { describe, expect, test } from "vitest";
import { readMigrations } from "./migrate.ts";
import { dangersOf } from "./migration-rule.ts";
import { splitSql } from "./split-sql.ts";

/** The last file from before the rule. */
const BEFORE = "0051-live-code-problem.sql";

test("no migration holds a big table that exists already", async () => {
  const after = (await readMigrations()).filter(({ name }) => name > BEFORE);
  const found = after.flatMap(({ name, sql }) => dangersOf(sql).map((danger) => `${name}: ${danger}`));
  expect(found).toEqual([]);
});

describe("refused", () => {
  test.each([
    "create index a_b on customer (corp_id, name);",
    "create unique index a_b on public.customer (corp_id, name);",
    "create index concurrently a_b on customer (corp_id, name);",
    "-- no-transaction\nupdate customer set name = '';",
    "-- no-transaction\ncreate table x (corp_id text);",
    "update customer set name = '' where name is null;",
    "delete from event;",
    "alter table customer alter column name type varchar(20);",
    "alter table customer add column token uuid default gen_random_uuid();",
    "alter table customer add column n int generated always as (1) stored;",
    "alter table customer add column n bigint generated always as identity;",
    "alter table customer alter column name set not null;",
    "alter table customer add constraint named check (name <> '');",
    "alter table customer add constraint named check (name <> '') not valid, validate constraint named;",
    "alter table customer add constraint one unique (corp_id, unionid);",
    "alter table customer add primary key (corp_id, id);",
    "alter table customer add column other text references corp (corp_id);",
    "truncate event;",
    "reindex table event;",
    "lock table event;",
  ])("%s", (sql) => expect(dangersOf(sql)).toHaveLength(1));
});

describe("allowed", () => {
  test.each([
    "create table fresh (corp_id text, n int); create index fresh_n on fresh (corp_id, n); update fresh set n = 1;",
    "create index store_x on store (corp_id, name);",
    "-- no-transaction\ncreate index concurrently a_b on customer (corp_id, name);\ndrop index concurrently if exists a_c;",
    "-- no-transaction\nalter table customer validate constraint named;",
    "-- batches\nupdate customer set name = '' where (corp_id, id) in (select corp_id, id from customer where name is null limit 5000)",
    "alter table customer add column birthday date, add column points integer not null default 0;",
    "alter table customer add constraint named check (name <> '') not valid;",
    "alter table customer add constraint one unique using index customer_one;",
    "alter table customer drop column avatar; drop index customer_name;",
    "insert into customer_figure select corp_id, count(*) from customer group by 1;",
    "create or replace function f() returns int language sql as $$ update customer set name = ''; select 1 $$;",
  ])("%s", (sql) => expect(dangersOf(sql)).toEqual([]));
});

test("statements end at their semicolons, not at those in quotes, bodies or comments", () => {
  const sql = `select ';' as "a;b"; -- no; end
    /* nor /* here; */ ; */ create function f() returns int language sql as $x$ select 1; select $$;$$ $x$; select 'it''s;' , $1`;
  expect(splitSql(sql)).toHaveLength(3);
  expect(splitSql(";;\n-- nothing\n;")).toEqual([]);
});

import { chance, derived, digest, type Fill, literal, pick, type Size } from "./bulk.ts";
import { GIVEN, NICKNAMES, SURNAMES } from "./names.ts";

const DAYS = 540;
export const TAG_GROUPS = 20;
export const TAGS_PER_GROUP = 10;

/** Officers answer the posters' code, the staff after them manage a store each, the rest are clerks. */
export const officersOf = (size: Size): number => Math.max(1, Math.min(100, Math.floor(size.staff * 0.04)));
export const userId = (index: string): string => `'st' || lpad((${index})::text, 5, '0')`;
export const storeId = (store: string): string => `'sto_' || lpad((${store})::text, 20, '0')`;
export const staffCode = (code: string): string => `'lc_s' || lpad((${code})::text, 19, '0')`;
export const groupCode = (store: string): string => `'lc_g' || lpad((${store})::text, 19, '0')`;
export const tagId = (group: string, tag: string): string =>
  `'etLk' || lpad((${group})::text, 2, '0') || (${tag})::text || 'AAAAAAAAAAAAAAAAAAAAAAAAA'`;

/** Of each group of tags at most one, the first groups and the first tags far more often: sorted as they come. */
function tagsOf(row: string): string {
  const one = (group: number): string => {
    const tag = `floor(${TAGS_PER_GROUP} * power(${chance(row, 200 + group)}, 2.2))::int`;
    return `case when ${chance(row, 100 + group)} < ${(0.75 / (1 + group * 0.45)).toFixed(3)} then ${tagId(String(group), tag)} end`;
  };
  return `array_remove(array[${Array.from({ length: TAG_GROUPS }, (_, group) => one(group)).join(", ")}], null)`;
}

/**
 * The people, once, as the other tables need them. About one in eighteen is a stranger who only sits in a group; every fourth
 * of the others has two friends among the staff; loads of staff are skewed (a hundredth has a tenth of the people).
 */
export async function makePeople({ client, corpId, now, size }: Fill): Promise<void> {
  const end = Math.floor(now.getTime() / 1000);
  const name = `case when ${chance("n", 10)} < 0.6 then ${pick(SURNAMES, "n", 11, 1.6)} || ${pick(GIVEN, "n", 12)}
      || case when ${chance("n", 13)} < 0.7 then ${pick(GIVEN, "n", 14)} else '' end
    else ${pick(NICKNAMES, "n", 15, 1.3)} || case when ${chance("n", 16)} < 0.6 then floor(1000 * ${chance("n", 17)})::int::text else '' end end`;
  const first = `floor(${size.staff} * power(${chance("n", 21)}, 2))::int`;
  const second = `(${first} + 1 + floor(${size.staff - 1} * power(${chance("n", 22)}, 2))::int) % ${size.staff}`;
  await client.query(`create unlogged table luckin.person as
    select n, ext, name, store, u1, u2, kind >= 0.055 as known, has2, c1, s1, s2, code,
      least(${end} - 60, c1 + 3600 + floor((${end} - c1) * ${chance("n", 25)})::bigint) as c2,
      case when s1 in ('ended', 'one-way') then least(${end} - 30, c1 + 600 + floor((${end} - c1) * ${chance("n", 26)})::bigint) end as gone1,
      ${derived("cus", "d")} as id, case when kind >= 0.0585 then ${tagsOf("n")} else '{}'::text[] end as tags
    from (
      select n, ext, kind, ${digest(corpId, "ext")} as d, ${name} as name,
        1 + floor(${size.stores} * power(${chance("n", 20)}, 1.7))::int as store, ${first} as u1, ${second} as u2,
        kind >= 0.0585 and ${chance("n", 23)} < 0.235 as has2,
        case when kind >= 0.055 then ${end} - 7200 - floor(${DAYS} * 86400 * power(${chance("n", 24)}, 1.4))::bigint end as c1,
        case when kind < 0.055 then null when kind < 0.0585 then 'half' when kind < 0.13 then 'ended' when kind < 0.22 then 'one-way'
          else 'active' end as s1,
        case when ${chance("n", 28)} < 0.12 then 'ended' else 'active' end as s2,
        case when ${chance("n", 27)} < 0.75 then 1 + floor(150 * power(${chance("n", 29)}, 2.2))::int end as code
      from (select n, 'wm' || md5(${literal(corpId)} || n) as ext, ${chance("n", 1)} as kind from generate_series(1, ${size.customers}) n offset 0) base offset 0
    ) p`);
  await client.query(`alter table luckin.person add primary key (n)`);
  await client.query(`create index on luckin.person (ext)`);
  await client.query(`analyze luckin.person`);
}

/**
 * Groups with their store and size: 20 to 300, 121 on average. The one who sits at place k of group g is person
 * (start + k × stride): distinct within a group, shared between groups.
 */
export async function makeGroups({ client, corpId, now, size }: Fill): Promise<void> {
  const end = Math.floor(now.getTime() / 1000);
  const store = `1 + case when g <= ${size.stores} then g - 1 else floor(${size.stores} * power(${chance("g", 41)}, 1.7))::int end`;
  await client.query(`create unlogged table luckin.chat as
    select g, chat_id, store, ${derived("grp", digest(corpId, "chat_id"))} as id, (${officersOf(size)} + store - 1) % ${size.staff} as owner,
      20 + floor(280 * power(${chance("g", 42)}, 1.8))::int as size, floor(${size.customers} * ${chance("g", 43)})::int as start,
      1 + floor(${Math.max(1, Math.floor(size.customers / 700))} * ${chance("g", 44)})::int as stride,
      ${end} - 86400 - floor(${DAYS - 20} * 86400 * power(${chance("g", 45)}, 1.2))::bigint as created,
      case when ${chance("g", 46)} < 0.03 then ${end} - 3600 - floor(80000 * ${chance("g", 47)})::int end as dismissed
    from (select g, 'wr' || md5('chat' || g) as chat_id, ${store} as store from generate_series(1, ${size.groups}) g) base`);
  await client.query(`alter table luckin.chat add primary key (g)`);
  await client.query(`analyze luckin.chat`);
}

import pg from "pg";

/** What to draw from, as SQL with the corp as $1: spread over the base, so that no cache holds the answers. */
const QUERIES = {
  customer: "select id from customer where corp_id = $1 and id > 'cus_' || $2 order by id limit 8",
  externalUserId: "select external_user_id from customer where corp_id = $1 and id > 'cus_' || $2 order by id limit 2",
  name: "select name from customer where corp_id = $1 and id > 'cus_' || $2 and name is not null order by id limit 2",
  remark: "select remark from relation where corp_id = $1 and customer_id > 'cus_' || $2 and remark <> '' order by customer_id limit 1",
  group: "select id from group_chat where corp_id = $1 and id > 'grp_' || $2 order by id limit 4",
  groupName: "select name from group_chat where corp_id = $1 and id > 'grp_' || $2 order by id limit 1",
  code: "select id from live_code where corp_id = $1 and $2 <> '' order by md5(id) limit 60",
  staff: "select user_id from staff where corp_id = $1 and id > 'stf_' || $2 order by id limit 4",
  staffName: "select name from staff where corp_id = $1 and id > 'stf_' || $2 order by id limit 2",
  busyStaff: "select user_id from staff where corp_id = $1 and $2 <> '' order by user_id limit 5",
  store: "select id from store where corp_id = $1 and $2 <> '' order by md5(id) limit 80",
  storeName: "select name from store where corp_id = $1 and $2 <> '' order by md5(id) limit 40",
  city: "select distinct city from store where corp_id = $1 and $2 <> '' order by city limit 30",
  tag: "select id from tag where corp_id = $1 and $2 <> '' order by md5(id) limit 80",
  sop: "select id from sop where corp_id = $1 and $2 <> '' order by id",
  task: "select id from task where corp_id = $1 and id > 'tsk_' || $2 order by id limit 4",
  order: "select order_no from customer_order where corp_id = $1 and person_id > 'cus_' || $2 order by person_id limit 4",
  segment: "select id from segment where corp_id = $1 and $2 <> '' order by id",
  snapshot: "select id from segment_snapshot where corp_id = $1 and $2 <> '' order by id",
  field: "select key from custom_field where corp_id = $1 and $2 <> '' order by key",
  numberField: "select key from custom_field where corp_id = $1 and $2 <> '' and kind = 'number'",
  message: "select id::text from inbox where corp_id = $1 and $2 <> '' order by id desc limit 3",
} as const;
export type Kind = keyof typeof QUERIES;

/** Things that are there, drawn at random but the same in every run. */
export interface Samples {
  one(kind: Kind): string;
  any<const T>(of: readonly [T, ...T[]]): T;
  /** a local day so long ago */
  day(ago: number): string;
}

export async function readSamples(url: string, corpId: string, now: Date, seed: number): Promise<Samples> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const found = new Map<string, string[]>();
  try {
    for (const [kind, query] of Object.entries(QUERIES)) {
      const values: string[] = [];
      for (const from of "0123456789abcdefghjkmnpqrstvwxyz") {
        const { rows } = await client.query<string[]>({ text: query, values: [corpId, from], rowMode: "array" });
        values.push(...rows.flatMap(([value]) => value ?? []));
      }
      found.set(kind, values);
    }
  } finally {
    await client.end();
  }
  const random = mulberry(seed);
  const pick = <T>(of: readonly T[]): T | undefined => of[Math.floor(random() * of.length)];
  return {
    one: (kind) => pick(found.get(kind) ?? []) ?? "none",
    any: (of) => pick(of) ?? of[0],
    day: (ago) => new Date(now.getTime() + 8 * 3_600_000 - ago * 86_400_000).toISOString().slice(0, 10),
  };
}

/** A small generator of random numbers with a seed (public domain, Tommy Ettinger's mulberry32). */
export function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

import Fastify from "fastify";
import { callerOf, drain } from "./lib/http-load.ts";
import { row } from "./lib/row.ts";
import type { BenchOptions, Row } from "./lib/row.ts";
import { day } from "./lib/sandbox-day.ts";
import { CONNECTIONS, open } from "./lib/sandbox.ts";
import type { Open } from "./lib/sandbox.ts";

const LISTS = { members: 100, page: 100 };

/** Luckin's size, scaled. */
function sizeOf(scale: number): { customers: number; groups: number; staff: number; stores: number } {
  const of = (n: number): number => Math.max(1, Math.round(n * scale));
  return { customers: of(1_800_000), groups: of(9100), staff: of(3000), stores: of(1000) };
}

const MARK = Buffer.from('"external_contact":{');

function customersIn(page: Buffer): number {
  let found = 0;
  for (let at = page.indexOf(MARK); at >= 0; at = page.indexOf(MARK, at + MARK.length)) found += 1;
  return found;
}

/** `next_cursor` stands at the end; parsing fifty kilobytes for it would measure the client. */
function cursorIn(page: Buffer): string {
  return /"next_cursor":"([^"]+)"/.exec(page.subarray(-200).toString("latin1"))?.[1] ?? "";
}

interface Walked {
  pages: number;
  customers: number;
  seconds: number;
  /** one full page, for the baseline */
  sample: Buffer;
}

/** Every customer of every member, in pages of a hundred; lists of members follow each other on as many connections. */
async function walk({ caller, token }: Open, staff: number): Promise<Walked> {
  const userids = Array.from({ length: staff }, (_, n) => `staff${String(n + 1).padStart(3, "0")}`);
  const lists = Array.from({ length: Math.ceil(staff / LISTS.members) }, (_, n) =>
    userids.slice(n * LISTS.members, (n + 1) * LISTS.members),
  );
  let pages = 0;
  let customers = 0;
  let sample: Buffer = Buffer.alloc(0);
  const seconds = await drain(
    lists.map((userid_list) => async () => {
      for (let cursor = ""; ;) {
        const body = { userid_list, limit: LISTS.page, cursor };
        const page = await caller.post(`/cgi-bin/externalcontact/batch/get_by_user?access_token=${token}`, body);
        pages += 1;
        customers += customersIn(page);
        if (sample.length === 0) sample = page;
        cursor = cursorIn(page);
        if (cursor === "") return;
      }
    }),
    CONNECTIONS,
  );
  return { pages, customers, seconds, sample };
}

/** Single customers, members and groups by turns. */
async function small({ caller, token }: Open, ids: { externals: string[] }, count: number): Promise<number> {
  const paths = [
    (n: number) =>
      caller.get(`/cgi-bin/externalcontact/get?access_token=${token}&external_userid=${ids.externals[n % ids.externals.length]}`),
    () => caller.get(`/cgi-bin/user/get?access_token=${token}&userid=staff001`),
    (n: number) =>
      caller.post(`/cgi-bin/externalcontact/remark?access_token=${token}`, {
        userid: "staff001",
        external_userid: ids.externals[n % ids.externals.length],
        remark: `客人 ${n % 7}`,
      }),
    () => caller.post(`/cgi-bin/externalcontact/get_corp_tag_list?access_token=${token}`, {}),
  ];
  const jobs = Array.from({ length: count }, (_, n) => () => paths[n % paths.length]?.(n) ?? Promise.resolve());
  return count / (await drain(jobs, CONNECTIONS));
}

/** The same client against routes that only serialise what they have. */
async function bare(sample: Buffer, pages: number, calls: number): Promise<{ pages: number; calls: number }> {
  const page: unknown = JSON.parse(sample.toString());
  const app = Fastify();
  app.post("/page", () => page);
  app.post("/small", () => ({ errcode: 0, errmsg: "ok" }));
  const caller = callerOf(await app.listen({ port: 0, host: "127.0.0.1" }), CONNECTIONS);
  const rate = async (path: string, count: number): Promise<number> =>
    count /
    (await drain(
      Array.from({ length: count }, () => async () => {
        const answer = await caller.post(path, { cursor: "" });
        customersIn(answer);
      }),
      CONNECTIONS,
    ));
  const rates = { pages: await rate("/page", pages), calls: await rate("/small", calls) };
  caller.close();
  await app.close();
  return rates;
}

/** The sandbox at Luckin's size: how soon it is ready, how many pages of a hundred customers and small calls a second, how long a day of people takes. */
export async function bench({ scale, progress }: BenchOptions): Promise<Row[]> {
  const size = sizeOf(scale);
  progress("starting an empty one");
  const empty = await open({ customers: 0, staff: 1, groups: 0, stores: 0 });
  await empty.close();
  progress(`starting one with ${size.customers} customers`);
  const full = await open(size);
  const readyRss = full.child.rssMiB();
  progress("reading every customer");
  const walked = await walk(full, size.staff);
  if (walked.customers !== size.customers) throw new Error(`the pages held ${walked.customers} customers of ${size.customers}`);
  const pageRss = full.child.rssMiB();
  progress("small calls");
  const list: { external_userid: string[] } = JSON.parse(
    (await full.caller.get(`/cgi-bin/externalcontact/list?access_token=${full.token}&userid=staff001`)).toString(),
  );
  const calls = Math.max(200, Math.round(40_000 * scale));
  const callRate = await small(full, { externals: list.external_userid }, calls);
  const callRss = full.child.rssMiB();
  await full.close();
  progress("the bare server");
  const base = await bare(walked.sample, Math.min(walked.pages, 3000), calls);
  progress("a day of people");
  const people = await day(scale);
  return [
    row("sandbox", "pages/s", { value: walked.pages / walked.seconds, baseline: base.pages, n: walked.pages, rssMiB: pageRss }),
    row("sandbox.small", "calls/s", { value: callRate, baseline: base.calls, n: calls, rssMiB: callRss }),
    row("sandbox.ready", "s", { value: full.child.seconds, baseline: empty.child.seconds, n: size.customers, rssMiB: readyRss }),
    // As long as the bare server takes to be told of every act.
    row("sandbox.day", "s", { value: people.seconds, baseline: people.acts / base.calls, n: people.customers, rssMiB: people.rssMiB }),
  ];
}

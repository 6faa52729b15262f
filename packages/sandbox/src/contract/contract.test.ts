import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import type { RunningSandbox } from "../index.ts";
import { isBody } from "../kit/params.ts";
import type { Body } from "../kit/params.ts";
import { createHarness } from "../testing/harness.ts";
import type { Harness } from "../testing/harness.ts";
import { contractCommand } from "./command.ts";
import { CHECKS, READING, runContract } from "./run.ts";
import type { Report } from "./run.ts";
import { reads } from "./trial.ts";
import { reportWords } from "./words.ts";
import { fillWorld, targetOf } from "./world.ts";

/** Changes an answer on its way; undefined leaves it. */
type Alter = (path: string, answer: Body, query: URLSearchParams) => Body | undefined;

interface Service {
  url: string;
  paths: string[];
}

/** Stands where WeCom stands, remembers what it was asked, and hands it on to a sandbox. */
async function service(sb: RunningSandbox, alter: Alter = () => undefined): Promise<Service> {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => void pass(Buffer.concat(chunks)));
    const pass = async (body: Buffer): Promise<void> => {
      const url = new URL(request.url ?? "/", sb.url);
      const path = url.pathname.replace("/cgi-bin/", "");
      paths.push(path);
      const answer = await fetch(url, { method: request.method ?? "GET", ...(body.length > 0 ? { body: body.toString() } : {}) });
      const json: unknown = await answer.json();
      response.writeHead(answer.status);
      response.end(JSON.stringify((isBody(json) && alter(path, json, url.searchParams)) || json));
    };
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`, paths };
}

async function filled(): Promise<Harness> {
  const h = await createHarness();
  await fillWorld(h.sb);
  return h;
}

/** As a person with a corp runs it. */
async function live({ sb }: Harness, baseUrl: string, secret?: string): Promise<Report & { waits: number }> {
  let waits = 0;
  const pause = (): Promise<void> => Promise.resolve(void (waits += 1));
  const target = { ...targetOf(sb), baseUrl, ...(secret === undefined ? {} : { secrets: { app: secret } }) };
  const report = await runContract({ target, live: true, now: Date.parse(sb.clock().now), pause });
  return { ...report, waits };
}

const named = (report: Report, result: string): string[] =>
  report.outcomes.filter((outcome) => outcome.result === result).map(({ name }) => name);

test("the sandbox keeps the whole contract, what writes included", async () => {
  const { sb } = await filled();
  const report = await runContract({
    target: targetOf(sb),
    live: false,
    now: Date.parse(sb.clock().now),
    pause: () => Promise.resolve(),
  });
  expect(report.outcomes.flatMap(({ name, differences }) => differences.map((difference) => ({ name, ...difference })))).toEqual([]);
  expect(report.outcomes.map(({ name }) => name)).toEqual(CHECKS.map(({ name }) => name));
  expect(named(report, "not asked")).toEqual(["open systemSecrets"]);
});

test("live it only reads, at a distance, and leaves the corp as it was", async () => {
  const h = await filled();
  const { url, paths } = await service(h.sb);
  const before = h.sb.truth();
  const rows = h.sb.phone("staff001");
  const report = await live(h, url);
  expect(named(report, "differs")).toEqual([]);
  expect(report.outcomes).toHaveLength(CHECKS.filter(({ writes }) => !writes).length);
  expect([...new Set(paths)].toSorted()).toEqual([...READING].toSorted());
  expect(
    paths.filter((path) => /(^|[/_])(add|del|delete|update|edit|create|send|mark|remark|transfer|cancel|remind|upload)(_|$|\/)/.test(path)),
  ).toEqual([]);
  expect(report.waits).toBe(paths.length);
  expect(report.calls).toBe(paths.length);
  expect(h.sb.truth()).toEqual(before);
  expect(h.sb.phone("staff001")).toEqual(rows);
});

test("live a check that would write is stopped before it calls", async () => {
  const h = await filled();
  const { url, paths } = await service(h.sb);
  const lying = reads("lying", "", "", "", async (t) => void (await t.ask("externalcontact/add_corp_tag", { body: { group_name: "x" } })));
  const target = { ...targetOf(h.sb), baseUrl: url };
  const run = runContract({ target, live: true, now: 0, pause: () => Promise.resolve(), checks: [lying] });
  await expect(run).rejects.toThrow("add_corp_tag is not for reading");
  expect(paths).toEqual(["gettoken", "gettoken"]);
});

test("every difference that is planted is named, and nothing else", async () => {
  const h = await filled();
  const { url } = await service(h.sb, (path, answer, query) => {
    if (path === "gettoken" && answer.errcode === 40001) return { ...answer, errcode: 40091 };
    if (path === "department/list")
      return { ...answer, department: [{ id: "1", parentid: 0, order: 1, name: "总部", secret_plan: "王小明" }] };
    if (path === "externalcontact/get_follow_user_list" && query.has("access_token")) return { ...answer, next_cursor: null };
    return undefined;
  });
  const { outcomes } = await live(h, url);
  const told = outcomes.flatMap(({ name, differences }) =>
    differences.map(({ what, expected, got }) => [name, what, expected, got].join(" | ")),
  );
  expect(told).toEqual([
    "token.wrong-secret | errcode | 40001 | 40091",
    "shape department/list | department.id | int | text",
    "shape department/list | department.secret_plan | absent | text",
    "shape externalcontact/get_follow_user_list | next_cursor | absent | null",
  ]);
});

test("neither secrets nor people nor ids are in what it prints", async () => {
  const h = await filled();
  const { url } = await service(h.sb, (path, answer) =>
    path.startsWith("externalcontact/") ? { ...answer, errmsg: 1, extra: answer } : undefined,
  );
  const report = await live(h, url);
  const printed = `${reportWords(report)}\n${JSON.stringify(report)}`;
  const { world } = h.sb.parts.sim;
  const private_ = [
    h.sb.corp.corpId,
    ...[...world.apps.values()].map((app) => app.secret),
    ...[...world.users.values()].flatMap(({ userid, name }) => [userid, name]),
    ...["小梅", "罗先生", "安娜", "拿铁", "口味", "周三会员日"],
    ...(JSON.stringify(h.sb.phone("staff001")).match(/\b(wr|wm|wo|msg)[A-Za-z0-9_-]{10,}/g) ?? []),
    await h.token(),
  ];
  expect(named(report, "differs").length).toBeGreaterThan(0);
  expect(private_.filter((text) => printed.includes(text))).toEqual([]);
});

test("what an app may not ask is left out; an answer of “too often” ends the run", async () => {
  const h = await filled();
  const { url, paths } = await service(h.sb);
  const stranger = await live(h, url, await h.app({ users: ["staff001"], customers: false }));
  expect(named(stranger, "differs")).toEqual([]);
  expect(named(stranger, "not asked")).toContain("shape externalcontact/get");
  h.sb.faults.add({ kind: "error", path: "department/list", errcode: 45009, count: 1 });
  paths.length = 0;
  const { outcomes } = await live(h, url);
  expect(paths.at(-1)).toBe("department/list");
  const from = outcomes.findIndex(({ name }) => name === "shape department/list");
  expect(outcomes.slice(from).every(({ result, why }) => result === "not asked" && why?.en.includes("45009"))).toBe(true);
});

test("the command: its own sandbox, a corp, a corp that differs, no secret, a wrong one, nobody there", async () => {
  const h = await filled();
  const said: string[] = [];
  const run = async (args: string[], env: Record<string, string> = {}): Promise<number> =>
    contractCommand(args, {
      env,
      say: (text) => said.push(text),
      complain: (text) => said.push(text),
      pause: () => Promise.resolve(),
      now: () => Date.parse(h.sb.clock().now),
    });
  const { corpId: WECOM_CORP_ID, secret: WECOM_SECRET } = h.sb.corp;
  const corp = { WECOM_CORP_ID, WECOM_SECRET, WECOM_BASE_URL: h.sb.url };
  const other = await service(h.sb, (path, answer) => (path === "getcallbackip" ? { ...answer, ip_list: "none" } : undefined));
  expect(await run([])).toBe(0);
  expect(said.at(-1)).toMatch(/^沙箱 · the sandbox/);
  expect(await run(["--live", "--json"], corp)).toBe(0);
  expect(JSON.parse(said.at(-1) ?? "")).toMatchObject({ live: true });
  expect(await run(["--live"], { ...corp, WECOM_BASE_URL: `${other.url}/` })).toBe(1);
  expect(said.at(-1)).toContain("✗ shape getcallbackip");
  expect(said.at(-1)).toContain("ip_list: 预期 expected text[] · 实际 got text");
  expect(await run(["--live"])).toBe(2);
  expect(said.at(-1)).toContain("WECOM_CORP_ID");
  expect(await run(["--live"], { ...corp, WECOM_SECRET: "wrong" })).toBe(2);
  expect(said.at(-1)).toContain("40001");
  expect(await run(["--live"], { ...corp, WECOM_BASE_URL: "http://127.0.0.1:1" })).toBe(2);
  expect(said.at(-1)).not.toContain(WECOM_SECRET);
  expect(await run(["--dead"])).toBe(2);
  expect(said.at(-1)).toContain("--dead");
});

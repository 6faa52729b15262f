import Fastify, { type FastifyInstance } from "fastify";
import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reserve } from "#actions";
import { useTombstoneKey } from "#kit/forgotten";
import { saveLink } from "#modules/links";
import { installProduct } from "#modules/stock";
import { handlers as tasks } from "#modules/tasks";
import { handlers as tickets } from "#modules/tickets";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { createPhone, fields } from "../../test/phone.ts";
import { createTestCorp, type TestCorp } from "../../test/told-corp.ts";
import { registerH5 } from "./h5.ts";

let database: TestDatabase;
let corp: TestCorp;
let server: FastifyInstance;
beforeAll(async () => {
  database = await createTestDatabase();
  useTombstoneKey("k".repeat(40));
  corp = await createTestCorp(database);
  server = Fastify();
  await server.register((scope) =>
    registerH5(scope, {
      db: database.db,
      clock: { now: () => corp.ctx().now },
      publicUrl: () => "http://phone.test",
      secretKey: "k".repeat(40),
      login: {
        authorizeUrl: async (_corpId, { redirectUri, state }) =>
          `http://wx.test/authorize?redirect_uri=${encodeURIComponent(redirectUri)}&state=${state}`,
        identify: async (_corpId, code) => {
          const [kind, name = ""] = code.split(":");
          return kind === "c" ? { externalUserId: name } : { userId: name };
        },
      },
    }),
  );
  await corp.staff("owner");
  await corp.group("g1", "人民广场店福利群");
  await corp.join("g1", "wm1");
  await settle();
});
afterAll(() => database.drop());
const settle = () => corp.drainWith([...tasks, ...tickets]);

test("she asks on the page, the colleague answers on hers, and her opening it shows that she got it", async () => {
  const hers = createPhone(server, "c:wm1");
  const asks = (await hers.open("/m/ask")).body;
  await hers.send("/m/ask", { ...fields(asks, "ask"), kind: "complaint", text: "咖啡<b>洒了" });
  await settle();
  const { rows } = await sql<{ id: string }>`select id from ticket where corp_id = ${corp.corpId}`.execute(database.db);
  const path = `/m/q/${rows[0]?.id ?? ""}`;
  const staff = createPhone(server, "s:owner");
  const form = (await staff.open(path)).body;
  expect(form).toContain("咖啡&lt;b&gt;洒了");
  await staff.send(path, { ...fields(form, "answer"), answer: "给您补一杯" });
  await settle();
  const link = /http:\/\/phone\.test(\/m\/q\/[^\s<"]+)/u.exec((await staff.open(path)).body)?.[1] ?? "";
  expect((await createPhone(server, "c:wm2").open(path)).body).not.toContain("给您补一杯");
  expect((await hers.open(link)).body).toContain("给您补一杯");
  await settle();
  const shown = await sql<{ shown: string }>`select shown from ticket where corp_id = ${corp.corpId}`.execute(database.db);
  expect(shown.rows).toEqual([{ shown: "B" }]);
});

test("she says how much she wants to hear: the gate obeys at once, and her page shows it", async () => {
  const hers = createPhone(server, "c:wm1");
  const before = (await hers.open("/m/preferences")).body;
  expect(before).toMatch(/value="usual" checked/u);
  const saved = await hers.send("/m/preferences", { ...fields(before, "preferences"), level: "none" });
  expect(saved.body).toMatch(/data-saved="none"[^]*value="none" checked/u);
  const want = (key: string) => ({
    budget: "person" as const,
    recipient: "wm1",
    kind: "mass-send" as const,
    key,
    actionId: "act",
    weight: 1,
    at: corp.ctx().now,
    plannedBy: "test",
  });
  const ask = async (key: string) =>
    (await database.db.transaction().execute((tx) => reserve({ ...corp.ctx(), db: tx }, [want(key)]))).get(key);
  expect(await ask("one")).toMatchObject({ accepted: false, reason: "preference" });
  // What no form of ours says changes nothing; a stranger has nothing to choose.
  await hers.send("/m/preferences", { ...fields(before, "preferences"), level: "everything" });
  expect(await ask("two")).toMatchObject({ accepted: false, reason: "preference" });
  await hers.send("/m/preferences", { ...fields(before, "preferences"), level: "usual" });
  expect(await ask("three")).toMatchObject({ accepted: true });
  // Topics: what she unticks is refused from then on, the rest is not.
  const { "topic-offers": _offers, ...unticked } = fields((await hers.open("/m/preferences")).body, "preferences");
  expect((await hers.send("/m/preferences", { ...unticked, level: "usual" })).body).not.toMatch(/name="topic-offers" value="yes" checked/u);
  const about = async (topic: "offers" | "news") =>
    (await database.db.transaction().execute((tx) => reserve({ ...corp.ctx(), db: tx }, [{ ...want(topic), topic }]))).get(topic);
  expect(await about("offers")).toMatchObject({ accepted: false, reason: "preference" });
  expect(await about("news")).toMatchObject({ accepted: true });
  expect((await createPhone(server, "s:owner").open("/m/preferences")).body).toContain('data-reason="stranger"');
});

test("she asks to be told when it comes, sees what she waits for, and takes it back; strangers and staff ask for nothing", async () => {
  const plan = (more: object) => api.stock.save.input.parse({ plan: { name: "云南日晒豆", sku: "B", text: "{{name}}到了", ...more } }).plan;
  await installProduct(corp.ctx(), "test", plan({}));
  await installProduct(corp.ctx(), "test", plan({ name: "只给熟客", sku: "C", open: false }));
  const hers = createPhone(server, "c:wm1");
  const page = (await hers.open("/m/stock")).body;
  expect(page).toContain("云南日晒豆");
  // She is in a group and nobody's friend: nobody could tell her.
  expect(page).toContain("data-unreachable");
  expect(page).not.toContain("只给熟客");
  const product = /data-product="([^"]+)"/u.exec(page)?.[1] ?? "";
  const asked = (await hers.send("/m/stock", { ...fields(page, "want"), want: product, quantity: "2" })).body;
  expect(asked).toMatch(/data-said="saved"[^]*data-state="waiting"[^]*2 件/u);
  const want = /data-want="([^"]+)"/u.exec(asked)?.[1] ?? "";
  const other = createPhone(server, "c:wm2");
  await other.send("/m/stock", { ...fields((await other.open("/m/stock")).body, "want"), drop: want });
  expect((await hers.open("/m/stock")).body).toContain(want);
  expect((await hers.send("/m/stock", { ...fields(asked, "drop"), drop: want })).body).toContain('data-said="dropped"');
  expect((await hers.send("/m/stock", { ...fields(asked, "drop"), drop: want })).body).toContain('data-said="over"');
  // Nonsense changes nothing.
  expect((await hers.send("/m/stock", { ...fields(page, "want"), want: "prd_none" })).statusCode).toBe(200);
  expect((await createPhone(server, "s:owner").open("/m/stock")).body).toContain('data-reason="stranger"');
});

test("she takes a file of what is held on her by a link that ends, and is forgotten once she has said so twice", async () => {
  const hers = createPhone(server, "c:wm9FORGETME1");
  const page = (await hers.open("/m/preferences")).body;
  const withLink = (await hers.send("/m/my-data", fields(page, "mydata"))).body;
  const link = /href="(\/m\/my-data\?t=[^"]+)"/u.exec(withLink)?.[1] ?? "";
  expect(link).not.toContain("wm9FORGETME1");
  // In another browser, where nobody is logged in.
  const take = (url: string) => server.inject({ method: "GET", url });
  const file = await take(link);
  expect(file.statusCode).toBe(200);
  expect(file.headers["content-disposition"]).toContain("attachment");
  expect(JSON.parse(file.body)).toMatchObject({ about: expect.stringContaining("全部资料") });
  expect(file.body).toContain("wm9FORGETME1");
  expect((await take(`${link.slice(0, -4)}aaaa`)).statusCode).toBe(410);
  for (let n = 0; n < 4; n += 1) expect((await take(link)).statusCode).toBe(200);
  expect((await take(link)).statusCode).toBe(429);

  const first = (await hers.open("/m/forget")).body;
  expect(first).toContain('data-form="forget"');
  expect((await hers.send("/m/forget", { ...fields(first, "forget"), sure: "" })).body).toContain('role="alert"');
  const open = () => sql`select from forgetting where corp_id = ${corp.corpId} and said_by = 'page'`.execute(database.db);
  expect((await open()).rows).toEqual([]);
  expect((await hers.send("/m/forget", { ...fields(first, "forget"), sure: "yes" })).body).toContain("data-forgotten");
  expect((await open()).rows.length).toBe(1);
  // Still logged in on her phone she is a stranger, and the link is dead.
  expect((await hers.open("/m/preferences")).body).toContain('data-reason="stranger"');
  expect((await hers.open("/m/forget")).body).toContain('data-reason="stranger"');
  expect((await take(link)).statusCode).toBe(404);
});

test("a short link knows who opens it in WeChat, lets a browser through, shows a robot its name only, and leads nowhere else", async () => {
  const link = await saveLink({ publicUrl: () => "http://phone.test" })(corp.ctx(), {
    name: "第一杯",
    url: "https://shop.test/first?a=1",
    follow: "none",
    followMinutes: 120,
    followText: "",
  });
  const to = async (who: string, headers: Record<string, string> = {}, path = link.path) => {
    const phone = createPhone(server, who, headers);
    let answer = await phone.raw("GET", path);
    // Through the silent login and back, but not out of the house.
    for (let hop = 0; hop < 4 && answer.statusCode === 302; hop += 1) {
      const next = new URL(String(answer.headers["location"]), "http://phone.test");
      if (next.host === "shop.test") break;
      answer = await phone.raw(
        "GET",
        next.host === "wx.test" ? `/m/auth?code=${who}&state=${next.searchParams.get("state")}` : next.pathname,
      );
    }
    return { status: answer.statusCode, to: String(answer.headers["location"] ?? ""), body: answer.body };
  };
  for (const who of ["c:wm1", "c:wm1", "c:wm2", "s:owner"]) expect((await to(who)).to).toBe("https://shop.test/first?a=1");
  const browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0";
  expect(await to("c:wm9", { "user-agent": browser })).toMatchObject({ status: 302, to: "https://shop.test/first?a=1" });
  const robot = await to("c:wm9", { "user-agent": "Mozilla/5.0 (compatible; bingbot/2.0)" });
  expect([robot.status, robot.to, robot.body.includes("<h1>第一杯</h1>"), robot.body.includes("shop.test")]).toEqual([
    200,
    "",
    true,
    false,
  ]);
  for (const path of ["/m/k/nothing22", "/m/k/https:%2F%2Fevil.test", `${link.path}x`])
    expect((await to("c:wm1", {}, path)).status).toBe(404);
  expect((await corp.facts("link.clicked")).map(({ externalUserId }) => externalUserId)).toEqual(["wm1", "wm2"]);
  const { rows } = await sql<{
    kind: string;
    n: number;
  }>`select kind, n from link_other where corp_id = ${corp.corpId} order by kind`.execute(database.db);
  expect(rows).toEqual([
    { kind: "outside", n: 1 },
    { kind: "preview", n: 1 },
    { kind: "staff", n: 1 },
  ]);
});

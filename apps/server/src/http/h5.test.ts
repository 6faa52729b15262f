import { api } from "@shuke/contract";
import Fastify, { type FastifyInstance } from "fastify";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createColumn, publishWeek, saveWeek } from "#modules/calendar";
import { createLiveCode, updateLiveCode } from "#modules/live-codes";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { createPhone, fields } from "../../test/phone.ts";
import { createTestCorp, type TestCorp } from "../../test/told-corp.ts";
import { registerH5, trackedPath } from "./h5.ts";
import { memberCode } from "./h5/welfare-page.ts";

let database: TestDatabase;
let corp: TestCorp;
let server: FastifyInstance;
let store = "";
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  // The pages belong to the first corp of an installation.
  await sql`delete from corp`.execute(database.db);
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
        // The code says who it is: c:wm1 a customer, s:xiaomei a member of staff, o:x a stranger.
        identify: async (_corpId, code) => {
          const [kind, name = ""] = code.split(":");
          if (kind === "reset") throw new Error("other side closed");
          return kind === "c" ? { externalUserId: name } : kind === "s" ? { userId: name } : kind === "o" ? { openid: name } : null;
        },
      },
    }),
  );
  await corp.staff("xiaomei");
  await corp.stores("S1,人民广场店,上海市,黄浦区,121.47,31.23,open\nS2,外滩店,上海市,黄浦区,121.49,31.23,open");
  for (const chat of ["g1", "g2"]) await corp.group(chat, `群${chat}`);
  await corp.drain();
  store = await corp.storeId("S1");
});

const phone = (who: string, headers: Record<string, string> = {}) => createPhone(server, who, headers);

async function groupCode(code: string, chatId: string, more: Record<string, unknown> = {}) {
  const input = { kind: "group", name: `${code}福利群`, storeId: await corp.storeId(code), chatIds: [chatId], autoCreate: false, ...more };
  const made = await createLiveCode(corp.ctx(), api.liveCodes.create.input.parse(input));
  await corp.tell("join-way.put", {
    liveCodeId: made.id,
    configId: `cfg-${code}`,
    qrUrl: `http://wx.test/qr/${code}.png`,
    chatIds: [chatId],
  });
  await corp.drain();
  return made.id;
}

describe("from the welcome to the group", () => {
  test("without script: the treat, the position, the store, the code, and the group once she is in", async () => {
    const welfare = await createLiveCode(
      corp.ctx(),
      api.liveCodes.create.input.parse({
        kind: "staff",
        name: "海报",
        userIds: ["xiaomei"],
        welcomeLink: { title: "新人第一杯", page: "welfare", desc: "到店出示" },
      }),
    );
    await groupCode("S1", "g1");
    const her = phone("c:wm1");
    const treat = await her.open(`/m/c/${welfare.id}?v=welcome.${welfare.id}`);
    expect(treat.statusCode).toBe(200);
    expect(treat.body).toContain("新人第一杯");
    expect(treat.body).toContain(memberCode(corp.corpId, "wm1"));
    const next = /<a[^>]*data-next[^>]*href="([^"]*)"/u.exec(treat.body)?.[1] ?? "";
    const find = await her.open(next);
    expect(await corp.facts("page.opened")).toEqual([
      { externalUserId: "wm1", page: "welfare", via: `welcome.${welfare.id}` },
      { externalUserId: "wm1", page: "find-store", via: `welcome.${welfare.id}` },
    ]);
    const list = await her.send("/m/find-store/locate", { ...fields(find.body, "locate"), lng: "121.4701", lat: "31.2301" });
    expect(list.body).toContain("人民广场店");
    expect(list.body).not.toContain("外滩店");
    const seat = await her.send("/m/find-store/choose", fields(list.body, "choose"));
    expect(seat.body).toContain('data-qr="http://wx.test/qr/S1.png"');
    expect(seat.body).toContain("10:15");
    expect((await corp.facts("store.chosen"))[0]).toMatchObject({ storeId: store, how: "location", distanceM: 15 });
    await corp.join("g1", "wm1");
    await corp.drain();
    const mine = await her.open("/m/find-store");
    expect(mine.body).toContain('data-already-in="g1"');
    expect(mine.body).not.toContain("data-qr");
  });

  test("without a position: by city and district, or by name", async () => {
    await groupCode("S1", "g1");
    await groupCode("S2", "g2");
    const her = phone("c:wm1");
    const start = await her.open("/m/find-store");
    expect(start.body).toContain('<option value="上海市">');
    const city = await her.open("/m/find-store?city=上海市&district=&q=");
    expect(city.body).toContain('<option value="黄浦区">');
    expect(city.body.match(/data-form="choose"/gu)).toHaveLength(2);
    const named = await her.open("/m/find-store?city=&district=&q=外滩");
    expect((await her.send("/m/find-store/choose", fields(named.body, "choose"))).body).toContain("S2.png");
    expect((await corp.facts("store.chosen"))[0]).toMatchObject({ how: "name", distanceM: null });
  });

  test("says why it does not go on, and offers another way", async () => {
    const her = phone("c:wm1");
    const start = await her.open("/m/find-store");
    const locate = (lng: string, lat: string) => her.send("/m/find-store/locate", { ...fields(start.body, "locate"), lng, lat });
    const reason = (page: string) => /data-reason="([^"]*)"/u.exec(page)?.[1];
    const code = await groupCode("S1", "g1", { seatLimit: 2 });
    expect(reason((await locate("", "")).body)).toBe("unknown");
    const far = (await locate("116.4", "39.9")).body;
    expect(reason(far)).toBe("too-far");
    expect(far).toContain("<h1>附近还没有我们的门店</h1>");
    // The nearest city with a store is one tap away, and leads to its stores.
    const [, way = ""] = /<a class="button" href="([^"]*)"/u.exec(far) ?? [];
    expect((await her.open(way)).body).toContain("人民广场店");
    const list = await locate("121.47", "31.23");
    for (const who of ["a", "b"]) await corp.join("g1", who);
    await corp.drain();
    const refused = await her.send("/m/find-store/choose", fields(list.body, "choose"));
    expect(refused.statusCode).toBe(200);
    expect(reason(refused.body)).toBe("full");
    expect(refused.body).toContain("<h1>这里的群暂时满了</h1>");
    expect(refused.body).toContain('data-form="search"');
    await updateLiveCode(corp.ctx(), api.liveCodes.update.input.parse({ id: code, state: "paused" }));
    expect(reason((await locate("121.47", "31.23")).body)).toBe("paused");
    expect(reason((await her.open("/m/find-store?q=没有")).body)).toBe("unknown");
  });

  test("speaks the reader's language and never a word of ours", async () => {
    await groupCode("S1", "g1");
    const english = await phone("c:wm1", { "accept-language": "en-GB,en" }).open("/m/find-store");
    expect(english.body).toContain("Find my store");
    expect(english.body).toContain('<html lang="en">');
    const chinese = await phone("c:wm1", { "accept-language": "zh-CN" }).open("/m/find-store");
    expect(chinese.body).toContain("找到我的门店");
    expect(chinese.body).not.toMatch(/SOP|标签|分层|活码|社群/u);
  });

  test("a tracked link says who opened it and goes on; one that we did not sign goes nowhere", async () => {
    const path = trackedPath("k".repeat(40), { to: "/m/welfare", via: `sop1.day3.${"x".repeat(90)}` });
    const page = await phone("c:wm1").open(path);
    expect(page.body).toContain(memberCode(corp.corpId, "wm1"));
    expect((await corp.facts("page.opened"))[0]).toEqual({ externalUserId: "wm1", page: "link", via: `sop1.day3.${"x".repeat(90)}` });
    const forged = trackedPath("another key ".repeat(4), { to: "https://evil.test/", via: "x" });
    expect((await phone("c:wm1").open(forged)).statusCode).toBe(404);
  });

  test("escapes whatever people and brands write", async () => {
    await corp.stores('S3,"<script>alert(1)</script>",上海市,黄浦区,121.5,31.23,open');
    await groupCode("S3", "g2");
    const page = await phone("c:wm1").open(`/m/find-store?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(page.body).not.toContain("<script>alert");
    expect((await phone("c:wm1").open("/m/find-store?city=上海市")).body).not.toContain("<script>alert");
  });
});

describe("a stranger", () => {
  test("is asked to add the officer first, and leaves no facts", async () => {
    const code = await createLiveCode(corp.ctx(), api.liveCodes.create.input.parse({ kind: "staff", name: "海报", userIds: ["xiaomei"] }));
    await corp.tell("contact-way.put", { liveCodeId: code.id, configId: "c", qrUrl: "http://wx.test/qr/officer.png" });
    await corp.drain();
    const page = await phone("o:x1").open("/m/welfare");
    expect(page.body).toContain('data-qr="http://wx.test/qr/officer.png"');
    expect(await corp.facts("page.opened")).toEqual([]);
  });
});

describe("the door", () => {
  test("is closed to a foreign login, a bad code and a cookie that was changed", async () => {
    const her = phone("c:wm1");
    await her.raw("GET", "/m/welfare");
    expect((await her.raw("GET", "/m/auth?code=c:wm2&state=guess")).statusCode).toBe(403);
    expect((await phone("bad").open("/m/welfare")).statusCode).toBe(403);
    await her.open("/m/welfare");
    const [name = "", value = ""] = [...her.jar].find(([key]) => key === "shuke_m") ?? [];
    const [, mark] = value.split(".");
    const forged = Buffer.from(JSON.stringify({ c: corp.corpId, k: "wm2", e: "wm2", u: null, x: Date.now() + 1e6 })).toString("base64url");
    her.jar.set(name, `${forged}.${mark}`);
    expect((await her.raw("GET", "/m/welfare")).statusCode).toBe(302);
  });

  test("says so when WeCom does not answer, and leads her through the login again to where she was going", async () => {
    const answer = await phone("reset", { "accept-language": "en" }).open("/m/welfare?v=poster");
    expect([answer.statusCode, answer.body]).toEqual([503, expect.stringContaining("WeChat does not answer right now")]);
    expect(answer.body).toContain('href="/m/welfare?v=poster"');
  });

  test("takes a form only from a page that was given to this very session", async () => {
    await groupCode("S1", "g1");
    const her = phone("c:wm1");
    const other = phone("c:wm2");
    await her.open("/m/find-store");
    const page = await other.open("/m/find-store?city=上海市");
    const answer = await her.raw("POST", "/m/find-store/choose", fields(page.body, "choose"));
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain('data-reason="expired"');
    expect(await corp.facts("seat.reserved")).toEqual([]);
  });

  test("sets cookies that scripts and foreign sites cannot use, and answers the unknown in words", async () => {
    const first = await phone("c:wm1").raw("GET", "/m/welfare");
    expect(String(first.headers["set-cookie"])).toMatch(/HttpOnly; SameSite=Lax/u);
    const lost = await phone("c:wm1").open("/m/nothing-here");
    expect(lost.statusCode).toBe(404);
    expect(lost.body).toContain('data-reason="notFound"');
    expect(
      (
        await server.inject({
          method: "POST",
          url: "/m/find-store/choose",
          payload: "x".repeat(20_000),
          headers: { "content-type": "application/x-www-form-urlencoded" },
        })
      ).statusCode,
    ).toBe(413);
  });
});

describe("pictures and weight", () => {
  test("a code is drawn in print quality with the store's name below", async () => {
    const id = await groupCode("S1", "g1");
    const svg = await server.inject(`/m/qr/${id}.svg?size=2000`);
    expect(svg.headers["content-type"]).toContain("image/svg+xml");
    expect(svg.body).toContain("人民广场店</text>");
    const png = await server.inject(`/m/qr/${id}.png?size=9999`);
    expect(png.rawPayload.subarray(1, 4).toString()).toBe("PNG");
    expect(png.rawPayload.readUInt32BE(16)).toBeGreaterThan(1800);
    expect(png.rawPayload.readUInt32BE(16)).toBeLessThanOrEqual(2000);
    expect((await server.inject("/m/qr/lc_none.png")).statusCode).toBe(404);
  });

  test("the script is a few kilobytes, the style stands in the page, and nothing else is loaded", async () => {
    const page = await phone("c:wm1").open("/m/find-store");
    const [, path = ""] = /<script src="([^"]+)" defer>/u.exec(page.body) ?? [];
    const script = await server.inject(path);
    expect(script.statusCode).toBe(200);
    expect(script.body).not.toContain("HTMLFormElement>");
    expect(script.rawPayload.length).toBeLessThan(5000);
    expect(page.body).not.toMatch(/<link|src="http/u);
  });
});

describe("the week", () => {
  test("is for whoever is in a group of the class: what is published, day by day, without roads or results", async () => {
    await groupCode("S1", "g1");
    await corp.staff("owner");
    await corp.join("g1", "wm1");
    await corp.drain();
    const day = "2025-03-03";
    const plan = { name: "小课堂", persona: "咖啡师阿禾", format: "text", value: "learning", road: "hand", classes: ["store"] };
    const { id } = await createColumn(corp.ctx(), api.columns.create.input.parse({ plan }));
    const slot = { columnId: id, day, at: "15:00", road: "hand", text: "一平勺豆子配三分之二杯水" };
    await saveWeek(corp.ctx(), api.calendar.save.input.parse({ week: day, slots: [slot] }));
    const her = phone("c:wm1");
    expect((await her.open(`/m/week?w=${day}`)).body).toContain("这一周还没有排好");
    await publishWeek(corp.ctx(), api.calendar.publish.input.parse({ week: day, despite: true }));
    const page = await her.open(`/m/week?w=${day}`);
    for (const part of ["周一 03/03", "15:00 小课堂", "咖啡师阿禾", "一平勺豆子配三分之二杯水"]) expect(page.body).toContain(part);
    expect(page.body).not.toContain("员工手发");
    for (const path of ["/m/week", `/m/week?c=store&w=${day}`]) {
      const stranger = await phone("c:wm9").open(path);
      expect(stranger.body).toContain('data-reason="not-here"');
      expect(stranger.body).not.toContain("小课堂");
    }
    expect((await phone("s:owner").open(`/m/week?c=store&w=${day}`)).body).toContain("小课堂");
  });
});

describe("a colleague's task", () => {
  const openTask = (assignee: string) =>
    corp.tell("task.opened", {
      taskId: "tsk_1",
      kind: "hand-post",
      assignee,
      subject: "chat:g1",
      dueAt: corp.ctx().now.toISOString(),
      plannedBy: "test",
      why: "test",
      params: { chatId: "g1", text: "今天 10 点有小福利", name: { zh: "发今天的福利" } },
    });
  test("shows what to do and takes the tick of the one whose task it is, once", async () => {
    await openTask("xiaomei");
    await corp.drainWith((await import("#modules/tasks")).handlers);
    const colleague = phone("s:xiaomei");
    const page = await colleague.open("/m/t/tsk_1");
    expect(page.body).toContain("今天 10 点有小福利");
    const [, act = ""] = /data-act="([^"]*)"/u.exec(page.body) ?? [];
    expect(JSON.parse(act.replaceAll("&quot;", '"'))).toEqual({ do: "say", chatId: "g1", text: "今天 10 点有小福利" });
    const other = await phone("s:xiaoli").open("/m/t/tsk_1");
    expect(other.body).toContain('data-reason="not-yours"');
    expect(other.body).not.toContain('data-form="done"');
    const done = await colleague.send("/m/t/tsk_1/done", fields(page.body, "done"));
    expect(done.body).toContain("记下了");
    expect(done.body).not.toContain('data-form="done"');
    expect(await corp.facts("task.claimed")).toEqual([{ taskId: "tsk_1", by: "staff:xiaomei", note: "" }]);
  });

  test("is one of a list, each to be ticked by itself, and the tick leads back to the list", async () => {
    await corp.drainWith((await import("#modules/tasks")).handlers);
    const name = { zh: "发第二条" };
    await corp.tell("task.opened", {
      taskId: "tsk_list",
      kind: "sop-step",
      assignee: "xiaolan",
      subject: "chat:g1",
      dueAt: corp.ctx().now.toISOString(),
      plannedBy: "test",
      why: "test",
      params: { chatId: "g1", recipient: "g1", text: "来看看", name, link: { title: "福利", path: "/m/welfare?v=s.d.tsk_list" } },
    });
    await corp.drainWith((await import("#modules/tasks")).handlers);
    const colleague = phone("s:xiaolan");
    const page = await colleague.open("/m/t");
    expect(page.body).toContain('data-task="tsk_list"');
    expect(page.body).toContain("来看看\nhttp://phone.test/m/welfare?v=s.d.tsk_list");
    const back = await colleague.send("/m/t/tsk_list/done", fields(page.body, "done"));
    expect(back.body).toContain("今天的任务");
    expect(back.body).not.toContain('data-form="done"');
    expect((await phone("s:nobody").open("/m/t")).body).toContain('data-reason="nothing"');
    expect((await phone("c:wm1").open("/m/t")).body).toContain('data-reason="not-staff"');
  });

  test("of a new group is told in the reader's language, and only what can be pasted has a button to copy", async () => {
    await corp.tell("welcome-template.put", { templateId: "tpl", classKey: "store", text: "欢迎" }, { subject: "group-class:store" });
    await corp.tell("task.opened", {
      taskId: "tsk_2",
      kind: "finish-group-setup",
      assignee: "xiaomei",
      subject: "chat:g1",
      dueAt: corp.ctx().now.toISOString(),
      plannedBy: "test",
      why: "test",
      params: { chatId: "g1", groupName: "外滩店福利群1", classKey: "store" },
    });
    await corp.drainWith((await import("#modules/tasks")).handlers);
    const chinese = (await phone("s:xiaomei").open("/m/t/tsk_2")).body;
    expect(chinese).toContain("「外滩店福利群1」开好了，还差 2 件事");
    expect(chinese.match(/data-act=/gu)).toHaveLength(2);
    expect(chinese.match(/data-copy=/gu)).toHaveLength(1);
    const english = (await phone("s:xiaomei", { "accept-language": "en" }).open("/m/t/tsk_2")).body;
    expect(english).toContain("“外滩店福利群1” is open; 2 things are left to do");
    expect(english).not.toMatch(/请在群里逐项完成|群设置里/u);
    // What customers will read is in the corp's language, whoever puts it there.
    expect(english).toContain("Put this into the group notice: 欢迎进群");
  });

  test("is not for customers", async () => {
    const page = await phone("c:wm1").open("/m/t/tsk_1");
    expect(page.body).toContain('data-reason="not-staff"');
    expect(await corp.facts("page.opened")).toEqual([]);
  });
});

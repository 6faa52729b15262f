import { createServer } from "node:http";
import { Script } from "node:vm";
import { expect, onTestFinished, test } from "vitest";
import { contactWay, createHarness } from "../testing/harness.ts";
import type { Harness } from "../testing/harness.ts";

/** A shop page that wants to know who is there, with a form, as the H5 pages are. */
async function shop(h: Harness): Promise<string> {
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += String(chunk)));
    request.on("end", () => void answer());
    const answer = async (): Promise<void> => {
      const here = `http://${request.headers.host}`;
      const url = new URL(request.url ?? "/", here);
      const code = url.searchParams.get("code");
      if (code !== null) {
        const info = await h.api("auth/getuserinfo", undefined, { code });
        const who = String(info.external_userid ?? info.userid ?? info.openid);
        response.writeHead(302, { location: "/find", "set-cookie": `me=${who}; Path=/; HttpOnly` });
        return void response.end();
      }
      const me = /me=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
      if (me === undefined) {
        const query = new URLSearchParams({
          appid: h.sb.corp.corpId,
          redirect_uri: `${here}/find`,
          response_type: "code",
          scope: "snsapi_base",
          agentid: String(h.sb.corp.agentId),
          state: "s1",
        });
        response.writeHead(302, { location: `${h.sb.url}/connect/oauth2/authorize?${query.toString()}#wechat_redirect` });
        return void response.end();
      }
      const forms = `<form method="post" data-form="locate" action="/locate"><input type="hidden" name="csrf" value="t1"><input name="lng"><input name="lat"></form>`;
      response.end(request.method === "POST" ? `<p id="me">${me}</p><p id="got">${text}</p>` : `<p id="me">${me}</p>${forms}`);
    };
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/find`;
}

test("a customer opens a page: the login knows her by her phone, the form goes with hidden fields", async () => {
  const h = await createHarness();
  const url = await shop(h);
  const mei = await h.sb.act({ who: "new", do: "scan", url: await contactWay(h) });
  const opened = await h.sb.act({ who: mei.who, do: "open", url });
  expect(opened).toMatchObject({ status: 200, url });
  expect(opened.html).toContain(`<p id="me">${mei.externalUserId}</p>`);
  const sent = await h.sb.act({ who: mei.who, do: "submit", url, form: "locate", fields: { lng: 104.08, lat: 30.65 } });
  expect(sent.html).toContain("csrf=t1&lng=104.08&lat=30.65");
  const staff = await h.sb.act({ who: "staff001", do: "open", url });
  expect(staff.html).toContain('<p id="me">staff001</p>');
  await expect(h.sb.act({ who: mei.who, do: "submit", url, form: "pay", fields: {} })).rejects.toThrow(/no form pay; forms: locate/);
});

test("somebody who is nobody's customer is known by openid only", async () => {
  const h = await createHarness();
  const opened = await h.sb.act({ who: "new", do: "open", url: await shop(h) });
  expect(opened.html).toMatch(/<p id="me">o\w{27}<\/p>/);
  expect(opened.externalUserId).toBeUndefined();
});

test("oauth codes work once, for five minutes, for trusted hosts", async () => {
  const h = await createHarness();
  const authorize = async (redirect: string, phone: string): Promise<Response> => {
    const query = new URLSearchParams({
      appid: h.sb.corp.corpId,
      redirect_uri: redirect,
      response_type: "code",
      scope: "snsapi_base",
      state: "x",
    });
    return fetch(`${h.sb.url}/connect/oauth2/authorize?${query.toString()}`, { redirect: "manual", headers: { "x-sandbox-phone": phone } });
  };
  const codeOf = async (): Promise<string> => {
    const { headers } = await authorize("http://127.0.0.1:1/back?a=1", "staff001");
    const back = new URL(headers.get("location") ?? "");
    expect(back.searchParams.get("state")).toBe("x");
    expect(back.searchParams.get("a")).toBe("1");
    return back.searchParams.get("code") ?? "";
  };
  const info = (code: string): Promise<object> => h.api("auth/getuserinfo", undefined, { code });
  const code = await codeOf();
  expect(await info(code)).toMatchObject({ errcode: 0, userid: "staff001" });
  expect(await info(code)).toMatchObject({ errcode: 42022 });
  expect(await info("nonsense")).toMatchObject({ errcode: 40029 });
  const late = await codeOf();
  await h.sb.advance(300_001);
  expect(await info(late)).toMatchObject({ errcode: 42003 });
  expect((await authorize("https://h5.example.com/", "staff001")).status).toBe(400);
  await h.control("POST", "trusted", { host: "h5.example.com" });
  expect((await authorize("https://h5.example.com/", "staff001")).status).toBe(302);
  expect((await authorize("http://localhost/", "")).status).toBe(403);
});

test("a state has at most 128 letters and digits", async () => {
  const h = await createHarness();
  const open = async (state: string): Promise<number> => {
    const query = new URLSearchParams({
      appid: h.sb.corp.corpId,
      redirect_uri: "http://127.0.0.1:1/",
      response_type: "code",
      scope: "snsapi_base",
      state,
    });
    const url = `${h.sb.url}/connect/oauth2/authorize?${query.toString()}`;
    return (await fetch(url, { redirect: "manual", headers: { "x-sandbox-phone": "staff001" } })).status;
  };
  expect([await open("a".repeat(128)), await open("a".repeat(129)), await open("a-b")]).toEqual([302, 400, 400]);
});

test("another app of the corp can log in with its own agentid; a strange one cannot", async () => {
  const h = await createHarness();
  const secret = await h.app({});
  const agentId = [...h.sb.parts.sim.world.apps.values()].find((app) => app.secret === secret)?.agentId;
  const open = async (agentid: unknown): Promise<number> => {
    const query = new URLSearchParams({
      login_type: "CorpApp",
      appid: h.sb.corp.corpId,
      agentid: String(agentid),
      redirect_uri: "http://localhost:1/",
      userid: "staff001",
    });
    return (await fetch(`${h.sb.url}/wwlogin/sso/login?${query.toString()}`, { redirect: "manual" })).status;
  };
  expect([await open(agentId), await open(7), await open(2_000_002)]).toEqual([302, 400, 400]);
});

test("the console's login page lets one pick a member", async () => {
  const h = await createHarness();
  const query = new URLSearchParams({
    login_type: "CorpApp",
    appid: h.sb.corp.corpId,
    agentid: String(h.sb.corp.agentId),
    redirect_uri: "http://localhost:1/cb",
    state: "s",
  });
  const html = await (await fetch(`${h.sb.url}/wwlogin/sso/login?${query.toString()}`)).text();
  const href = /href="\?([^"]*userid=staff002[^"]*)"/.exec(html)?.[1]?.replaceAll("&amp;", "&");
  const picked = await fetch(`${h.sb.url}/wwlogin/sso/login?${href}`, { redirect: "manual" });
  const code = new URL(picked.headers.get("location") ?? "").searchParams.get("code") ?? "";
  expect(await h.api("auth/getuserinfo", undefined, { code })).toMatchObject({ userid: "staff002" });
});

test("codes are pictures, the JS-SDK is a script, nothing else is there", async () => {
  const h = await createHarness();
  const url = await contactWay(h);
  const png = Buffer.from(await (await fetch(url)).arrayBuffer());
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect((await fetch(url.replace(/[0-9a-f]{32}/, "feed"))).status).toBe(404);
  const script = await (await fetch(`${h.sb.url}/_sandbox/jssdk.js`)).text();
  expect(() => new Script(script)).not.toThrow("script");
  expect(script).toContain("getLocation");
  expect((await fetch(`${h.sb.url}/nowhere`)).status).toBe(404);
});

test("impossible acts are refused in words", async () => {
  const h = await createHarness();
  const act = (body: object): Promise<unknown> => h.control("POST", "act", body);
  const refused = (words: string): object => ({ status: 400, body: { error: expect.stringContaining(words) } });
  expect(await act({ who: "new" })).toMatchObject(refused("who"));
  expect(await act({ who: "new", do: "fly" })).toMatchObject(refused("unknown verb fly"));
  expect(await act({ who: "c99", do: "say", to: "staff001", text: "x" })).toMatchObject({ status: 404 });
  expect(await act({ who: "staff001", do: "unfriend", userid: "staff002" })).toMatchObject(refused("customers do"));
  expect(await act({ who: "new", do: "confirm", msgid: "x" })).toMatchObject(refused("staff do"));
  expect(await act({ who: "new", do: "scan" })).toMatchObject(refused("needs url"));
  expect(await h.control("POST", "callback", { url: "http://127.0.0.1:9/x" })).toMatchObject(refused("40057"));
  expect(await h.control("POST", "corp/setup", { users: [{ userid: "a b", name: "x" }] })).toMatchObject(refused("userid"));
});

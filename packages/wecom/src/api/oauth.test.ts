import { expect, it } from "vitest";
import { createWecomClient } from "../client.ts";

const client = createWecomClient({
  baseUrl: "http://127.0.0.1:9",
  authorizeBaseUrl: "http://127.0.0.1:9/",
  corpId: "wwcorp",
  secret: "s",
  agentId: 1000002,
});

it("builds the authorize page in the order that WeChat demands", () => {
  expect(client.oauth.authorizeUrl({ redirectUri: "https://h.example/m/stores?a=1", state: "s1" })).toBe(
    "http://127.0.0.1:9/connect/oauth2/authorize?appid=wwcorp&redirect_uri=https%3A%2F%2Fh.example%2Fm%2Fstores%3Fa%3D1" +
      "&response_type=code&scope=snsapi_base&agentid=1000002&state=s1#wechat_redirect",
  );
});

it("builds the page with the QR code for a browser", () => {
  expect(client.oauth.qrLoginUrl({ redirectUri: "https://h.example/back", state: "s1" })).toBe(
    "http://127.0.0.1:9/wwlogin/sso/login?login_type=CorpApp&appid=wwcorp&agentid=1000002&redirect_uri=https%3A%2F%2Fh.example%2Fback&state=s1",
  );
  const real = createWecomClient({ baseUrl: "http://127.0.0.1:9", corpId: "wwcorp", secret: "s" });
  expect(real.oauth.qrLoginUrl({ redirectUri: "https://h.example/back" })).toBe(
    "https://login.work.weixin.qq.com/wwlogin/sso/login?login_type=CorpApp&appid=wwcorp&redirect_uri=https%3A%2F%2Fh.example%2Fback",
  );
});

it("signs a page without its fragment", () => {
  const base = { ticket: "tick", nonceStr: "n", timestamp: 1414587457 };
  const signature = client.ticket.sign({ ...base, url: "http://mp.example/?x=1" });
  // printf 'jsapi_ticket=tick&noncestr=n&timestamp=1414587457&url=http://mp.example/?x=1' | sha1sum
  expect(signature).toBe("56eff902adff2027c0b46313ab3f0303aa6ce290");
  expect(client.ticket.sign({ ...base, url: "http://mp.example/?x=1#part" })).toBe(signature);
});

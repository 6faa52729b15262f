import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CorpAPI } from "co-wechat-work-api";
import { expect, onTestFinished, test } from "vitest";
import { createHarness, listenTo, PNG } from "../testing/harness.ts";
import type { Harness } from "../testing/harness.ts";
import { journey, LONG_TOKENS } from "./journey.ts";
import type { Client } from "./journey.ts";

/** Its documented option does not reach the base class, so the host is set where its axios keeps it. */
function corp({ sb }: Harness, secret = sb.corp.secret): CorpAPI {
  const api = new CorpAPI(sb.corp.corpId, secret);
  api.axiosInstance.defaults.baseURL = `${sb.url}/cgi-bin/`;
  api.initCrypto(sb.corp.corpId, sb.corp.token, sb.corp.encodingAesKey);
  return api;
}

const clientOf = (api: CorpAPI): Client => ({
  get: (url, params = {}) => api.request({ url, params }),
  post: (url, data) => api.request({ method: "post", url, data }),
});

test("co-wechat-work-api goes the whole way", async () => {
  const h = await createHarness(LONG_TOKENS);
  const api = corp(h);
  const listener = await listenTo(h.sb, ({ timestamp = "", nonce = "", msg_signature }, encrypted) =>
    api.rawSignature(timestamp, nonce, encrypted) === msg_signature ? api.decrypt(encrypted) : null,
  );
  const secret = h.sb.parts.sim.world.apps.get("2000004")?.secret;
  await journey({ h, client: clientOf(api), archive: clientOf(corp(h, secret)), heard: listener.heard });
});

test("co-wechat-work-api's own methods: departments, members, tags, messages, files", async () => {
  const h = await createHarness();
  const api = corp(h);
  expect(await api.getDepartmentList(1)).toMatchObject({ department: [{ id: 1, name: "总部" }] });
  expect(await api.getDepartmentUserList(1, 1)).toMatchObject({ userlist: [{ userid: "staff001" }, {}, {}] });
  expect(await api.getUser("staff001")).toMatchObject({ userid: "staff001" });
  const { tagid } = await api.createTag({ tagname: "店长" });
  await api.addTagUserList(Number(tagid), { userIds: ["staff002"] });
  expect(await api.getTagUserList(Number(tagid))).toMatchObject({ tagname: "店长", userlist: [{ userid: "staff002" }] });
  expect(await api.sendText({ touser: "staff001", agentid: h.sb.corp.agentId, content: "今天有活动" })).toHaveProperty("msgid");
  const folder = await mkdtemp(path.join(tmpdir(), "co-wechat-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  writeFileSync(path.join(folder, "poster.png"), PNG);
  expect(await api.uploadMedia(path.join(folder, "poster.png"), "image")).toMatchObject({ type: "image" });
  await expect(api.getUser("nobody")).rejects.toMatchObject({ code: 60111 });
});

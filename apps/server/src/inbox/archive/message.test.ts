import { expect, test } from "vitest";
import { neededFor } from "./consent.ts";
import { readMessage, type Said } from "./message.ts";

const json = (more: object) =>
  JSON.stringify({ msgid: "m1", action: "send", from: "staff001", tolist: ["wm1"], roomid: "", msgtime: 1_767_225_600_000, ...more });

test("words are taken from texts, links and titles; pictures are known to have been sent", () => {
  const body = (more: object) => {
    const read = readMessage(json(more));
    return read.kind === "said" ? read.body : read.kind;
  };
  expect(body({ msgtype: "text", text: { content: "你好" } })).toBe("你好");
  expect(body({ msgtype: "link", link: { title: "菜单", description: "本周", link_url: "http://x.test/" } })).toBe(
    "菜单\n本周\nhttp://x.test/",
  );
  expect(body({ msgtype: "image", image: { sdkfileid: "x" } })).toBe("");
  expect(body({ msgtype: "video" })).toBe("");
  expect(body({ action: "switch", msgtype: "text" })).toBe("nothing");
});

test("an answer names who agreed and with whom: a member of staff, or a group", () => {
  const agree = { msgtype: "agree", agree: { userid: "wm1", agree_time: 1 } };
  expect(readMessage(json({ ...agree, from: "wm1", tolist: ["staff001"] }))).toMatchObject({
    customer: "wm1",
    withId: "staff001",
    agrees: true,
  });
  expect(readMessage(json({ ...agree, from: "wm1", tolist: [], roomid: "wr1" }))).toMatchObject({ withId: "wr1" });
  const disagree = { msgtype: "disagree", disagree: { userid: "wm1" }, from: "wm1", tolist: ["staff001"] };
  expect(readMessage(json(disagree))).toMatchObject({ agrees: false });
});

test("consent is needed wherever a customer speaks, or is spoken to alone", () => {
  const needed = (more: Partial<Said>) =>
    neededFor({ kind: "said", msgid: "", at: new Date(0), from: "staff001", to: [], room: "", msgtype: "text", body: "", ...more });
  expect(needed({ to: ["wm1"] })).toEqual({ customer: "wm1", withId: "staff001" });
  expect(needed({ from: "wm1", to: ["staff001"] })).toEqual({ customer: "wm1", withId: "staff001" });
  expect(needed({ from: "wo1", room: "wr1", to: ["staff001"] })).toEqual({ customer: "wo1", withId: "wr1" });
  expect(needed({ room: "wr1", to: ["wm1", "wm2"] })).toBeNull();
  expect(needed({ to: ["staff002"] })).toBeNull();
});

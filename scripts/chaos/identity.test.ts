import { expect, test } from "vitest";
import { parseEvent } from "../../packages/wecom/src/index.ts";
import { fieldsIdentity } from "./identity.ts";
import { chanceOf } from "./options.ts";

test("the sandbox's record of a callback and what arrived of it are one identity; another member or second is another", () => {
  const record = {
    ...{ Event: "change_external_chat", ChangeType: "update", CreateTime: "1772413200", ChatId: "wr1", UpdateDetail: "add_member" },
    ...{ JoinScene: 3, MemChangeCnt: 2, MemChangeList: ["wm1", "wm2"], LastMemVer: "", CurMemVer: "v2" },
  };
  const arrived = (list: string, sec: string) =>
    `<xml><ToUserName><![CDATA[ww]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>${sec}</CreateTime><MsgType><![CDATA[event]]></MsgType>` +
    `<Event><![CDATA[change_external_chat]]></Event><ChangeType><![CDATA[update]]></ChangeType><ChatId><![CDATA[wr1]]></ChatId><UpdateDetail><![CDATA[add_member]]></UpdateDetail>` +
    `<JoinScene>3</JoinScene><MemChangeCnt>2</MemChangeCnt><MemChangeList>${list}</MemChangeList><LastMemVer></LastMemVer><CurMemVer><![CDATA[v2]]></CurMemVer></xml>`;
  const identity = (list: string, sec = "1772413200") => fieldsIdentity({ ...parseEvent(arrived(list, sec)).fields });
  const both = "<Item><![CDATA[wm1]]></Item><Item><![CDATA[wm2]]></Item>";
  expect(identity(both)).toBe(fieldsIdentity(record));
  expect(identity("<Item><![CDATA[wm1]]></Item><Item><![CDATA[wm3]]></Item>")).not.toBe(fieldsIdentity(record));
  expect(identity(both, "1772413201")).not.toBe(fieldsIdentity(record));
});

test("one seed, one storm; another seed, another", () => {
  const [a, b, c] = [chanceOf(1), chanceOf(1), chanceOf(2)];
  const draws = Array.from({ length: 200 }, (_, n) => a("kill", n));
  expect(draws).toEqual(draws.map((_, n) => b("kill", n)));
  expect(draws).not.toEqual(draws.map((_, n) => c("kill", n)));
  expect(draws.every((draw) => draw >= 0 && draw < 1)).toBe(true);
  // Spread over the whole range.
  expect(new Set(draws.map((draw) => Math.floor(draw * 10))).size).toBe(10);
});

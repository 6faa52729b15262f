import { describe, expect, it } from "vitest";
import { eventXml } from "../../test/event-xml.ts";
import { parseEvent } from "./events.ts";
import { identifyingFields } from "./identify.ts";

describe("hostile XML", () => {
  const bomb =
    '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>' +
    eventXml("change_external_chat", "create", "<ChatId>&lol2;</ChatId>");

  it.each([
    ["an entity bomb", bomb],
    ["a DOCTYPE inside", "<xml><!DOCTYPE x><Event>a</Event></xml>"],
    ["an external entity", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml><Event>a</Event></xml>'],
    ["a comment", "<xml><!-- --><Event>a</Event></xml>"],
    ["an open CDATA section", "<xml><Event><![CDATA[a</Event></xml>"],
    ["an unclosed element", "<xml><Event>a</xml>"],
    ["another root", "<html><Event>a</Event></html>"],
    ["no XML", "hello"],
    ["nothing", ""],
    ["deep nesting", `<xml>${"<a>".repeat(500)}${"</a>".repeat(500)}</xml>`],
  ])("is refused: %s", (_name, xml) => {
    expect(() => parseEvent(xml)).toThrow(expect.objectContaining({ reason: "xml" }));
  });

  it("keeps text that only looks like markup, and the five plain entities outside CDATA", () => {
    const rest =
      "<UserID><![CDATA[u]]></UserID><Id>3</Id><Name><![CDATA[<!DOCTYPE> &amp; A]]></Name><Alias>a &lt;&amp;lt; &evil; b</Alias>";
    const event = parseEvent(eventXml("change_contact", "update_party", rest));
    expect(event).toMatchObject({ name: "<!DOCTYPE> &amp; A" });
    expect(event.fields["Alias"]).toBe("a <&lt; &evil; b");
  });

  it("keeps ids as text", () => {
    const rest = "<UserID>007</UserID><ExternalUserID>1e5</ExternalUserID><State>0123</State>";
    expect(parseEvent(eventXml("change_external_contact", "edit_external_contact", rest))).toMatchObject({
      userId: "007",
      externalUserId: "1e5",
      state: "0123",
    });
  });
});

describe("events", () => {
  const people = "<UserID><![CDATA[chief]]></UserID><ExternalUserID><![CDATA[wm1]]></ExternalUserID>";

  it("reads a new customer", () => {
    const rest = `${people}<State><![CDATA[poster]]></State><WelcomeCode><![CDATA[code]]></WelcomeCode>`;
    expect(parseEvent(eventXml("change_external_contact", "add_external_contact", rest))).toMatchObject({
      family: "customer",
      event: "change_external_contact",
      changeType: "add_external_contact",
      corpId: "ww1",
      fromUser: "sys",
      createTime: 1_700_000_000,
      userId: "chief",
      externalUserId: "wm1",
      state: "poster",
      welcomeCode: "code",
    });
  });

  it("knows that a welcome code may be missing", () => {
    const event = parseEvent(eventXml("change_external_contact", "add_half_external_contact", people));
    expect(event).toMatchObject({ family: "customer", welcomeCode: undefined, state: undefined });
  });

  it.each([
    ["nested items", "<MemChangeList><Item>a</Item><Item>b</Item></MemChangeList>", ["a", "b"]],
    ["one item", "<MemChangeList><Item><![CDATA[a]]></Item></MemChangeList>", ["a"]],
    ["commas", "<MemChangeList><![CDATA[a,b, c]]></MemChangeList>", ["a", "b", "c"]],
    ["nothing", "<MemChangeList></MemChangeList>", []],
    ["absence", "", []],
  ])("reads changed members from %s", (_name, list, expected) => {
    const rest =
      `<ChatId>wr1</ChatId><UpdateDetail>add_member</UpdateDetail><JoinScene>3</JoinScene><MemChangeCnt>2</MemChangeCnt>` +
      `${list}<LastMemVer>v1</LastMemVer><CurMemVer>v2</CurMemVer>`;
    expect(parseEvent(eventXml("change_external_chat", "update", rest))).toMatchObject({
      family: "group",
      updateDetail: "add_member",
      joinScene: 3,
      quitScene: undefined,
      memChangeCnt: 2,
      memChangeList: expected,
      lastMemVer: "v1",
      curMemVer: "v2",
    });
  });

  it("reads tags and contacts", () => {
    const tag = "<Id>et1</Id><TagType>tag_group</TagType>";
    expect(parseEvent(eventXml("change_external_tag", "delete", tag))).toMatchObject({
      id: "et1",
      tagType: "tag_group",
    });
    expect(parseEvent(eventXml("change_external_tag", "shuffle", ""))).toMatchObject({
      family: "tag",
      id: undefined,
    });
    const user = "<UserID>u</UserID><Department><![CDATA[1,2]]></Department><Status>5</Status>";
    const read = parseEvent(eventXml("change_contact", "update_user", user));
    expect(read).toMatchObject({ family: "contact", userId: "u", departments: [1, 2], status: 5 });
    const members = "<TagId>1</TagId><AddUserItems>a,b</AddUserItems>";
    expect(parseEvent(eventXml("change_contact", "update_tag", members))).toMatchObject({
      addUsers: ["a", "b"],
    });
  });

  it("keeps what it does not know, whole", () => {
    const event = parseEvent(eventXml("change_external_contact", "brand_new", `${people}<New><A>1</A><A>2</A></New>`));
    expect(event).toMatchObject({
      family: "other",
      event: "change_external_contact",
      changeType: "brand_new",
    });
    expect(event.fields["New"]).toEqual({ A: ["1", "2"] });
    const notice = "<xml><ToUserName>ww1</ToUserName><CreateTime>1</CreateTime><Event>msgaudit_notify</Event></xml>";
    expect(parseEvent(notice)).toMatchObject({
      family: "other",
      event: "msgaudit_notify",
      changeType: "",
    });
  });

  it("reads the provider's envelope", () => {
    const xml =
      `<xml><SuiteId>s</SuiteId><AuthCorpId>wwauth</AuthCorpId><InfoType>change_external_contact</InfoType>` +
      `<TimeStamp>1700000001</TimeStamp><ChangeType>del_follow_user</ChangeType>${people}</xml>`;
    const event = parseEvent(xml);
    expect(event).toMatchObject({
      corpId: "wwauth",
      changeType: "del_follow_user",
      createTime: 1_700_000_001,
    });
  });

  it.each([
    ["a customer event without a customer", eventXml("change_external_contact", "del_follow_user", "<UserID>u</UserID>")],
    ["a group event without a group", eventXml("change_external_chat", "dismiss", "")],
    ["no event", "<xml><ToUserName>w</ToUserName><CreateTime>1</CreateTime></xml>"],
    ["no time", "<xml><ToUserName>w</ToUserName><Event>x</Event></xml>"],
  ])("refuses %s", (_name, xml) => {
    expect(() => parseEvent(xml)).toThrow(expect.objectContaining({ reason: "missing_field" }));
  });
});

describe("identifying fields", () => {
  const joined = (list: string): string =>
    identifyingFields(
      parseEvent(eventXml("change_external_chat", "update", `<ChatId>wr1</ChatId><UpdateDetail>add_member</UpdateDetail>${list}`)),
    );

  it("differ for two events of the same sender in the same second", () => {
    const a = joined("<MemChangeList><Item>a</Item></MemChangeList>");
    const b = joined("<MemChangeList><Item>b</Item></MemChangeList>");
    expect(a).not.toBe(b);
    expect(joined("<MemChangeList><Item>a,b</Item></MemChangeList>")).not.toBe(
      joined("<MemChangeList><Item>a</Item><Item>b</Item></MemChangeList>"),
    );
    expect(joined("<LastMemVer>x</LastMemVer>")).not.toBe(joined("<CurMemVer>x</CurMemVer>"));
  });

  it("are equal for the same event in another encryption and order", () => {
    expect(joined("<A>1</A><B>2</B>")).toBe(joined("<B>2</B><A><![CDATA[1]]></A>"));
  });
});

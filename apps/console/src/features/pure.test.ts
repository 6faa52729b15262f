import type { LiveCode } from "@shuke/contract";
import { palettes } from "@shuke/kit-ui";
import { consolePhrases as zh } from "@shuke/phrases/zh-CN/console";
import { describe, expect, test } from "vitest";
import { businessNow } from "../session.tsx";
import { barsOption, linesOption, sum } from "./charts/options.ts";
import { createInput, draftOf, emptyDraft, problemsOf, updateInput } from "./codes/draft.ts";
import { broughtBy, everyDay } from "./codes/figures.ts";
import { previewOf } from "./codes/preview.ts";
import { funnelRows } from "./insight/funnel.ts";
import { estimateMs, remainingMs } from "./playbooks/estimate.ts";
import { stepRows, total } from "./playbooks/report-rows.ts";
import { callErrorWords } from "./system/call-error.ts";
import { detailsOf } from "./access/deed-words.ts";
import { changesOf, formOf, isTime } from "./system/settings-form.ts";
import { taskWords } from "./tasks/words.ts";
import { timelineWords } from "./timeline/params.ts";
import { addressOf } from "./today/address.ts";
import { whyWords } from "./why/words.ts";

describe("charts", () => {
  const labels = ["3/4", "3/5"];
  const series = [
    { key: "joined", name: "进群", color: "#000000", values: [4, 6] },
    { key: "left", name: "退群", color: "#888888", values: [1, 0], down: true },
  ];
  test("what went hangs below zero on the same column", () => {
    expect(barsOption(labels, series, palettes.light)).toMatchObject({
      xAxis: { data: labels },
      series: [
        { id: "joined", stack: "flow", data: [4, 6] },
        { id: "left", stack: "flow", data: [-1, -0] },
      ],
    });
  });
  test("lines carry their names at their ends", () => {
    expect(linesOption(labels, series, palettes.dark)).toMatchObject({
      series: [{ endLabel: { show: true } }, { endLabel: { show: true } }],
    });
  });
  test("sums", () => expect(sum([{ a: 1 }, { a: 4 }], "a")).toBe(5));
});

test("a funnel marks the largest loss and measures every bar by the first", () => {
  const step = (key: string, entered: number, done: number) => ({
    key,
    name: key,
    entered,
    done,
    rate: done / entered,
    target: null,
    status: "unknown" as const,
  });
  const rows = funnelRows([step("added", 400, 400), step("opened", 400, 200), step("joined", 200, 150)]);
  expect(rows.map(({ share, dropped, worst }) => ({ share, dropped, worst }))).toEqual([
    { share: 1, dropped: 0, worst: false },
    { share: 0.5, dropped: 200, worst: true },
    { share: 0.375, dropped: 50, worst: false },
  ]);
  expect(funnelRows([])).toEqual([]);
  expect(funnelRows([step("a", 5, 5)])[0]?.worst).toBe(false);
});

describe("live codes", () => {
  const code: LiveCode = {
    id: "lc_1",
    kind: "staff",
    name: "收银台",
    channel: "收银台",
    state: "active",
    qrUrl: null,
    problem: null,
    storeId: null,
    storeName: null,
    userIds: ["A"],
    tags: ["渠道/收银台"],
    remark: "海报",
    welcomeText: "你好",
    welcomeContent: null,
    welcomeLink: { title: "领券", page: "welfare", desc: "7 天内" },
    chatIds: [],
    seatLimit: null,
    seatsLeft: null,
    autoCreate: false,
    baseName: "",
    figures: { scans: null, added: 0, kept: 0, joined: 0 },
    createdAt: "2027-03-05T00:00:00Z",
  };
  test("problems stand at their fields", () => {
    expect(problemsOf(emptyDraft("staff")).map(({ field }) => field)).toEqual(["name", "userIds"]);
    expect(problemsOf(emptyDraft("group")).map(({ field }) => field)).toEqual(["name", "chatIds"]);
    expect(problemsOf({ ...draftOf(code), tags: ["没有组"] })).toEqual([{ field: "tags", key: "tagShape", value: "没有组" }]);
    expect(problemsOf({ ...draftOf(code), linkTitle: " " }).map(({ field }) => field)).toEqual(["linkTitle"]);
    expect(problemsOf(draftOf(code))).toEqual([]);
  });
  test("a code is made with what its kind needs only", () => {
    expect(createInput({ ...emptyDraft("group"), name: "群码 ", chatIds: ["wr1"] })).toEqual({
      kind: "group",
      name: "群码",
      channel: "",
      storeId: null,
      chatIds: ["wr1"],
      seatLimit: 200,
      autoCreate: true,
      baseName: "",
    });
    expect(createInput({ ...draftOf(code), link: "find-store", linkTitle: "找店", linkDesc: "近" })).toMatchObject({
      welcomeLink: { page: "find-store", title: "找店", desc: "近" },
    });
  });
  test("an edit sends what changed and nothing else", () => {
    expect(updateInput(draftOf(code), code)).toEqual({ id: "lc_1" });
    expect(updateInput({ ...draftOf(code), name: "新名字", link: "none" }, code)).toEqual({
      id: "lc_1",
      name: "新名字",
      welcomeLink: null,
    });
    expect(updateInput({ ...draftOf(code), linkDesc: "今天" }, code)).toEqual({
      id: "lc_1",
      welcomeLink: { title: "领券", page: "welfare", desc: "今天" },
    });
    expect(updateInput({ ...draftOf(code), remark: "" }, code)).toEqual({ id: "lc_1", remark: "" });
  });
  test("a code brings friends or members, never both", () => {
    const figures = { scans: null, added: 7, kept: 5, joined: 3 };
    expect([broughtBy({ kind: "staff", figures }).came, broughtBy({ kind: "group", figures }).came]).toEqual([7, 3]);
  });
  test("a day on which nothing happened is a day on the chart", () => {
    const rows = everyDay([{ day: "2027-03-04", added: 2, lost: 0, joined: 0 }], "2027-03-05", 3);
    expect(rows.map(({ day, added }) => [day, added])).toEqual([
      ["2027-03-03", 0],
      ["2027-03-04", 2],
      ["2027-03-05", 0],
    ]);
  });
  test("the phone shows the welcome and its link", () => {
    expect(previewOf(draftOf(code), "小露", zh.codes).at(-1)).toEqual({ kind: "link", title: "领券", desc: "7 天内" });
    expect(
      previewOf({ kind: "staff", welcomeText: "你好", link: "welfare", linkTitle: "领券", linkDesc: "" }, "小露", zh.codes).map(
        ({ kind }) => kind,
      ),
    ).toEqual(["note", "text", "link"]);
    expect(previewOf({ kind: "group", welcomeText: "", link: "none", linkTitle: "", linkDesc: "" }, "小露", zh.codes)).toHaveLength(1);
  });
});

describe("words for what the server says", () => {
  test("a line of the story: names win over ids, codes become words", () => {
    expect(timelineWords({ type: "relation.added", params: { userId: "Fu", staff: "小露" } }, zh)).toBe("加了 小露 为好友");
    expect(timelineWords({ type: "seat.refused", params: { reason: "too-far" } }, zh)).toBe("没拿到群码：附近没有门店");
    expect(timelineWords({ type: "page.opened", params: { page: "link" } }, zh)).toBe("打开了群发里的链接");
    expect(timelineWords({ type: "tags.marked", params: { tags: "收银台、少糖" } }, zh)).toBe("贴上标签 收银台、少糖");
    expect(timelineWords({ type: "sop.exited", params: { sop: "七天" } }, zh)).toBe("离开 SOP 七天");
    expect(timelineWords({ type: "somebody.invented", params: {} }, zh)).toBe("somebody.invented");
  });
  test("a task is called by its step and its group, never by an id", () => {
    const said = (kind: string, params: Record<string, unknown>) => taskWords({ kind, params }, zh, "zh-CN");
    expect(said("finish-group-setup", { groupName: "政立路群", chatId: "wr1" })).toBe("建好新群 政立路群");
    expect(said("sop-step", { name: { zh: "回访", en: "Call back" }, chatId: "wr1" })).toBe("回访");
    expect(said("sop-step", { name: { zh: "回访", en: "Call back" }, groupName: "政立路群" })).toBe("回访 · 政立路群");
    expect(said("new-kind", {})).toBe("new-kind");
  });
  test("what stands behind a call: kind and name, the name alone, or the kind where there is no name", () => {
    const sop = { kind: "sop", label: "新人七天 · 提醒用券" };
    expect([whyWords(sop, zh.why), whyWords(sop, zh.why, true)]).toEqual(["SOP · 新人七天 · 提醒用券", "新人七天 · 提醒用券"]);
    expect(whyWords({ kind: "task", label: "" }, zh.why)).toBe("任务");
    expect(whyWords({ kind: "search", label: "city" }, zh.why)).toBe("按城市");
  });
  test("why a call failed: our words beside WeCom's code; what nobody has named stays as it came", () => {
    const words = zh.actions.errors;
    expect(callErrorWords("84061 not external contact", words)).toBe("已经不是客户关系 (84061)");
    expect(callErrorWords("cancelled by an operator", words)).toBe("同事取消了");
    expect(callErrorWords("40003 invalid userid", words)).toBe("40003 invalid userid");
  });
  test("no address leads out of the house", () => {
    expect([addressOf("/tasks?a=1"), addressOf("//evil.example"), addressOf("https://evil.example")]).toEqual([
      "/tasks?a=1",
      "/today",
      "/today",
    ]);
  });
});

describe("settings", () => {
  const before = formOf({
    gate: { quiet: { from: "22:00", to: "08:00" } },
    routing: { maxDistanceM: 10_000, seatMinutes: 15 },
    language: "zh-CN",
    inbox: { keepDays: 30 },
    audit: { viewDays: 365, changeDays: 1095 },
  });
  test("defaults stand in", () => expect(before).toMatchObject({ from: "22:00", weight: 3, days: 7, perDay: 1, confirmationsPerDay: 3 }));
  test("only the blocks that changed are sent", () => {
    expect(changesOf(before, before)).toBeNull();
    expect(changesOf({ ...before, days: 14, seatMinutes: 20 }, before)).toEqual({
      gate: { person: { weight: 3, days: 14, fadeDays: 2, kinds: { "mass-send": 1, sidebar: 1 } } },
      routing: { seatMinutes: 20 },
    });
    expect(changesOf({ ...before, language: "en" }, before)).toEqual({ language: "en" });
    expect(changesOf({ ...before, keepDays: 90 }, before)).toEqual({ inbox: { keepDays: 90 } });
  });
  test("times", () => expect(["21:30", "24:00", "9:00"].map(isTime)).toEqual([true, false, false]));
});

describe("rehearsals", () => {
  test("a report's open records are read as far as they go", () => {
    expect(stepRows([{ key: "day1", entered: 3, rate: "?" }])).toEqual([
      { key: "day1", name: "day1", entered: 3, done: null, rate: null, target: null, status: "unknown" },
    ]);
    expect([total({ total: 9, a: 1 }), total({ a: 1, b: 2 }), total({})]).toEqual([9, 3, null]);
  });
  test("the estimate stays near what runs took", () => {
    const seconds = (customers: number, days: number) => Math.round(estimateMs({ customers, days }) / 1000);
    expect([seconds(200, 2), seconds(400, 10), seconds(600, 14), seconds(2000, 30)]).toEqual([20, 38, 54, 171]);
  });
  test("remaining time is the estimate's at first, then follows the pace", () => {
    const run = { customers: 300, days: 10, startedAt: "2027-03-05T06:00:00.000Z" };
    const tenSecondsLater = Date.parse(run.startedAt) + 10_000;
    expect(remainingMs({ ...run, progress: 0.01 }, tenSecondsLater)).toBe(estimateMs(run) - 10_000);
    expect(remainingMs({ ...run, progress: 0.25 }, tenSecondsLater)).toBe(30_000);
    expect(remainingMs({ ...run, progress: 0 }, tenSecondsLater + 3_600_000)).toBe(0);
  });
});

test("the business clock runs at the rehearsal's speed, else with the wall", () => {
  const clock = { now: "2027-03-05T06:00:00.000Z", speed: 60 };
  const start = Date.parse(clock.now);
  expect(businessNow({ ...clock, rehearsal: true }, 1000, 2000)).toBe(start + 60_000);
  expect(businessNow({ ...clock, speed: 0, rehearsal: true }, 1000, 2000)).toBe(start);
  expect(businessNow({ ...clock, rehearsal: false }, 1000, 2000)).toBe(start + 1000);
});

describe("a record's details", () => {
  test("a change stands beside what it was before", () => {
    const data = { before: { name: "小满", role: "guide" }, change: { role: "admin", storeIds: ["a"] } };
    expect(detailsOf(data)).toEqual({
      hasBefore: true,
      rows: [
        { field: "role", before: "guide", after: "admin" },
        { field: "storeIds", before: null, after: '["a"]' },
      ],
    });
  });
  test("anything else is listed by its path", () =>
    expect(detailsOf({ filter: { query: "x", tag: null } }).rows).toEqual([
      { field: "filter.query", before: null, after: "x" },
      { field: "filter.tag", before: null, after: "—" },
    ]));
});

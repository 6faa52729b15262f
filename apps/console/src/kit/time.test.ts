import { consolePhrases as en } from "@shuke/phrases/en/console";
import { consolePhrases as zh } from "@shuke/phrases/zh-CN/console";
import { describe, expect, test } from "vitest";
import { exactTime, lengthWords, localDay, partOfDay, shiftDay, whenWords } from "./time.ts";

const timeZone = "Asia/Shanghai";
const now = new Date("2027-03-05T14:05:00+08:00");
const say = (at: string) => whenWords(new Date(at), { now, timeZone, language: "zh-CN", words: zh.time });
const tell = (at: string) => whenWords(new Date(at), { now, timeZone, language: "en", words: en.time });

describe("an instant as people say it", () => {
  test.each([
    ["2027-03-05T14:04:30+08:00", "刚刚"],
    ["2027-03-05T09:30:00+08:00", "今天 09:30"],
    ["2027-03-05T18:00:00+08:00", "今天 18:00"],
    ["2027-03-05T00:00:00+08:00", "今天 00:00"],
    ["2027-03-04T23:59:00+08:00", "昨天 23:59"],
    ["2027-03-06T08:00:00+08:00", "明天 08:00"],
    ["2027-03-02T08:00:00+08:00", "3 天前"],
    ["2027-03-09T08:00:00+08:00", "4 天后"],
    ["2027-02-20T08:00:00+08:00", "2月20日"],
    ["2026-12-31T08:00:00+08:00", "2026年12月31日"],
  ])("%s is %s", (at, words) => expect(say(at)).toBe(words));

  test("English is written, not translated", () => {
    expect(tell("2027-03-05T09:30:00+08:00")).toBe("today 09:30");
    expect(tell("2027-02-20T08:00:00+08:00")).toBe("Feb 20");
  });

  test("the day is the corp's, not the reader's: 23:30 in London is tomorrow in Shanghai", () => {
    expect(localDay(new Date("2027-03-05T23:30:00Z"), timeZone)).toBe("2027-03-06");
    expect(say("2027-03-05T23:30:00Z")).toBe("明天 07:30");
  });

  test("exact on hover", () => expect(exactTime(new Date("2027-03-05T06:05:09Z"), timeZone)).toBe("2027-03-05 14:05:09"));
});

test("days are shifted over the ends of months and years", () => {
  expect(shiftDay("2027-03-01", -1)).toBe("2027-02-28");
  expect(shiftDay("2026-12-31", 1)).toBe("2027-01-01");
});

test.each([
  [400, "0 秒"],
  [41_000, "41 秒"],
  [90_000, "2 分钟"],
  [7_200_000, "2 小时"],
  [7_500_000, "2 小时 5 分钟"],
  [259_200_000, "3 天"],
])("%i ms are %s", (ms, words) => expect(lengthWords(ms, zh.time)).toBe(words));

test.each([
  ["02:00", "night"],
  ["09:00", "morning"],
  ["12:30", "noon"],
  ["15:00", "afternoon"],
  ["20:00", "evening"],
  ["23:30", "night"],
])("%s is %s", (time, part) => expect(partOfDay(new Date(`2027-03-05T${time}:00+08:00`), timeZone)).toBe(part));

import { describe, expect, test } from "vitest";
import { fitsIn, follow, inWords, isServed, isWaiting, type TalkFact, wantsAnswer } from "./rules.ts";

const pair = { openKfId: "wk", externalUserId: "wm" };
const at = (hours: number) => new Date(Date.UTC(2026, 2, 2) + hours * 3_600_000);
const said = (hours: number, msgid: string, userId: string | null = null): TalkFact => ({
  type: "kf.said",
  occurredAt: at(hours),
  data: { ...pair, msgid, userId, kind: "text" },
});
const served = (hours: number, how: "taken" | "ended" | "found" | "waiting", userId: string | null): TalkFact => ({
  type: "kf.served",
  occurredAt: at(hours),
  data: { ...pair, how, userId },
});
const talk = (...facts: TalkFact[]) => facts.reduce<ReturnType<typeof follow> | null>(follow, null);

describe("a conversation", () => {
  test("begins with her first message, goes on with the next ones, and ends after two days without one", () => {
    expect(talk(said(0, "a"), said(47, "b"))?.began_msgid).toBe("a");
    expect(talk(said(0, "a"), said(48.1, "b"))?.began_msgid).toBe("b");
  });
  test("ends when the servicer ends it", () => {
    expect(talk(said(0, "a"), served(1, "taken", "mei"), served(2, "ended", null))).toMatchObject({ began_msgid: null, served_by: null });
    expect(talk(said(0, "a"), served(2, "ended", null), said(3, "b"))?.began_msgid).toBe("b");
  });
  test("is a person's once one has taken it, wrote in it, or was found in it; for two days after the last sign of her", () => {
    for (const fact of [served(1, "taken", "mei"), said(1, "x", "mei"), served(1, "found", "mei")]) {
      const row = talk(said(0, "a"), fact) ?? undefined;
      expect(isServed(row, at(2))).toBe(true);
      expect(isServed(row, at(50))).toBe(false);
    }
    expect(isServed(talk(said(0, "a"), served(1, "found", null)) ?? undefined, at(2))).toBe(false);
    expect(isServed(undefined, at(2))).toBe(false);
  });
  test("waits for a servicer until one takes it, or two days have gone", () => {
    const row = talk(said(0, "a"), served(1, "waiting", null)) ?? undefined;
    expect([isWaiting(row, at(2)), isWaiting(row, at(50)), isServed(row, at(2))]).toEqual([true, false, false]);
    expect(isWaiting(talk(said(0, "a"), served(1, "waiting", null), served(2, "taken", "mei")) ?? undefined, at(3))).toBe(false);
    expect(isWaiting(undefined, at(2))).toBe(false);
  });
});

test.each(["谢谢", "谢谢你啊！", "好的", "嗯嗯", "你好", "您好，在吗？", "在吗？", "OK", "thank you", "👍👍👍", "…", "1"])(
  "%s needs nobody",
  (text) => {
    expect(wantsAnswer(text)).toBe(false);
  },
);
test.each(["可以定做蛋糕吗", "会员卡丢了", "你好，我的订单怎么还没到", "谢谢，那周六几点能取？", "好的，那退款呢？", "where is my order"])(
  "%s needs somebody",
  (text) => {
    expect(wantsAnswer(text)).toBe(true);
  },
);

test("an answer is as long as WeCom takes it, in bytes; a picture has a word for the queue", () => {
  expect(fitsIn("茶".repeat(682))).toBe(true);
  expect(fitsIn("茶".repeat(683))).toBe(false);
  expect([inWords("image"), inWords("something new")]).toEqual(["[图片 image]", "[something new]"]);
});

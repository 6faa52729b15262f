import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isNextGroupOf, refusalOf, type SeatInput, seatsLeft, tidyRemark, wayGroups, welcomeVerdict } from "./rules.ts";

const code = (more: Partial<SeatInput> = {}): SeatInput => ({
  state: "active",
  hasQr: true,
  seatLimit: 200,
  autoCreate: false,
  members: [190],
  held: 0,
  ...more,
});

describe("seats", () => {
  test("are the room below the limit, less what is kept for others", () => {
    expect(seatsLeft(code())).toBe(10);
    expect(seatsLeft(code({ held: 4 }))).toBe(6);
    expect(seatsLeft(code({ held: 40 }))).toBe(0);
    expect(seatsLeft(code({ members: [190, 230, 200] }))).toBe(10);
  });
  test("grow by one group when WeCom opens the next by itself", () => {
    expect(seatsLeft(code({ members: [200], autoCreate: true }))).toBe(200);
    expect(seatsLeft(code({ members: [200], autoCreate: true, held: 200 }))).toBe(0);
  });
  test("of a paused code or one without a picture are none", () => {
    expect(seatsLeft(code({ state: "paused", autoCreate: true }))).toBe(0);
    expect(seatsLeft(code({ hasQr: false }))).toBe(0);
  });
});

describe("a store is refused", () => {
  const store = { open: true, distanceM: 500, codes: [code()] };
  test("when it is closed, too far, paused or full, and only then", () => {
    expect(refusalOf(store, 10_000)).toBeNull();
    expect(refusalOf({ ...store, open: false }, 10_000)).toBe("closed");
    expect(refusalOf({ ...store, distanceM: 10_001 }, 10_000)).toBe("too-far");
    expect(refusalOf({ ...store, distanceM: 10_000 }, 10_000)).toBeNull();
    expect(refusalOf({ ...store, distanceM: null }, 10_000)).toBeNull();
    expect(refusalOf({ ...store, codes: [] }, 10_000)).toBe("paused");
    expect(refusalOf({ ...store, codes: [code({ state: "paused" })] }, 10_000)).toBe("paused");
    expect(refusalOf({ ...store, codes: [code({ members: [200] })] }, 10_000)).toBe("full");
    expect(refusalOf({ ...store, codes: [code({ members: [200] }), code()] }, 10_000)).toBeNull();
  });
});

describe("the way leads to", () => {
  const group = (chatId: string, members: number, inWay = true) => ({ chatId, members, inWay });
  test("groups with room, five at most, oldest first", () => {
    expect(wayGroups([group("a", 200), group("b", 10)], 200)).toEqual(["b"]);
    expect(
      wayGroups(
        ["a", "b", "c", "d", "e", "f"].map((id) => group(id, 1)),
        200,
      ),
    ).toEqual(["a", "b", "c", "d", "e"]);
  });
  test("the newest one when all are full", () => {
    expect(wayGroups([group("a", 200), group("b", 201)], 200)).toEqual(["b"]);
  });
  test("a group that was taken out only when some seats are free again", () => {
    expect(wayGroups([group("a", 199, false), group("b", 5)], 200)).toEqual(["b"]);
    expect(wayGroups([group("a", 190, false), group("b", 5)], 200)).toEqual(["a", "b"]);
  });
  test("never to nothing, never to more than five, never to a full one while another has room", () => {
    const groups = fc.array(fc.record({ members: fc.nat(260), inWay: fc.boolean() }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(groups, (raw) => {
        const pool = raw.map((one, i) => ({ ...one, chatId: `g${i}` }));
        const way = wayGroups(pool, 200);
        const members = way.map((id) => pool.find((one) => one.chatId === id)?.members ?? 0);
        expect(way.length).toBeGreaterThan(0);
        expect(way.length).toBeLessThanOrEqual(5);
        const roomy = pool.some((one) => one.members < 190);
        expect(roomy && Math.max(...members) >= 200).toBe(false);
      }),
    );
  });
});

test("WeCom's next group is the prefix and a number", () => {
  expect(isNextGroupOf("人民广场店福利群", "人民广场店福利群2")).toBe(true);
  expect(isNextGroupOf("人民广场店福利群", "人民广场店福利群 12")).toBe(true);
  expect(isNextGroupOf("人民广场店福利群", "人民广场店福利群（老客）")).toBe(false);
  expect(isNextGroupOf("人民广场店福利群", "人民广场店福利群")).toBe(false);
  expect(isNextGroupOf("", "12")).toBe(false);
});

test("a welcome is sent while at least ten of its twenty seconds are left", () => {
  const addedAt = new Date("2025-03-01T02:00:00Z");
  const at = (seconds: number) => new Date(addedAt.getTime() + seconds * 1000);
  const verdict = (seconds: number, welcomeCode: string | undefined, foundBySync = false) =>
    welcomeVerdict({ welcomeCode, addedAt, recordedAt: at(seconds), foundBySync });
  expect(verdict(2, "w")).toBe("send");
  expect(verdict(10, "w")).toBe("send");
  expect(verdict(11, "w")).toBe("late");
  expect(verdict(2, undefined)).toBe("no-code");
  expect(verdict(3600, undefined, true)).toBe("lost-callback");
});

test("a remark shows no separators of things that are not known, and fits WeCom's 20 characters", () => {
  expect(tidyRemark("｜门店海报")).toBe("门店海报");
  expect(tidyRemark(" - · ")).toBe("");
  expect([...tidyRemark("一二三四五六七八九十一二三四五六七八九十多")]).toHaveLength(20);
});

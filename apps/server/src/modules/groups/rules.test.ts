import { expect, test } from "vitest";
import type { StoredEvent } from "#log";
import { foldGroup, join, leave, newGroup } from "./rules.ts";
import type { Presence } from "./types.ts";

const base = { corpId: "ww1", subject: "group:grp_1", actor: { kind: "sync" as const }, recordedAt: new Date(0), causeSeq: null, seq: 1 };
const nobody: Presence = { stays: [], leave: null };

function joined(joinedSec: number, seenSec = joinedSec): StoredEvent<"group.member-joined"> {
  const data = { chatId: "wr1", memberId: "wm1", memberType: 2, joinedSec, joinScene: 3, state: "", invitor: "", name: "", unionid: "" };
  return { ...base, type: "group.member-joined", occurredAt: new Date(seenSec * 1000), data };
}
function left(sec: number, quitScene: number | null = 0): StoredEvent<"group.member-left"> {
  return { ...base, type: "group.member-left", occurredAt: new Date(sec * 1000), data: { chatId: "wr1", memberId: "wm1", quitScene } };
}
function live(...events: Array<StoredEvent<"group.member-joined"> | StoredEvent<"group.member-left">>) {
  const presence = events.reduce(
    (before: Presence, event) => (event.type === "group.member-joined" ? join(before, event, "grp_1") : leave(before, event)),
    nobody,
  );
  return presence.stays
    .toSorted((a, b) => a.joinedSec - b.joinedSec)
    .map((stay) => [stay.joinedSec, stay.leftAt === null ? null : stay.leftAt / 1000]);
}

test("who leaves and comes back has two stays, in whatever order it is told", () => {
  expect(live(joined(100), left(200), joined(300))).toEqual([
    [100, 200],
    [300, null],
  ]);
  expect(live(joined(100), joined(300), left(200))).toEqual([
    [100, 200],
    [300, null],
  ]);
  expect(live(left(200), joined(100), joined(300))).toEqual([
    [100, 200],
    [300, null],
  ]);
  expect(live(joined(300), left(200), joined(100))).toEqual([
    [100, 200],
    [300, null],
  ]);
  expect(live(joined(100), left(200), left(200), joined(100))).toEqual([[100, 200]]);
});

test("details that still show a leaver do not bring her back; what is seen well after does", () => {
  expect(live(joined(100), left(200), joined(100))).toEqual([[100, 200]]);
  expect(live(joined(100), left(200), joined(100, 400))).toEqual([[100, null]]);
});

test("the callback's own time of leaving beats what a comparison found later", () => {
  expect(live(joined(100), left(500, null), left(200, 0))).toEqual([[100, 200]]);
});

test("a group takes the newest detail, and once dismissed stays so", () => {
  const detail = (sec: number, name: string): StoredEvent<"group.detailed"> => ({
    ...base,
    type: "group.detailed",
    occurredAt: new Date(sec * 1000),
    data: { chatId: "wr1", name, owner: "zhang", notice: "", createdSec: 50, admins: [], memberVersion: name },
  });
  const gone: StoredEvent<"group.dismissed"> = { ...base, type: "group.dismissed", occurredAt: new Date(300_000), data: { chatId: "wr1" } };
  const group = [detail(200, "b"), detail(100, "a"), gone, detail(400, "c")].reduce(foldGroup, newGroup("grp_1", "wr1"));
  expect(group).toMatchObject({ name: "c", state: "dismissed", dismissedAt: 300_000 });
});

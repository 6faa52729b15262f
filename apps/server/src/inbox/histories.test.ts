import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import type { ActResult } from "@shuke/sandbox";
import { runSync } from "./sync/screens.ts";
import { contactWay, createInboxWorld, type InboxWorld, joinWay } from "./testing/world.ts";

let world: InboxWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

/** `npm run soak` asks for more. */
const RUNS = Number(process.env.SHUKE_RUNS ?? 4);
const STAFF = ["staff001", "staff002", "staff003"];

type Step = { do: string; person: number; staff: number; group: number; wait: number };

const step = fc.record({
  do: fc.constantFrom(
    "befriend",
    "befriend",
    "unfriend",
    "delete",
    "remark",
    "join",
    "join",
    "leave",
    "kick",
    "rename",
    "notice",
    "mark",
    "dismiss",
    "admin",
  ),
  person: fc.nat(5),
  staff: fc.nat(2),
  group: fc.nat(2),
  // Seconds until the next act; several may share one instant.
  wait: fc.constantFrom(0, 0, 1, 5, 40, 600),
});

/** A random history in a world whose callbacks are lost, repeated and delivered out of order. */
async function live(seed: number, steps: readonly Step[]): Promise<InboxWorld> {
  const made = await createInboxWorld({ seed, profile: { staff: 3, customers: 12 } });
  world = made;
  const { sandbox } = made;
  await sandbox.advance(0);
  const client = await made.clients.of(made.corpId);
  const codes: string[] = [];
  for (const userId of STAFF) codes.push(await contactWay(made, userId));
  const chats: string[] = [];
  for (const [i, who] of STAFF.entries()) chats.push(String((await sandbox.act({ who, do: "create-group", name: `群${i}` })).chatId));
  const { tag_group: tags } = await client.tags.add({ group_name: "渠道", tag: [{ name: "甲" }, { name: "乙" }] });
  await sandbox.advance("10s");
  const doors: string[] = [];
  for (const chat of chats) doors.push(await joinWay(made, [chat]));
  const people: ActResult[] = [];
  for (const code of [...codes, ...codes]) people.push(await sandbox.act({ who: "new", do: "scan", url: code }));
  for (const [kind, probability] of [
    ["callback-lost", 0.15],
    ["callback-repeat", 0.15],
    ["callback-reorder", 0.3],
  ] as const) {
    sandbox.faults.add({ kind, probability, seed, delaySeconds: 90 });
  }
  for (const one of steps) {
    const { who = "", externalUserId: external = "" } = people[one.person] ?? {};
    const userid = STAFF[one.staff] ?? "";
    const chatId = chats[one.group] ?? "";
    const owner = STAFF[one.group] ?? "";
    const acts: Record<string, () => Promise<unknown>> = {
      befriend: () => sandbox.act({ who, do: "scan", url: codes[one.staff] ?? "" }),
      unfriend: () => sandbox.act({ who, do: "unfriend", userid }),
      delete: () => sandbox.act({ who: userid, do: "delete", externalUserId: external }),
      remark: () => sandbox.act({ who: userid, do: "remark", externalUserId: external, remark: `常客${one.person}` }),
      join: () => sandbox.act({ who, do: "scan", url: doors[one.group] ?? "" }),
      leave: () => sandbox.act({ who, do: "leave", chatId }),
      kick: () => sandbox.act({ who: owner, do: "kick", chatId, target: who }),
      rename: () => sandbox.act({ who: owner, do: "rename", chatId, name: `群${one.person}` }),
      notice: () => sandbox.act({ who: owner, do: "notice", chatId, text: `公告${one.person}` }),
      admin: () => sandbox.act({ who: owner, do: "set-admin", chatId, userid, target: userid }),
      mark: () => client.tags.mark({ userid, external_userid: external, add_tag: [tags.tag[one.group % 2]?.id ?? ""] }),
      dismiss: () => (one.person === 0 ? sandbox.act({ who: owner, do: "dismiss", chatId }) : Promise.resolve()),
    };
    // What the world refuses (no friend, no member, dissolved) is part of a random life.
    await acts[one.do]?.().catch(() => {});
    if (one.wait > 0) await sandbox.advance(`${one.wait}s`);
  }
  return made;
}

async function expectTruth(made: InboxWorld) {
  const { ours, theirs } = await made.lines();
  expect(ours.toSorted()).toEqual(theirs.toSorted());
  const [mine, other] = [await made.truth(), made.sandbox.truth()];
  expect(mine.hash).toBe(other.hash);
  expect(mine.oneWay.count).toBeLessThanOrEqual(other.oneWay.count);
}

test(
  "whatever was lost, repeated or late: after a full comparison we hold the truth, and a replay makes the same rows",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), fc.array(step, { minLength: 15, maxLength: 40 }), async (seed, steps) => {
        const made = await live(seed, steps);
        try {
          made.sandbox.faults.clear();
          // Late callbacks come in first: their tail is two minutes long.
          await made.sandbox.advance("3m");
          await runSync(made.ctx());
          await made.sandbox.advance("3m");
          await expectTruth(made);
          const before = await made.rows();
          await made.replay();
          expect(await made.rows()).toEqual(before);
        } finally {
          await made.close();
          world = undefined;
        }
      }),
      { numRuns: RUNS, seed: 20_260_302, endOnFailure: true },
    );
  },
  60_000 + RUNS * 10_000,
);

test("without any comparison by hand the hourly and daily ones get there", async () => {
  const steps = fc.sample(step, { seed: 7, numRuns: 40 });
  const made = await live(77, steps);
  made.sandbox.faults.clear();
  await made.sandbox.advance("25h");
  await expectTruth(made);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { expandTold, packPerson, type StoredEvent, toldPeople } from "#log";
import { firstSeen } from "./first-seen.ts";
import { derive, foldRelation, newRelation, noteAdded } from "./rules.ts";

const text = fc.string({ maxLength: 6 });
const person = fc.record({
  externalUserId: fc.constantFrom("wm1", "wm2"),
  name: text,
  userId: fc.constant("staff1"),
  createdSec: fc.integer({ min: 1, max: 1_700_000_000 }),
  type: fc.constantFrom(0, 1, 2),
  gender: fc.constantFrom(0, 1, 2),
  unionid: text,
  avatar: text,
  addWay: fc.nat(3),
  state: text,
  remark: text,
  description: text,
  tagIds: fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 4 }),
});

const page = (people: readonly Parameters<typeof packPerson>[0][]): StoredEvent<"people.told"> => ({
  corpId: "corp",
  seq: 7,
  type: "people.told",
  subject: "list:customers",
  actor: { kind: "sync" },
  data: { people: people.map(packPerson) },
  occurredAt: new Date(1_800_000_000_000),
  recordedAt: new Date(1_800_000_000_000),
  causeSeq: null,
});

test("a page gives back what was packed into it", () => {
  fc.assert(
    fc.property(fc.array(person, { maxLength: 5 }), (people) => {
      expect(toldPeople(page(people))).toEqual(people);
    }),
  );
});

test("somebody new on a page becomes the rows that single facts would have made", () => {
  fc.assert(
    fc.property(person, (told) => {
      const event = page([told]);
      const { customer, relation } = firstSeen("cus_1", told, event.occurredAt.getTime(), event.seq);
      let folded = newRelation("cus_1", told.externalUserId, told.userId);
      for (const single of expandTold([event])) {
        if (single.type === "relation.added" || single.type === "relation.detailed") folded = foldRelation(folded, single);
      }
      expect({ ...relation, toldSeq: null }).toEqual(folded);
      const { externalUserId, name, type, gender, unionid, avatar } = told;
      const bare = { id: "cus_1", externalUserId, name, type, gender, unionid, avatar, detailedAt: event.occurredAt.getTime() };
      expect(customer).toEqual(derive(noteAdded({ ...bare, state: "stranger", addedSec: 0, tagIds: [] }, folded), [folded]));
    }),
  );
});

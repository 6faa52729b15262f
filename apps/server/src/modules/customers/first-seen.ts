import type { ToldMember, ToldPerson } from "#log";
import { sorted } from "./rules.ts";
import type { Customer, Relation } from "./types.ts";

// What folding the single facts of a told page gives for somebody of whom nothing was known (held by first-seen.test.ts).

/** A person and her friendship as a page shows them. `at`: when the page was fetched, ms. */
export function firstSeen(id: string, told: ToldPerson, at: number, seq: number): { customer: Customer; relation: Relation } {
  const tagIds = sorted(told.tagIds);
  const { externalUserId, name, type, gender, unionid, avatar, userId, createdSec, remark, description, addWay, state } = told;
  return {
    customer: {
      id,
      externalUserId,
      name,
      type,
      gender,
      unionid,
      avatar,
      detailedAt: at,
      state: "friend",
      addedSec: createdSec,
      tagIds,
    },
    relation: {
      customerId: id,
      userId,
      externalUserId,
      createdSec,
      half: false,
      oneWayAt: null,
      endedAt: null,
      endedBy: null,
      detailedAt: at,
      remark,
      description,
      addWay,
      channelState: state,
      tagIds,
      toldSeq: seq,
    },
  };
}

/** Somebody in a group who is nobody's friend: a nickname, and unionid where the app may know it. */
export function strangerSeen(id: string, told: ToldMember): Customer {
  return {
    id,
    externalUserId: told.memberId,
    name: told.name || null,
    type: null,
    gender: null,
    unionid: told.unionid,
    avatar: "",
    detailedAt: null,
    state: "stranger",
    addedSec: 0,
    tagIds: [],
  };
}

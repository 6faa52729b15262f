import type { StoredEvent } from "./events.ts";

// A corp's history comes in pages of a hundred. A fact for each friendship, detail and person would be five million facts for
// Luckin's base, so a page is one fact, its people packed as tuples: keys are not repeated, and empty ends are left off.

/** external id, name, user id, created (s), type, gender, unionid, avatar, add way, state, remark, description, tag ids */
export type PersonTuple = [string, string, string, number, ...Array<string | number | string[]>];
/** member id, name, joined (s), type, join scene, unionid, invitor, state */
export type MemberTuple = [string, string, number, ...Array<string | number>];

/** A friendship with its person, as a page of WeCom's lists shows them. */
export type ToldPerson = {
  externalUserId: string;
  name: string;
  userId: string;
  createdSec: number;
  type: number;
  gender: number;
  unionid: string;
  avatar: string;
  addWay: number;
  state: string;
  remark: string;
  description: string;
  tagIds: string[];
};

export type ToldMember = {
  memberId: string;
  name: string;
  joinedSec: number;
  memberType: number;
  joinScene: number;
  unionid: string;
  invitor: string;
  state: string;
};

export function packPerson(person: ToldPerson): PersonTuple {
  const { externalUserId, name, userId, createdSec, type, gender, unionid, avatar, addWay, state, remark, description, tagIds } = person;
  const rest = [type, gender, unionid, avatar, addWay, state, remark, description, tagIds];
  return [externalUserId, name, userId, createdSec, ...shortened(rest)];
}

export function packMember(member: ToldMember): MemberTuple {
  const { memberId, name, joinedSec, memberType, joinScene, unionid, invitor, state } = member;
  return [memberId, name, joinedSec, ...shortened([memberType, joinScene, unionid, invitor, state])];
}

/** Without the empty values at its end. */
function shortened<T extends string | number | string[]>(values: T[]): T[] {
  let end = values.length;
  for (; end > 0; end -= 1) {
    const value = values[end - 1];
    if (typeof value === "object" ? value.length > 0 : value !== "" && value !== 0) break;
  }
  return values.slice(0, end);
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const numberOf = (value: unknown): number => (typeof value === "number" ? value : 0);

export function toldPerson(tuple: PersonTuple): ToldPerson {
  const [externalUserId, name, userId, createdSec, type, gender, unionid, avatar, addWay, state, remark, description, tags] = tuple;
  return {
    externalUserId,
    name,
    userId,
    createdSec,
    type: numberOf(type),
    gender: numberOf(gender),
    unionid: textOf(unionid),
    avatar: textOf(avatar),
    addWay: numberOf(addWay),
    state: textOf(state),
    remark: textOf(remark),
    description: textOf(description),
    tagIds: Array.isArray(tags) ? tags : [],
  };
}

export function toldMember([memberId, name, joinedSec, memberType, joinScene, unionid, invitor, state]: MemberTuple): ToldMember {
  return {
    memberId,
    name,
    joinedSec,
    memberType: numberOf(memberType),
    joinScene: numberOf(joinScene),
    unionid: textOf(unionid),
    invitor: textOf(invitor),
    state: textOf(state),
  };
}

export const toldPeople = ({ data }: StoredEvent<"people.told">): ToldPerson[] => data.people.map(toldPerson);
export const toldMembers = ({ data }: StoredEvent<"members.told">): ToldMember[] => data.members.map(toldMember);

/** A batch in which told facts are replaced by the single facts that they stand for, each with the number of its page. */
export function expandTold(batch: readonly StoredEvent[]): StoredEvent[] {
  return batch.flatMap((event) => (event.type === "people.told" ? singles(event) : event.type === "members.told" ? joins(event) : [event]));
}

function singles(event: StoredEvent<"people.told">): StoredEvent[] {
  const { type: _, data: __, ...base } = event;
  return toldPeople(event).flatMap((person): StoredEvent[] => {
    const { externalUserId, userId, createdSec, state, name, type, gender, unionid, avatar, addWay, remark, description, tagIds } = person;
    return [
      {
        ...base,
        type: "relation.added",
        occurredAt: new Date(createdSec * 1000),
        data: { externalUserId, userId, state, createdSec },
      },
      {
        ...base,
        type: "relation.detailed",
        data: { externalUserId, userId, remark, description, createdSec, addWay, state, tagIds },
      },
      { ...base, type: "customer.detailed", data: { externalUserId, name, type, gender, unionid, avatar } },
    ];
  });
}

function joins(event: StoredEvent<"members.told">): StoredEvent[] {
  const { type: _, data, ...base } = event;
  return toldMembers(event).map((member) => ({
    ...base,
    type: "group.member-joined",
    occurredAt: new Date(member.joinedSec * 1000),
    data: { chatId: data.chatId, ...member },
  }));
}

/** Facts that speak of a hundred people each: batches are cut by them, so that none ever holds a city. */
export const pages = ["people.told", "members.told"] as const;

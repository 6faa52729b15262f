import { reaction, type Unit } from "#actions";
import { customerId } from "#kit/ids";
import { PEOPLE_LANES } from "#kit/people-lanes";
import { only } from "#log";
import { activeRelations } from "#modules/customers";
import { chatInfo } from "#modules/groups";
import { homeOfChats } from "#modules/live-codes";
import { type ReadSop, readSops } from "./definitions.ts";
import { enrolIntoSegments } from "./enrol-segments.ts";
import { startAll } from "./start.ts";

/**
 * Starts people's and groups' clocks. A person is enrolled in an SOP once for ever (no step twice for one person), groups
 * likewise.
 */
export const enrolOnJoin = reaction({
  name: "sops.enrol",
  on: ["group.member-joined", "group.needs-setup", "relation.added", "segment.entered"],
  after: ["sops", ...PEOPLE_LANES, "groups", "live-codes"],
  async react(unit, batch) {
    const sops = (await readSops(unit.db, unit.corpId)).filter((sop) => sop.state !== "stopped" && sop.definition.clock.from === "start");
    if (sops.length === 0) return;
    const startedBy = (event: string) => sops.filter(({ definition: { trigger } }) => trigger.on === "event" && trigger.event === event);
    await enrolJoined(unit, startedBy("customer-joined-store-group"), only(batch, "group.member-joined"));
    await enrolFriends(unit, startedBy("friend-added"), only(batch, "relation.added"));
    await enrolGroups(unit, startedBy("group-entered-pool"), only(batch, "group.needs-setup"));
    await enrolIntoSegments(unit, sops, only(batch, "segment.entered"));
  },
});

type Facts<T extends "group.member-joined" | "group.needs-setup" | "relation.added"> = ReturnType<typeof only<T>>;

async function enrolJoined(unit: Unit, sops: readonly ReadSop[], events: Facts<"group.member-joined">) {
  const joins = events.filter((event) => event.data.memberType === 2);
  if (sops.length === 0 || joins.length === 0) return;
  const homes = await homeOfChats(unit, [...new Set(joins.map((event) => event.data.chatId))]);
  const relations = await activeRelations(unit, [...new Set(joins.map((event) => event.data.memberId))]);
  const entrants = joins.flatMap(({ data, seq }) => {
    const home = homes.get(data.chatId);
    // Whoever is nobody's friend cannot be written to; the group's own SOP reaches her.
    const friend = relations.get(data.memberId)?.toSorted((a, b) => a.createdSec - b.createdSec)[0];
    if (!home?.storeId || !friend) return [];
    return {
      subject: `customer:${customerId(unit.corpId, data.memberId)}`,
      kind: "customer" as const,
      recipient: data.memberId,
      sender: friend.userId,
      storeId: home.storeId,
      chatId: data.chatId,
      startedAt: new Date(data.joinedSec * 1000),
      causeSeq: seq,
    };
  });
  for (const sop of sops) await startAll(unit, sop, entrants);
}

/** From being friends, through whoever was added. */
async function enrolFriends(unit: Unit, sops: readonly ReadSop[], events: Facts<"relation.added">) {
  if (sops.length === 0) return;
  const entrants = events
    .filter(({ data }) => data.half !== true)
    .map(({ data, seq }) => ({
      subject: `customer:${customerId(unit.corpId, data.externalUserId)}`,
      kind: "customer" as const,
      recipient: data.externalUserId,
      sender: data.userId,
      storeId: null,
      chatId: null,
      startedAt: new Date(data.createdSec * 1000),
      causeSeq: seq,
    }));
  for (const sop of sops) await startAll(unit, sop, entrants);
}

async function enrolGroups(unit: Unit, sops: readonly ReadSop[], events: Facts<"group.needs-setup">) {
  if (sops.length === 0 || events.length === 0) return;
  const chats = await chatInfo(unit, [...new Set(events.map((event) => event.data.chatId))]);
  const entrants = events.flatMap(({ data, seq, occurredAt }) => {
    const chat = chats.get(data.chatId);
    if (!chat || chat.dismissed) return [];
    return {
      subject: `group:${chat.groupId}`,
      kind: "group" as const,
      recipient: data.chatId,
      sender: chat.owner,
      storeId: data.storeId,
      chatId: data.chatId,
      startedAt: occurredAt,
      causeSeq: seq,
    };
  });
  for (const sop of sops) await startAll(unit, sop, entrants);
}

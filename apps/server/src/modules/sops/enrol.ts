import { gateSettings, reaction, type Unit } from "#actions";
import { derivedId } from "#kit/ids";
import { PEOPLE_LANES } from "#kit/people-lanes";
import { only } from "#log";
import { activeRelations } from "#modules/customers";
import { chatInfo } from "#modules/groups";
import { homeOfChats } from "#modules/live-codes";
import { readSops } from "./definitions.ts";
import { scheduleAll } from "./rules.ts";

export const enrolmentId = (corpId: string, sopId: string, recipient: string) => derivedId("enr", corpId, sopId, recipient);

/**
 * Starts people's and groups' clocks. A person is enrolled in an SOP once for ever (no step twice for one person), groups
 * likewise. The fact carries every due time, so that a later change of the definition moves nobody.
 */
export const enrolOnJoin = reaction({
  name: "sops.enrol",
  on: ["group.member-joined", "group.needs-setup"],
  after: ["sops", ...PEOPLE_LANES, "groups", "live-codes"],
  async react(unit, batch) {
    const sops = (await readSops(unit.db, unit.corpId)).filter((sop) => sop.state !== "stopped");
    if (sops.length === 0) return;
    await enrolCustomers(unit, sops, only(batch, "group.member-joined"));
    await enrolGroups(unit, sops, only(batch, "group.needs-setup"));
  },
});

type Sops = Awaited<ReturnType<typeof readSops>>;
type Joined = ReturnType<typeof only<"group.member-joined">>;
type Opened = ReturnType<typeof only<"group.needs-setup">>;

async function enrolCustomers(unit: Unit, sops: Sops, events: Joined) {
  const wanted = sops.filter((sop) => sop.definition.trigger === "customer-joined-store-group");
  const joins = events.filter((event) => event.data.memberType === 2);
  if (wanted.length === 0 || joins.length === 0) return;
  const homes = await homeOfChats(unit, [...new Set(joins.map((event) => event.data.chatId))]);
  const relations = await activeRelations(unit, [...new Set(joins.map((event) => event.data.memberId))]);
  const settings = await gateSettings(unit.db, unit.corpId);
  for (const { data, seq } of joins) {
    const home = homes.get(data.chatId);
    // Whoever is nobody's friend cannot be written to; the group's own SOP reaches her.
    const friend = relations.get(data.memberId)?.toSorted((a, b) => a.createdSec - b.createdSec)[0];
    if (!home?.storeId || !friend) continue;
    const startedAt = new Date(data.joinedSec * 1000);
    for (const sop of wanted) {
      const id = enrolmentId(unit.corpId, sop.id, data.memberId);
      unit.fact({
        type: "sop.enrolled",
        subject: `customer:${derivedId("cus", unit.corpId, data.memberId)}`,
        sourceKey: `enrol:${id}`,
        occurredAt: startedAt,
        causeSeq: seq,
        data: {
          enrolmentId: id,
          sopId: sop.id,
          version: sop.version,
          subject: "customer",
          recipient: data.memberId,
          sender: friend.userId,
          storeId: home.storeId,
          chatId: data.chatId,
          startedAt: startedAt.toISOString(),
          steps: scheduleAll(sop.definition, startedAt, settings),
        },
      });
    }
  }
}

async function enrolGroups(unit: Unit, sops: Sops, events: Opened) {
  const wanted = sops.filter((sop) => sop.definition.trigger === "group-entered-pool");
  if (wanted.length === 0 || events.length === 0) return;
  const chats = await chatInfo(unit, [...new Set(events.map((event) => event.data.chatId))]);
  const settings = await gateSettings(unit.db, unit.corpId);
  for (const { data, seq, occurredAt } of events) {
    const chat = chats.get(data.chatId);
    if (!chat || chat.dismissed) continue;
    for (const sop of wanted) {
      const id = enrolmentId(unit.corpId, sop.id, data.chatId);
      unit.fact({
        type: "sop.enrolled",
        subject: `group:${chat.groupId}`,
        sourceKey: `enrol:${id}`,
        occurredAt,
        causeSeq: seq,
        data: {
          enrolmentId: id,
          sopId: sop.id,
          version: sop.version,
          subject: "group",
          recipient: data.chatId,
          sender: chat.owner,
          storeId: data.storeId,
          chatId: data.chatId,
          startedAt: occurredAt.toISOString(),
          steps: scheduleAll(sop.definition, occurredAt, settings),
        },
      });
    }
  }
}

import { fill } from "@shuke/phrases";
import { type Attachment, reaction, type Unit } from "#actions";
import { customerId } from "#kit/ids";
import { only, type StoredEvent } from "#log";
import { liveContents, toSend } from "#modules/assets";
import { staffNames, storesByIds } from "#modules/org";
import { codesByIds } from "./rows.ts";
import { tidyRemark, WELCOME_LIFE_MS, welcomeVerdict } from "./rules.ts";
import { type Marking, markPeople } from "./tag-people.ts";
import type { LiveCodeRow } from "./types.ts";

const MOST_ATTACHMENTS = 9;

type Added = StoredEvent<"relation.added">;

/** Somebody became a friend through one of our staff codes: welcome within 20 s, tags of the channel, remark (B1, A1). */
export const welcomeFriends = reaction({
  name: "live-codes.welcome",
  on: ["relation.added", "action.ended"],
  after: ["tags"],
  async react(unit, batch) {
    const added = only(batch, "relation.added").filter((event) => event.data.state !== "");
    const codes = await codesByIds(unit, [...new Set(added.map((event) => event.data.state))]);
    const words = await wordsOf(unit, codes, added);
    const markings: Marking[] = [];
    for (const event of added) {
      const code = codes.get(event.data.state);
      if (code?.kind !== "staff") continue;
      welcome(unit, code, event, words(code, event.data.userId));
      remark(unit, code, event);
      const { externalUserId, userId, createdSec } = event.data;
      const key = `channel:${code.id}:${userId}:${externalUserId}:${createdSec}`;
      markings.push({ externalUserId, userId, tags: code.tags, why: `live-code:${code.id}`, key, causeSeq: event.seq });
    }
    await markPeople(unit, markings);
    await noteExpired(unit, only(batch, "action.ended"));
  },
});

/** When the friendship was made: the welcome code's life counts from here. */
const addedAtOf = ({ data, occurredAt }: Added) => (data.createdSec > 0 ? new Date(data.createdSec * 1000) : occurredAt);

type Words = { text: string; attachments: Attachment[] };

/**
 * What each code says: the content of the library while that goes out, else its own words. Of her nothing but the channel is known at
 * this moment; of whoever welcomes her, the name and the code's store.
 */
async function wordsOf(unit: Unit, codes: ReadonlyMap<string, LiveCodeRow>, added: readonly Added[]) {
  const rows = [...codes.values()];
  const contents = await liveContents(
    unit,
    rows.flatMap(({ welcomeContent }) => welcomeContent ?? []),
  );
  const names =
    contents.size === 0 ? new Map<string, string>() : await staffNames(unit, [...new Set(added.map(({ data }) => data.userId))]);
  const stores =
    contents.size === 0
      ? new Map<string, { name: string }>()
      : await storesByIds(
          unit,
          rows.flatMap(({ storeId }) => storeId ?? []),
        );
  return (code: LiveCodeRow, userId: string): Words => {
    const own = { text: fill(code.welcomeText, { channel: code.channel }), attachments: attachmentsOf(code) };
    const content = contents.get(code.welcomeContent ?? "");
    if (!content) return own;
    const values = { channel: code.channel, staff: names.get(userId) ?? "", store: stores.get(code.storeId ?? "")?.name ?? "" };
    const said = toSend(content, values);
    // WeCom takes nine; the code's own card goes last.
    return { text: said.text || own.text, attachments: [...said.attachments, ...own.attachments].slice(0, MOST_ATTACHMENTS) };
  };
}

function welcome(unit: Unit, code: LiveCodeRow, event: Added, words: Words): void {
  if (words.text === "" && words.attachments.length === 0) return;
  const { externalUserId, userId, welcomeCode } = event.data;
  const addedAt = addedAtOf(event);
  const foundBySync = event.actor.kind === "sync" || event.actor.kind === "reconcile";
  const verdict = welcomeVerdict({ welcomeCode, addedAt, recordedAt: event.recordedAt, foundBySync });
  if (verdict !== "send" || !welcomeCode) {
    unit.fact({
      type: "welcome.missed",
      subject: `customer:${customerId(unit.corpId, externalUserId)}`,
      data: { externalUserId, userId, reason: verdict },
      occurredAt: unit.now,
      sourceKey: `welcome-missed:${event.seq}`,
      causeSeq: event.seq,
    });
    return;
  }
  unit.plan({
    kind: "welcome.send",
    payload: {
      welcomeCode,
      externalUserId,
      userId,
      liveCodeId: code.id,
      addedAt: addedAt.toISOString(),
      ...words,
    },
    dedupeKey: `welcome:${welcomeCode}`,
    plannedBy: `live-code:${code.id}`,
    runAfter: unit.now,
    runUntil: new Date(addedAt.getTime() + WELCOME_LIFE_MS),
    causeSeq: event.seq,
  });
}

/** The sender puts the public address in front. `v` tells how somebody came to the page. */
function attachmentsOf(code: LiveCodeRow): Attachment[] {
  const link = code.welcomeLink;
  if (!link) return [];
  const page = link.page === "find-store" ? "/m/find-store" : `/m/c/${code.id}`;
  const url = `${page}?v=welcome.${code.id}`;
  return [{ msgtype: "link", link: { title: link.title, url, ...(link.desc ? { desc: link.desc } : {}) } }];
}

function remark(unit: Unit, code: LiveCodeRow, event: Added): void {
  const text = tidyRemark(fill(code.remark, { channel: code.channel }));
  if (text === "") return;
  const { externalUserId, userId, createdSec } = event.data;
  unit.plan({
    kind: "remark.set",
    payload: { externalUserId, userId, remark: text },
    dedupeKey: `remark:${code.id}:${userId}:${externalUserId}:${createdSec}`,
    plannedBy: `live-code:${code.id}`,
    runAfter: unit.now,
    causeSeq: event.seq,
  });
}

/** A welcome that nobody sent in time is a miss too. The action's payload tells whose it was. */
async function noteExpired(unit: Unit, ended: readonly StoredEvent<"action.ended">[]): Promise<void> {
  const expired = ended.filter(({ data }) => data.kind === "welcome.send" && data.how === "expired");
  if (expired.length === 0) return;
  const rows = await unit.db
    .selectFrom("planned_action")
    .select(["id", "payload"])
    .where("corp_id", "=", unit.corpId)
    .where(
      "id",
      "in",
      expired.map(({ data }) => data.actionId),
    )
    .execute();
  for (const { id, payload } of rows) {
    const { externalUserId, userId } = payload as { externalUserId: string; userId: string };
    unit.fact({
      type: "welcome.missed",
      subject: `customer:${customerId(unit.corpId, externalUserId)}`,
      data: { externalUserId, userId, reason: "expired" },
      occurredAt: unit.now,
      sourceKey: `${id}:welcome`,
    });
  }
}

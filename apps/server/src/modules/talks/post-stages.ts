import { fill, h5 } from "@shuke/phrases";
import { sql } from "kysely";
import {
  actionId,
  gateSettings,
  isQuiet,
  lastConfirm,
  nextOpen,
  nextQuiet,
  openGate,
  type TouchRequest,
  type Unit,
  withUnit,
} from "#actions";
import type { Duty } from "#kit/duty";
import { system } from "#kit/actor";
import { localStamp } from "#kit/tz";
import { chatInfo } from "#modules/groups";
import { corpLanguage, leftAmong } from "#modules/org";
import { withNewGroups } from "./chats.ts";
import { readTalk, type StageRow, type TalkRow } from "./read.ts";

/**
 * Turns a stage whose hour has come into one confirmation per owner of its groups, through the gate. A stage whose time is over is left
 * out: nobody is told of yesterday's talk. At night it waits for the morning, if that is not too late.
 */
export const postStages: Duty = {
  name: "talks.stages",
  async run(db, corpId, now) {
    const settings = await gateSettings(db, corpId);
    return withUnit({ db, corpId, actor: system("talks.stages"), now }, async (unit) => {
      const { rows } = await sql<StageRow & { talk_id: string }>`select talk_id, key, at, until from talk_stage
        where corp_id = ${corpId} and state = 'waiting' and at <= ${now} order by at, talk_id limit 20 for update skip locked`.execute(
        unit.db,
      );
      for (const stage of rows) {
        const set = (patch: ReturnType<typeof sql>) =>
          sql`update talk_stage set ${patch} where corp_id = ${corpId} and talk_id = ${stage.talk_id} and key = ${stage.key}`.execute(
            unit.db,
          );
        const closes = lastConfirm(now, settings);
        const open = isQuiet(now, settings) || closes <= now ? nextOpen(nextQuiet(now, settings), settings) : now;
        if (stage.until <= now || open >= stage.until) await set(sql`state = 'missed'`);
        else if (open > now) await set(sql`at = ${open}`);
        else {
          const told = await readTalk(unit, stage.talk_id, true);
          // The digest is for those who were told of it; who comes later finds it on the page.
          const talk = stage.key === "digest" ? told : await withNewGroups(unit, told);
          const posted = await post(unit, talk, stage, closes < stage.until ? closes : stage.until);
          await set(sql`state = 'planned', action_ids = ${posted.actionIds}, planned = ${posted.planned}, refused = ${posted.refused},
            reason = ${posted.reason}`);
          if (talk.state === "announced" && posted.planned > 0) {
            await sql`update talk set state = 'collecting' where corp_id = ${corpId} and id = ${talk.id}`.execute(unit.db);
            unit.fact({
              type: "talk.changed",
              subject: `talk:${talk.id}`,
              occurredAt: now,
              data: { talkId: talk.id, from: "announced", to: "collecting" },
            });
          }
        }
      }
      return rows.length;
    });
  },
  dueAt: (corp) => sql`select s.at from talk_stage s where s.corp_id = ${corp} and s.state = 'waiting' order by s.at limit 1`,
};

type Posted = { actionIds: string[]; planned: number; refused: number; reason: string | null };

async function post(unit: Unit, talk: TalkRow, { key }: Pick<StageRow, "key">, runUntil: Date): Promise<Posted> {
  const chats = [...(await chatInfo(unit, talk.chat_ids))].filter(([, { dismissed }]) => !dismissed);
  const owners = Map.groupBy(chats, ([, { owner }]) => owner);
  const gone = await leftAmong(unit, [...owners.keys()]);
  const out: Posted = { actionIds: [], planned: 0, refused: talk.chat_ids.length - chats.length, reason: null };
  const refuse = (n: number, reason: string) => {
    out.refused += n;
    out.reason ??= reason;
  };
  const words = await wordsOf(unit, talk, key);
  const plannedBy = `talk:${talk.id}/${key}`;
  const questions = [...owners]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([owner, groups]) => questionsOf(unit, plannedBy, owner, groups));
  const gate = await openGate(
    unit,
    questions.flatMap(({ staff, groups }) => [staff, ...groups]),
  );
  for (const { owner, dedupeKey, staff, groups } of questions) {
    if (gone.has(owner)) {
      refuse(groups.length, "owner-left");
      continue;
    }
    const attention = gate.ask(staff);
    if (!attention.accepted) {
      refuse(groups.length, attention.reason);
      continue;
    }
    const decisions = groups.map((group) => gate.ask(group));
    const taken = decisions.filter((decision) => decision.accepted).length;
    for (const decision of decisions) if (!decision.accepted) refuse(1, decision.reason);
    if (taken === 0) {
      gate.giveBack(staff.key, "nobody-left");
      continue;
    }
    unit.plan({
      kind: "mass-task.create",
      dedupeKey,
      plannedBy,
      runAfter: unit.now,
      runUntil,
      payload: { chatType: "group", sender: owner, ...words },
    });
    out.actionIds.push(staff.actionId);
    out.planned += taken;
  }
  await gate.record();
  return out;
}

/** What one owner's post asks of the gate: her own attention, then each of her groups. */
function questionsOf(unit: Unit, plannedBy: string, owner: string, chats: readonly (readonly [chatId: string, unknown])[]) {
  const dedupeKey = `${plannedBy}|${owner}`;
  const common = { actionId: actionId(unit.corpId, dedupeKey), weight: 1, at: unit.now, plannedBy };
  const staff: TouchRequest = { ...common, budget: "staff", recipient: owner, kind: "confirmation", key: `${dedupeKey}|staff` };
  const groups = chats.map(([chatId]): TouchRequest => ({
    ...common,
    budget: "group",
    recipient: chatId,
    kind: "group-post",
    key: `${plannedBy}/${chatId}`,
  }));
  return { owner, dedupeKey, staff, groups };
}

async function wordsOf(unit: Unit, talk: TalkRow, key: StageRow["key"]) {
  const w = h5[await corpLanguage(unit)].talk;
  const { timeZone } = await gateSettings(unit.db, unit.corpId);
  const time = localStamp(talk.starts_at, timeZone).slice(5);
  const own = key === "digest" ? fill(w.digestPost, { title: talk.plan.title }) : talk.plan.texts[key];
  const text = own === "" ? fill(w.posts[key === "digest" ? "announce" : key], { title: talk.plan.title, time }) : own;
  const desc = key === "digest" ? w.digestLink : fill(w.askLink, { time });
  // The link says which post brought her.
  const url = `/m/talk/${talk.id}?v=${encodeURIComponent(`talk.${talk.id}.${key}`)}`;
  return { text, attachments: [{ msgtype: "link" as const, link: { title: talk.plan.title, desc, url } }] };
}

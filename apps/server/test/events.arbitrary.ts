import fc from "fast-check";
import { calendarFacts, momentFacts, talkFacts, taskFacts, ticketFacts } from "./ticket.arbitrary.ts";
import { archiveFacts, kfFacts } from "./archive.arbitrary.ts";
import { handoverFacts } from "./handover.arbitrary.ts";
import { sidebarFacts } from "./sidebar.arbitrary.ts";
import { type EventMap, type EventType, type NewEvent, type OrderFact, packMember, packPerson } from "#log";
import { localDay } from "#kit/tz";

/**
 * Random facts of every type, for tests that put handlers through whatever may happen. Ids come from small pools, so that
 * facts meet: the same customer with the same member of staff, in the same group, in any order.
 */
const pool = (prefix: string, size: number) => fc.constantFrom(...Array.from({ length: size }, (_, i) => `${prefix}${i + 1}`));

const start = Date.UTC(2025, 2, 1);
const instant = fc.integer({ min: 0, max: 10 * 24 * 6 }).map((n) => new Date(start + n * 600_000));
const iso = instant.map((at) => at.toISOString());
const sec = instant.map((at) => at.getTime() / 1000);
const text = fc.string({ unit: "binary", maxLength: 12 });
const name = fc.oneof(fc.constantFrom("", "小雨", "🐼 \ud83d", "a\u0000b"), text);

const userId = pool("staff", 3);
const externalUserId = pool("wm", 5);
const chatId = pool("wr", 3);
const memberId = fc.oneof(userId, externalUserId);
const tagId = pool("et", 4);
const storeId = pool("sto_", 3);
const liveCodeId = pool("lc_", 3);
const msgid = pool("msg", 4);
const actionId = pool("act_", 4);
const taskId = pool("tsk_", 4);
const sopId = pool("sop_", 2);
const step = pool("step", 3);
const enrolmentId = pool("enr_", 4);
const sopSteps = fc.uniqueArray(fc.record({ key: step, dueAt: iso, until: iso }), { selector: ({ key }) => key, maxLength: 3 });
const sopPark = fc.record({ node: step, from: iso, at: iso, event: fc.option(fc.constantFrom("opened-page", "ordered")) });
const each = <T extends { enrolmentId: string }>(one: fc.Arbitrary<T>) =>
  fc.uniqueArray(one, { selector: ({ enrolmentId: id }) => id, maxLength: 3 });
const plannedBy = fc.constantFrom("live-code:lc_1", "sop:sop_1/step1", "verb:tags.mark");
const actionKind = fc.constantFrom("welcome.send", "tag.mark", "mass-task.create", "join-way.put", "handover.ask");
const state = fc.constantFrom("", "lc_1", "lc_2", "old");
const how = fc.constantFrom("location", "city", "district", "name");
const some = <T>(one: fc.Arbitrary<T>) => fc.uniqueArray(one, { maxLength: 3 });
const pair = { externalUserId, userId };
const ofPerson = { customerId: pool("cus_", 4), why: text, jobId: fc.option(pool("job_", 2)) };
const action = { actionId, kind: actionKind, plannedBy };
const segment = { segmentId: pool("seg_", 2), version: fc.constantFrom(1, 2), why: fc.constantFrom("touched", "new") };
const task = { msgid, actionId, sender: userId };

const orderNo = pool("no", 6);
const personId = fc.constantFrom("cus_1", "cus_2", "per_1", "per_2", "per_3");
const order: fc.Arbitrary<OrderFact> = fc
  .record({
    orderNo,
    personId: fc.option(personId),
    keyPersonId: fc.option(personId),
    keys: fc.dictionary(fc.constantFrom("phone", "member", "unionid"), pool("key", 3), { maxKeys: 2 }),
    amountFen: fc.nat(3),
    refundedFen: fc.constantFrom(0, 0, 1, 3),
    paidAt: instant,
    storeId: fc.option(storeId),
    storeCode: fc.constantFrom("", "S1"),
    channel: fc.constantFrom("", "mini"),
    credit: fc.constantFrom("direct", "prompted", "unknown"),
    changedAt: iso,
    source: fc.constant("hook"),
  })
  .map((one) => ({ ...one, paidAt: one.paidAt.toISOString(), day: localDay(one.paidAt, "Asia/Shanghai"), fresh: Object.keys(one.keys) }));
const conflictId = pool("cfl_", 3);
const keyKind = fc.constantFrom("phone", "member", "unionid");
const toldPerson = fc.record({
  ...pair,
  name,
  type: fc.constantFrom(1, 2),
  gender: fc.constantFrom(0, 1, 2),
  unionid: fc.constantFrom("", "u1"),
  avatar: fc.constantFrom("", "https://x/a.png"),
  remark: name,
  description: text,
  createdSec: sec,
  addWay: fc.constantFrom(0, 1, 3),
  state,
  tagIds: some(tagId),
});
const toldMember = fc.record({
  memberId,
  name,
  joinedSec: sec,
  memberType: fc.constantFrom(1, 2),
  joinScene: fc.constantFrom(0, 1, 3),
  unionid: fc.constantFrom("", "u1"),
  invitor: fc.constantFrom("", "staff1"),
  state,
});

const data: { [K in EventType]: fc.Arbitrary<EventMap[K]> } = {
  "relation.added": fc.record(
    { ...pair, state, createdSec: sec, welcomeCode: text, half: fc.boolean() },
    { requiredKeys: ["externalUserId", "userId", "state", "createdSec"] },
  ),
  "people.told": fc.record({ people: fc.array(toldPerson.map(packPerson), { maxLength: 4 }) }),
  "members.told": fc.record({ chatId, members: fc.array(toldMember.map(packMember), { maxLength: 4 }) }),
  "relation.edited": fc.record(pair),
  "relation.ended": fc.record({ ...pair, by: fc.constantFrom("staff", "customer", "transfer") }),
  "relation.detailed": fc.record({
    ...pair,
    remark: name,
    description: text,
    createdSec: sec,
    addWay: fc.constantFrom(0, 1, 3),
    state,
    tagIds: some(tagId),
  }),
  "customer.detailed": fc.record({
    externalUserId,
    name,
    type: fc.constantFrom(1, 2),
    gender: fc.constantFrom(0, 1, 2),
    unionid: pool("un", 3),
    avatar: text,
  }),
  "customer.field-set": fc.oneof(
    fc.record({
      ...ofPerson,
      key: fc.constant("fld_t"),
      kind: fc.constant("text" as const),
      value: fc.option(name),
      before: fc.constant(null),
    }),
    fc.record({
      ...ofPerson,
      key: fc.constant("fld_n"),
      kind: fc.constant("number" as const),
      value: fc.option(fc.integer({ min: -9, max: 9 })),
      before: fc.constant(null),
    }),
    fc.record({
      ...ofPerson,
      key: fc.constant("fld_d"),
      kind: fc.constant("date" as const),
      value: fc.option(fc.constantFrom("2025-03-01", "2024-02-29")),
      before: fc.constant(null),
    }),
    fc.record({
      ...ofPerson,
      key: fc.constant("fld_b"),
      kind: fc.constant("boolean" as const),
      value: fc.option(fc.boolean()),
      before: fc.constant(null),
    }),
    fc.record({
      ...ofPerson,
      key: fc.constant("fld_c"),
      kind: fc.constant("choice" as const),
      value: fc.option(pool("opt_", 2)),
      before: fc.constant(null),
    }),
  ),
  "customer.stage-changed": fc.record({
    customerId: pool("cus_", 4),
    from: fc.constantFrom("new", "active", null),
    to: fc.constantFrom("silent", "lost", null),
    rule: fc.option(text),
    version: fc.nat(3),
  }),
  "stages.computed": fc.record({ version: fc.nat(3), moved: fc.nat(9) }),
  "customer.marked": fc.record({ ...ofPerson, mark: fc.constantFrom("staff", "test", "supplier", "competitor"), on: fc.boolean() }),
  "group.created": fc.record({ chatId }),
  "group.detailed": fc.record({
    chatId,
    name,
    owner: userId,
    notice: text,
    createdSec: sec,
    admins: some(userId),
    memberVersion: text,
  }),
  "group.dismissed": fc.record({ chatId }),
  "group.needs-setup": fc.record({ chatId, liveCodeId, storeId: fc.option(storeId), classKey: fc.constantFrom("store", "general") }),
  "group.member-joined": fc.record({
    chatId,
    memberId,
    memberType: fc.constantFrom(1, 2),
    joinedSec: sec,
    joinScene: fc.constantFrom(1, 2, 3),
    state,
    invitor: fc.oneof(fc.constant(""), userId),
    name,
    unionid: fc.constantFrom("", "un1", "un2"),
  }),
  "group.member-left": fc.record({ chatId, memberId, quitScene: fc.constantFrom(0, 1, null) }),
  "tag.detailed": fc.record(
    { tagId, name, groupId: pool("eg", 2), groupName: name, order: fc.nat(5), groupOrder: fc.nat(3) },
    { requiredKeys: ["tagId", "name", "groupId", "groupName", "order"] },
  ),
  "tag.removed": fc.record({ tagId }),
  "department.detailed": fc.record({ departmentId: fc.nat(3), name, parentId: fc.nat(3) }),
  "department.removed": fc.record({ departmentId: fc.nat(3) }),
  "staff.detailed": fc.record({
    userId,
    name,
    departments: some(fc.nat(3)),
    position: text,
    status: fc.constantFrom(1, 2, 4, 5),
    follows: fc.boolean(),
  }),
  "staff.removed": fc.record({ userId }),
  "action.sent": fc.record({ ...action, result: fc.constant({}) }),
  "action.failed": fc.record({ ...action, error: text, errcode: fc.nat() }, { requiredKeys: ["actionId", "kind", "plannedBy", "error"] }),
  "action.ended": fc.record({ ...action, how: fc.constantFrom("expired", "cancelled"), reason: text }),
  "welcome.sent": fc.record({ ...pair, liveCodeId: fc.option(liveCodeId), text, lateMs: fc.nat(20_000) }),
  "welcome.missed": fc.record({ ...pair, reason: text }),
  "tags.marked": fc.record({ ...pair, add: some(tagId), remove: some(tagId), why: text }),
  "tags.refused": fc.record({
    ...pair,
    add: some(tagId),
    remove: some(tagId),
    reason: fc.constantFrom("tag-gone", "not-friend"),
    why: text,
  }),
  "remark.set": fc.record({ ...pair, remark: name }),
  "mass-task.created": fc.record({
    ...task,
    chatType: fc.constantFrom("single", "group"),
    recipients: some(fc.oneof(externalUserId, chatId)),
    failed: some(externalUserId),
    plannedBy,
  }),
  "mass-task.confirmed": fc.record({ ...task, sentAt: iso }),
  "mass-task.delivered": fc.record({
    ...task,
    results: fc.array(fc.record({ recipient: fc.oneof(externalUserId, chatId), status: fc.constantFrom(1, 2, 3), at: iso }), {
      maxLength: 3,
    }),
  }),
  "mass-task.closed": fc.record({ ...task, why: text, unsent: some(externalUserId) }),
  "contact-way.put": fc.record({ liveCodeId, configId: pool("cfg", 3), qrUrl: fc.webUrl() }),
  "join-way.put": fc.record({ liveCodeId, configId: pool("cfg", 3), qrUrl: fc.webUrl(), chatIds: some(chatId) }),
  "welcome-template.put": fc.record({ templateId: pool("tpl", 2), classKey: fc.constantFrom("store", "general"), text }),
  "corp-tag.created": fc.record({ tagId, groupId: pool("eg", 2), name, groupName: name, key: text }),
  "page.opened": fc.record({
    externalUserId,
    page: fc.constantFrom("welfare", "find-store"),
    via: fc.option(fc.constantFrom("sop_1.step1", "welcome.lc_1", "talk.tlk_1.soon", "send.cal_1.0", "odd")),
  }),
  "store.searched": fc.record({ externalUserId, how, query: text, found: fc.nat(9) }),
  "store.chosen": fc.record({ externalUserId, storeId, how, distanceM: fc.option(fc.nat(9000)), ruleVersion: fc.constant(1) }),
  "seat.reserved": fc.record({ externalUserId, liveCodeId, storeId, until: iso }),
  "seat.refused": fc.record({ externalUserId, storeId, reason: fc.constantFrom("full", "paused", "too-far", "closed") }),
  "sop.enrolled": fc.record({
    enrolmentId,
    sopId,
    version: fc.constantFrom(1, 2),
    subject: externalUserId.map((id) => `customer:${id}`),
    recipient: externalUserId,
    sender: userId,
    storeId: fc.option(storeId),
    chatId: fc.option(chatId),
    startedAt: iso,
    steps: sopSteps,
  }),
  "sop.moved": fc.record({
    sopId,
    node: step,
    choice: fc.constantFrom("1", "else", "happened", "late"),
    moves: each(fc.record({ enrolmentId, steps: sopSteps, park: fc.option(sopPark), ended: fc.constantFrom(null, "end", "held-out") })),
  }),
  "sop.version-moved": fc.record({
    sopId,
    version: fc.constantFrom(1, 2),
    moves: each(
      fc.record({
        enrolmentId,
        steps: sopSteps,
        drop: some(step),
        park: fc.option(sopPark),
        ended: fc.constantFrom(null, "end", "held-out"),
      }),
    ),
  }),
  "sop.stopped": fc.record({ sopId }),
  "sop.step-held": fc.record({ sopId, step, enrolmentIds: some(enrolmentId) }),
  "sop.exited": fc.record({ enrolmentId, sopId, reason: text }),
  "sop.step-planned": fc.record({
    sopId,
    step,
    actionId,
    kind: fc.constantFrom("mass-send", "group-post"),
    enrolmentIds: some(enrolmentId),
  }),
  "sop.step-postponed": fc.record({
    sopId,
    step,
    enrolmentIds: some(enrolmentId),
    dueAt: iso,
    reason: fc.constantFrom("staff-budget", "handover"),
  }),
  "sop.step-done": fc.record({ sopId, step, enrolmentId, grade: fc.constantFrom("A", "B", "C"), evidence: text, at: iso }),
  "sop.step-claimed": fc.record({ sopId, step, enrolmentId, evidence: text, at: iso }),
  "sop.step-closed": fc.record({
    sopId,
    step,
    enrolmentIds: some(enrolmentId),
    state: fc.constantFrom("missed", "skipped", "refused"),
    reason: text,
  }),
  "sop.metric-met": fc.record({ sopId, step, enrolmentId, evidence: text, at: iso }),
  "task.opened": fc.record({
    taskId,
    kind: fc.constantFrom("sop-step", "finish-group-setup", "hand-post"),
    assignee: userId,
    subject: fc.oneof(
      chatId.map((id) => `chat:${id}`),
      fc.constantFrom("calendar:cal_1", "calendar:cal_2"),
    ),
    dueAt: iso,
    params: fc.record({ sopId, step, enrolmentId, chatId, chats: fc.array(fc.record({ chatId })) }),
    plannedBy,
    why: text,
  }),
  ...taskFacts({ taskId, userId, text }),
  "order.recorded": order,
  "orders.imported": fc.record({ source: fc.constant("file"), orders: fc.array(order, { maxLength: 5 }) }),
  "order.refunded": fc.record({ orderNo, refundNo: pool("ref", 3), amountFen: fc.nat(3), refundedAt: iso }),
  "person.linked": fc.record({ kind: keyKind, value: pool("key", 3), personId, why: fc.constant("file") }),
  "person.merged": fc.record({ from: personId, into: personId, why: fc.constant("operator") }),
  "person.split": fc.record({ from: personId, into: personId, members: some(personId), why: fc.constant("operator") }),
  "person.conflicted": fc.record({
    conflictId,
    kind: keyKind,
    value: pool("key", 3),
    holderId: personId,
    claimantId: personId,
    why: fc.constant("order:no1"),
  }),
  "person.settled": fc.record({ conflictId, how: fc.constantFrom("merged", "moved", "kept") }),
  "segment.entered": fc.record({ ...segment, customerIds: some(pool("cus_", 3)) }),
  "segment.left": fc.record({ ...segment, customerIds: some(pool("cus_", 3)) }),
  "segment.computed": fc.record({ ...segment, members: fc.nat(9), entered: fc.nat(9), left: fc.nat(9) }),
  ...talkFacts({ externalUserId, text }),
  ...calendarFacts({ chatId, text }),
  ...momentFacts({ userId, externalUserId }),
  ...ticketFacts({ userId, externalUserId, chatId, storeId, iso, text }),
  ...sidebarFacts({ userId, externalUserId, taskId, text }),
  ...handoverFacts({ userId, externalUserId, actionId, iso, text }),
  "transfer.failed": fc.record({ ...pair, reason: fc.constantFrom("customer_refused", "customer_limit_exceed") }),
  "sop.handed-over": fc.record({ enrolmentIds: some(enrolmentId), from: userId, to: userId }),
  "task.handed-over": fc.record({ taskId, from: userId, to: userId, why: fc.constant("handover:hnd_1") }),
  ...archiveFacts({ userId, externalUserId, chatId, iso }),
  ...kfFacts({ userId, externalUserId, text }),
  "playbook.installed": fc.record({ playbook: fc.constant("store-community"), version: pool("", 2), installId: pool("ins_", 2) }),
};

export const eventTypes = Object.keys(data) as EventType[];

export function eventOf(type: EventType): fc.Arbitrary<NewEvent> {
  const body: fc.Arbitrary<EventMap[EventType]> = data[type];
  return (
    fc
      .record({
        data: body,
        occurredAt: instant,
        subject: fc.oneof(
          externalUserId.map((id) => `customer:${id}`),
          chatId.map((id) => `group:${id}`),
        ),
      })
      // The table above pairs each type with its data; TypeScript cannot follow a union through it.
      .map((event) => ({ type, ...event }) as NewEvent)
  );
}

export const anyEvent = fc.constantFrom(...eventTypes).chain(eventOf);

/** A stream in which every type occurs at least once, in any order. */
export const everyType = (extra: number): fc.Arbitrary<NewEvent[]> =>
  fc
    .tuple(fc.tuple(...eventTypes.map(eventOf)), fc.array(anyEvent, { minLength: extra, maxLength: extra }), fc.infiniteStream(fc.nat()))
    .map(([each, more, chance]) => {
      const all = [...each, ...more].map((event) => ({ event, at: chance.next().value ?? 0 }));
      return all.toSorted((a, b) => a.at - b.at).map(({ event }) => event);
    });

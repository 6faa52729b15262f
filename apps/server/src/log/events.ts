import type { Actor } from "#kit/actor";
import type { HandoverEvents } from "./events-handover.ts";
import type { ArchiveEvents, TaskEvents } from "./events-tasks.ts";
import type { CalendarEvents } from "./events-calendar.ts";
import type { KfEvents } from "./events-kf.ts";
import type { MomentEvents } from "./events-moments.ts";
import type { TalkEvents } from "./events-talks.ts";
import type { TicketEvents } from "./events-tickets.ts";
import type { MemberTuple, PersonTuple } from "./told.ts";

/** An order as a shop told us, with the person that was decided on. Amounts in fen, times ISO. */
export type OrderFact = {
  orderNo: string;
  /** Whose it is; null: it carried no key. */
  personId: string | null;
  /** Who held its strongest key, merges left aside: an un-merge goes by this. */
  keyPersonId: string | null;
  /** By kind: external, unionid, member, phone. */
  keys: Record<string, string>;
  /** Kinds of those keys that nobody held before: they are `keyPersonId`'s from now on. */
  fresh: string[];
  amountFen: number;
  /** Refunded in all, where the shop's row says so; refunds come as facts of their own, too. */
  refundedFen: number;
  paidAt: string;
  /** The corp's local day of `paidAt`. */
  day: string;
  storeId: string | null;
  storeCode: string;
  channel: string;
  /** direct: bought in the private domain; prompted: reminded there, bought elsewhere. */
  credit: "direct" | "prompted" | "unknown";
  /** When the shop last changed it: the newest wins, whatever order they arrive in. */
  changedAt: string;
  source: string;
  /** What was bought, where the shop says it. */
  items?: Array<{ sku: string; quantity: number }>;
};

/** When steps are due and until when they are worth doing. */
type SopSteps = Array<{ key: string; dueAt: string; until: string }>;
type SopPark = { node: string; from: string; at: string; event: string | null };

/**
 * Every fact that the house knows, by name. Times inside `data` are ISO strings unless the name says Unix seconds
 * (`…Sec`, as WeCom gives them). A fact carries the decision that was taken, so that nothing is decided twice.
 */
export type EventMap = HandoverEvents &
  TaskEvents &
  ArchiveEvents &
  TicketEvents &
  TalkEvents &
  CalendarEvents &
  KfEvents &
  MomentEvents & {
    // --- what WeCom told us about customers (callback, or found by sync) ---
    "relation.added": {
      externalUserId: string;
      userId: string;
      state: string;
      welcomeCode?: string;
      /** The customer added us without verification and we have not confirmed yet. */
      half?: boolean;
      createdSec: number;
    };
    "relation.edited": { externalUserId: string; userId: string };
    /** `by: "customer"` is one-way: WeCom goes on listing the relation. */
    "relation.ended": { externalUserId: string; userId: string; by: "staff" | "customer" | "transfer" };
    "relation.detailed": {
      externalUserId: string;
      userId: string;
      remark: string;
      description: string;
      createdSec: number;
      addWay: number;
      state: string;
      tagIds: string[];
    };
    "customer.detailed": {
      externalUserId: string;
      name: string;
      type: number;
      gender: number;
      unionid: string;
      avatar: string;
    };

    /** A customer opened a short link, known by WeChat's own login; `link` is its name then, `via` what her copy of it was marked with. */
    "link.clicked": { linkId: string; link: string; externalUserId: string; via: string | null };
    /** What a colleague wrote down about a person in the chat's sidebar, and its taking back. */
    "customer.noted": { noteId: string; customerId: string; userId: string; text: string };
    "customer.note-dropped": { noteId: string; customerId: string };
    /**
     * The sidebar put something into a chat, as the client says (B). Words are not in the log; `recipient` is a customer or a group,
     * `enrolmentId` and `step` where it was a wording of an SOP.
     */
    /** How much she wants to hear from us. `withdrawn`: calls that were planned and leave her out now. */
    "preference.said": {
      externalUserId: string;
      from: "usual" | "fewer" | "stock-only" | "none";
      to: "usual" | "fewer" | "stock-only" | "none";
      /** Topics that she does without from now on; absent: as before. */
      without?: string[];
      saidBy: "page" | "staff" | "console";
      withdrawn: string[];
    };
    "sidebar.sent": {
      sendId: string;
      userId: string;
      recipient: string;
      chatId: string | null;
      taskId: string | null;
      sopId: string | null;
      enrolmentId: string | null;
      step: string | null;
    };
    /** An operator's own knowledge of a person; `value` null takes it away. `jobId`: the bulk change it belongs to. */
    "customer.field-set": {
      customerId: string;
      key: string;
      kind: "text" | "number" | "date" | "boolean" | "choice";
      value: string | number | boolean | null;
      before: string | number | boolean | null;
      why: string;
      jobId: string | null;
    };
    /** Staff, a test account, a supplier, a competitor (C8): left out of rates while the mark is on. */
    "customer.marked": {
      customerId: string;
      mark: "staff" | "test" | "supplier" | "competitor";
      on: boolean;
      why: string;
      jobId: string | null;
    };
    /**
     * A page of WeCom's customer lists as first heard: friendships that had begun before we listened. History, no newcomers:
     * nobody is welcomed, enrolled or counted for it. Read it by `toldPeople` or `expandTold` (told.ts).
     */
    "people.told": { people: PersonTuple[] };

    /** Where somebody stands in the life cycle now; `rule` is the name of the rule that holds. Not told after a whole look. */
    "customer.stage-changed": {
      customerId: string;
      from: "new" | "active" | "loyal" | "silent" | "lost" | null;
      to: "new" | "active" | "loyal" | "silent" | "lost" | null;
      rule: string | null;
      version: number;
    };
    /** Everybody was looked at under new rules. */
    "stages.computed": { version: number; moved: number };

    // --- groups ---
    /** Who was in a group when we first heard of it; see `people.told`. */
    "members.told": { chatId: string; members: MemberTuple[] };
    "group.created": { chatId: string };
    "group.detailed": {
      chatId: string;
      name: string;
      owner: string;
      notice: string;
      createdSec: number;
      admins: string[];
      memberVersion: string;
    };
    "group.dismissed": { chatId: string };
    /** WeCom opened a further group of a code by itself: a person must finish setting it up (A2). */
    "group.needs-setup": { chatId: string; liveCodeId: string; storeId: string | null; classKey: string };
    /** `memberType`: 1 staff, 2 external. `joinScene`: 1 invited, 2 invite link, 3 QR code. */
    "group.member-joined": {
      chatId: string;
      memberId: string;
      memberType: number;
      joinedSec: number;
      joinScene: number;
      state: string;
      invitor: string;
      name: string;
      unionid: string;
    };
    /** `quitScene`: 0 by self, 1 removed by owner or admin, null when only a sync saw it. */
    "group.member-left": { chatId: string; memberId: string; quitScene: number | null };

    // --- tags and staff ---
    "tag.detailed": { tagId: string; name: string; groupId: string; groupName: string; order: number; groupOrder?: number };
    "tag.removed": { tagId: string };
    "department.detailed": { departmentId: number; name: string; parentId: number };
    "department.removed": { departmentId: number };
    "staff.detailed": {
      userId: string;
      name: string;
      departments: number[];
      position: string;
      status: number;
      /** May serve customers (客户联系). */
      follows: boolean;
    };
    "staff.removed": { userId: string };

    // --- what we did through WeCom ---
    "action.sent": { actionId: string; kind: string; plannedBy: string; result: Record<string, unknown> };
    "action.failed": { actionId: string; kind: string; plannedBy: string; error: string; errcode?: number };
    "action.ended": {
      actionId: string;
      kind: string;
      plannedBy: string;
      how: "expired" | "cancelled";
      reason: string;
    };
    "welcome.sent": { externalUserId: string; userId: string; liveCodeId: string | null; text: string; lateMs: number };
    /** A code that came with too little time left, or was used, or never came (lost with its callback). */
    "welcome.missed": { externalUserId: string; userId: string; reason: string };
    "tags.marked": { externalUserId: string; userId: string; add: string[]; remove: string[]; why: string };
    /** WeCom did not take these tags for good: `tag-gone`, `not-friend`, `staff-gone`, `refused`. */
    "tags.refused": { externalUserId: string; userId: string; add: string[]; remove: string[]; reason: string; why: string };
    "remark.set": { externalUserId: string; userId: string; remark: string };
    "mass-task.created": {
      msgid: string;
      actionId: string;
      sender: string;
      chatType: "single" | "group";
      recipients: string[];
      failed: string[];
      plannedBy: string;
    };
    "mass-task.confirmed": { msgid: string; actionId: string; sender: string; sentAt: string };
    /** `status`: 1 sent, 2 not a friend any more, 3 over WeCom's own cap. */
    "mass-task.delivered": {
      msgid: string;
      actionId: string;
      sender: string;
      results: Array<{ recipient: string; status: number; at: string }>;
    };
    "mass-task.closed": { msgid: string; actionId: string; sender: string; why: string; unsent: string[] };
    "contact-way.put": { liveCodeId: string; configId: string; qrUrl: string };
    "join-way.put": { liveCodeId: string; configId: string; qrUrl: string; chatIds: string[] };
    "welcome-template.put": { templateId: string; classKey: string; text: string };
    "corp-tag.created": { tagId: string; groupId: string; name: string; groupName: string; key: string };

    // --- what a customer did on our pages ---
    "page.opened": {
      externalUserId: string;
      page: string;
      /** The touch or step whose link was opened, when the link carried one. */
      via: string | null;
    };
    "store.searched": {
      externalUserId: string;
      how: "location" | "city" | "district" | "name";
      query: string;
      found: number;
    };
    "store.chosen": {
      externalUserId: string;
      storeId: string;
      how: "location" | "city" | "district" | "name";
      distanceM: number | null;
      ruleVersion: number;
    };
    "seat.reserved": { externalUserId: string; liveCodeId: string; storeId: string; until: string };
    "seat.refused": { externalUserId: string; storeId: string; reason: "full" | "paused" | "too-far" | "closed" };

    // --- SOPs and tasks ---
    "sop.enrolled": {
      enrolmentId: string;
      sopId: string;
      version: number;
      subject: string;
      recipient: string;
      sender: string;
      storeId: string | null;
      chatId: string | null;
      /** Day 0 of the subject's clock. */
      startedAt: string;
      steps: SopSteps;
      /** Where the way is still open, and whether it ended with the hold-out. */
      park?: SopPark;
      ended?: "held-out";
    };
    /** A branch was asked, or an event came or did not: those of one SOP, node and answer together. */
    "sop.moved": {
      sopId: string;
      node: string;
      choice: string;
      moves: Array<{ enrolmentId: string; steps: SopSteps; park: SopPark | null; ended: "end" | "held-out" | null }>;
    };
    /** People under way were moved to another version: new hours, steps that are no more. */
    "sop.version-moved": {
      sopId: string;
      version: number;
      moves: Array<{ enrolmentId: string; steps: SopSteps; drop: string[]; park: SopPark | null; ended: "end" | "held-out" | null }>;
    };
    /** Everybody under way leaves; what has been planned still gets its evidence. */
    "sop.stopped": { sopId: string };
    "sop.exited": { enrolmentId: string; sopId: string; reason: string };
    /** Steps that were packed, refused or skipped: one fact per batch of one step. */
    "sop.step-planned": { sopId: string; step: string; actionId: string; kind: string; enrolmentIds: string[] };
    /** No room in the staff's day: the same step, another hour. */
    "sop.step-postponed": { sopId: string; step: string; enrolmentIds: string[]; dueAt: string; reason: string };
    /** Late, and a person is asked whether it should still be done. */
    "sop.step-held": { sopId: string; step: string; enrolmentIds: string[] };
    "sop.step-done": {
      sopId: string;
      step: string;
      enrolmentId: string;
      /** A platform result, B tracked link or sidebar, C somebody's word. */
      grade: "A" | "B" | "C";
      evidence: string;
      at: string;
    };
    /** Somebody ticked it; nothing has shown it yet. `at`: when. */
    "sop.step-claimed": { sopId: string; step: string; enrolmentId: string; evidence: string; at: string };
    "sop.step-closed": {
      sopId: string;
      step: string;
      enrolmentIds: string[];
      state: "missed" | "skipped" | "refused";
      reason: string;
    };
    "sop.metric-met": { sopId: string; step: string; enrolmentId: string; evidence: string; at: string };

    // --- orders, and who is who ---
    /** New or changed, from the hook; files come as `orders.imported`. Read both with `ordersIn`. */
    "order.recorded": OrderFact;
    "orders.imported": { source: string; orders: OrderFact[] };
    "order.refunded": { orderNo: string; refundNo: string; amountFen: number; refundedAt: string };
    /** An operator, a file or WeCom said whose key this is. */
    "person.linked": { kind: string; value: string; personId: string; why: string };
    /** `from` and `into` were persons of their own until now; a WeCom customer is never `from` unless both are. */
    "person.merged": { from: string; into: string; why: string };
    /** `from` leaves `into` and takes along whoever had been merged into it (`members`, itself included). */
    "person.split": { from: string; into: string; members: string[]; why: string };
    /** Two persons claim one key: somebody must decide. */
    "person.conflicted": { conflictId: string; kind: string; value: string; holderId: string; claimantId: string; why: string };
    "person.settled": { conflictId: string; how: "merged" | "moved" | "kept" };
    // --- segments ---
    /** Who entered or left by something that happened, at most a thousand in one fact. `why`: what made us look again. */
    "segment.entered": { segmentId: string; version: number; customerIds: string[]; why: string };
    "segment.left": { segmentId: string; version: number; customerIds: string[]; why: string };
    /** The whole segment was computed: new rules, an import, a check. Who is in it says the table. */
    "segment.computed": { segmentId: string; version: number; members: number; entered: number; left: number; why: string };

    // --- handing over what a leaver held: events-handover.ts; what people have to do: events-tasks.ts ---
    /** WeCom's callback: a customer does not go to this taker. */
    "transfer.failed": { externalUserId: string; userId: string; reason: string };
    /** Open steps of these go on with another member of staff. */
    "sop.handed-over": { enrolmentIds: string[]; from: string; to: string };

    "playbook.installed": { playbook: string; version: string; installId: string };
  };

export type EventType = keyof EventMap;

export type NewEvent<T extends EventType = EventType> = {
  [K in T]: {
    type: K;
    /** `customer:cus_…`, `group:grp_…`, `staff:…`, `task:…`: whose timeline shows it. */
    subject: string;
    data: EventMap[K];
    occurredAt: Date;
    actor?: Actor;
    /** The same source is recorded once for ever. */
    sourceKey?: string;
    causeSeq?: number;
  };
}[T];

export type StoredEvent<T extends EventType = EventType> = {
  [K in T]: {
    corpId: string;
    seq: number;
    type: K;
    subject: string;
    actor: Actor;
    data: EventMap[K];
    occurredAt: Date;
    recordedAt: Date;
    causeSeq: number | null;
  };
}[T];

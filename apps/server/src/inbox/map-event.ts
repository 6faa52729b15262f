import type { CallbackEvent, CustomerEvent, GroupEvent, OtherEvent } from "@shuke/wecom";
import { customerId, groupId } from "#kit/ids";
import type { NewEvent } from "#log";
import { KF_ACCOUNTS, type KfNews, newsOf } from "./kf/news.ts";
import type { Due } from "./sync/due.ts";

export type Mapped = {
  facts: NewEvent[];
  /** Details to fetch, since callbacks carry ids only. */
  due: Due[];
  /** false: a kind that means nothing to us yet; kept and shown as ignored. */
  known: boolean;
  /** The archive has something new. */
  talked?: true;
  /** An account of WeChat customer service has; the token opens the call for ten minutes. */
  kf?: KfNews;
};

/** Details of a group lag its event by a moment (WeCom names no number; 1–2 s are seen). */
const GROUP_LAG_MS = 2000;

const ignored: Mapped = { facts: [], due: [], known: false };

/** What a callback means: facts that it proves by itself, and what has to be asked for. `now` is business time. */
export function mapEvent(corpId: string, event: CallbackEvent, now: Date): Mapped {
  switch (event.family) {
    case "customer":
      return mapCustomer(corpId, event, now);
    case "group":
      return mapGroup(corpId, event, now);
    case "tag":
      return { facts: [], due: [dueOf("tags", "all", event, now)], known: true };
    case "contact":
      if (event.changeType === "update_tag") return ignored;
      return { facts: [], due: [dueOf("staff", "all", event, now)], known: true };
    case "other":
      return mapOther(event, now);
  }
}

function mapOther(event: OtherEvent, now: Date): Mapped {
  const asked = { at: now, reason: `callback ${event.event}`, wanted: null };
  switch (event.event) {
    case "msgaudit_notify":
      return { facts: [], due: [], known: true, talked: true };
    case "kf_account_auth_change":
      return { facts: [], due: [{ ...asked, ...KF_ACCOUNTS }], known: true };
    case "kf_msg_or_event": {
      const news = newsOf(event);
      return news ? { facts: [], due: [{ ...asked, family: "kf", key: news.openKfId }], known: true, kf: news } : ignored;
    }
    default:
      return ignored;
  }
}

function mapCustomer(corpId: string, event: CustomerEvent, now: Date): Mapped {
  const { userId, externalUserId, createTime } = event;
  const base = { subject: `customer:${customerId(corpId, externalUserId)}`, occurredAt: atSec(createTime) };
  const pair = { externalUserId, userId };
  const customer = { kind: "customer", externalUserId } as const;
  const staff = { kind: "staff", userId } as const;
  const due = [dueOf("customer", externalUserId, event, now)];
  switch (event.changeType) {
    case "add_external_contact":
    case "add_half_external_contact": {
      const code = event.welcomeCode === undefined ? {} : { welcomeCode: event.welcomeCode };
      const half = event.changeType === "add_half_external_contact" ? { half: true } : {};
      const data = { ...pair, state: event.state ?? "", createdSec: createTime, ...code, ...half };
      // WeCom has no details of somebody whom we have not confirmed yet.
      return { facts: [{ ...base, type: "relation.added", data, actor: customer }], due: half.half ? [] : due, known: true };
    }
    case "edit_external_contact":
      return { facts: [{ ...base, type: "relation.edited", data: pair, actor: staff }], due, known: true };
    case "del_external_contact": {
      const by = event.source === "DELETE_BY_TRANSFER" ? "transfer" : "staff";
      return { facts: [{ ...base, type: "relation.ended", data: { ...pair, by }, actor: staff }], due: [], known: true };
    }
    case "del_follow_user":
      return {
        facts: [{ ...base, type: "relation.ended", data: { ...pair, by: "customer" }, actor: customer }],
        due: [],
        known: true,
      };
    case "transfer_fail":
      // The plan that asked for it decides what follows (modules/handover).
      return { facts: [{ ...base, type: "transfer.failed", data: { ...pair, reason: event.failReason ?? "" } }], due: [], known: true };
    case "msg_audit_approved":
      return ignored;
  }
}

function mapGroup(corpId: string, event: GroupEvent, now: Date): Mapped {
  const { chatId, createTime } = event;
  const base = { subject: `group:${groupId(corpId, chatId)}`, occurredAt: atSec(createTime) };
  const later = new Date(now.getTime() + GROUP_LAG_MS);
  switch (event.changeType) {
    case "create":
      return {
        facts: [{ ...base, type: "group.created", data: { chatId } }],
        due: [dueOf("group", chatId, event, later)],
        known: true,
      };
    case "dismiss":
      return { facts: [{ ...base, type: "group.dismissed", data: { chatId } }], due: [], known: true };
    case "update": {
      const due: Due = { ...dueOf("group", chatId, event, later), wanted: event.curMemVer ?? null };
      const gone = event.updateDetail === "del_member" ? event.memChangeList : [];
      const facts = gone.map((memberId): NewEvent => {
        return { ...base, type: "group.member-left", data: { chatId, memberId, quitScene: event.quitScene ?? null } };
      });
      return { facts, due: [due], known: true };
    }
  }
}

function dueOf(family: Due["family"], key: string, event: CallbackEvent, at: Date): Due {
  return { family, key, at, reason: `callback ${event.changeType}`, wanted: null };
}

const atSec = (sec: number) => new Date(sec * 1000);

import { CallbackError } from "../errors.ts";
import { listOf, numberOf, optional, optionalNumber, required } from "./fields.ts";
import type { Fields } from "./xml.ts";
import { parseXml } from "./xml.ts";

type Base = {
  /** Corp id (self-built: ToUserName, provider: AuthCorpId) */
  corpId: string;
  /** Event, or InfoType of provider callbacks */
  event: string;
  changeType: string;
  /** Unix seconds */
  createTime: number;
  fromUser: string | undefined;
  agentId: string | undefined;
  /** Everything that was received, known or not. */
  fields: Fields;
};

export type CustomerPair = { userId: string; externalUserId: string };
export type CustomerEvent = Base & { family: "customer" } & (
    | (CustomerPair & {
        changeType: "add_external_contact" | "add_half_external_contact";
        state: string | undefined;
        /** Lives 20 s, works once; absent if the chat has begun or a welcome is set in the console. */
        welcomeCode: string | undefined;
      })
    | (CustomerPair & { changeType: "edit_external_contact"; state: string | undefined })
    | (CustomerPair & {
        changeType: "del_external_contact";
        /** DELETE_BY_TRANSFER when a transfer took the customer away */
        source: string | undefined;
      })
    | (CustomerPair & { changeType: "del_follow_user" })
    | (CustomerPair & {
        changeType: "transfer_fail";
        /** customer_refused | customer_limit_exceed */
        failReason: string | undefined;
      })
    | (CustomerPair & { changeType: "msg_audit_approved"; welcomeCode: string | undefined })
  );

export type GroupEvent = Base & { family: "group"; chatId: string } & (
    | { changeType: "create" | "dismiss" }
    | {
        changeType: "update";
        /** add_member | del_member | change_owner | change_name | change_notice | something newer */
        updateDetail: string;
        /** add_member: 0 invited, 3 QR code (not the numbers of groupchat/get) */
        joinScene: number | undefined;
        /** del_member: 0 left, 1 removed */
        quitScene: number | undefined;
        memChangeCnt: number | undefined;
        memChangeList: string[];
        lastMemVer: string | undefined;
        curMemVer: string | undefined;
      }
  );

export type TagEvent = Base & {
  family: "tag";
  changeType: "create" | "update" | "delete" | "shuffle";
  /** Absent for a global re-order. */
  id: string | undefined;
  tagType: "tag" | "tag_group" | undefined;
  strategyId: string | undefined;
};

export type ContactEvent = Base & { family: "contact" } & (
    | {
        changeType: "create_user" | "update_user" | "delete_user";
        userId: string;
        newUserId: string | undefined;
        name: string | undefined;
        departments: number[] | undefined;
        mainDepartment: number | undefined;
        position: string | undefined;
        /** 1 active, 2 disabled, 4 not activated, 5 left */
        status: number | undefined;
      }
    | {
        changeType: "create_party" | "update_party" | "delete_party";
        id: number;
        name: string | undefined;
        parentId: number | undefined;
        order: number | undefined;
      }
    | {
        changeType: "update_tag";
        tagId: string;
        addUsers: string[];
        delUsers: string[];
        addParties: string[];
        delParties: string[];
      }
  );

/** Anything else, kept whole: newer change types, application events, acquisition, archive, service desk. */
export type OtherEvent = Base & { family: "other" };

export type CallbackEvent = CustomerEvent | GroupEvent | TagEvent | ContactEvent | OtherEvent;

/** Reads a decrypted callback. A known kind without its ids throws CallbackError "missing_field"; unknown kinds are kept. */
export function parseEvent(xml: string): CallbackEvent {
  const fields = parseXml(xml);
  const event = optional(fields, "Event") ?? optional(fields, "InfoType") ?? optional(fields, "MsgType");
  if (event === undefined) throw new CallbackError("missing_field", "The callback has no Event");
  const base: Base = {
    corpId: optional(fields, "AuthCorpId") ?? required(fields, "ToUserName"),
    event,
    changeType: optional(fields, "ChangeType") ?? "",
    createTime: numberOf(fields, fields["CreateTime"] === undefined ? "TimeStamp" : "CreateTime"),
    fromUser: optional(fields, "FromUserName"),
    agentId: optional(fields, "AgentID"),
    fields,
  };
  if (event === "change_external_contact") return customerEvent(base) ?? other(base);
  if (event === "change_external_chat") return groupEvent(base) ?? other(base);
  if (event === "change_external_tag") return tagEvent(base) ?? other(base);
  if (event === "change_contact") return contactEvent(base) ?? other(base);
  return other(base);
}

function other(base: Base): OtherEvent {
  return { ...base, family: "other" };
}

function customerEvent(base: Base): CustomerEvent | undefined {
  const { fields, changeType } = base;
  const pair = (): Base & CustomerPair & { family: "customer" } => ({
    ...base,
    family: "customer",
    userId: required(fields, "UserID"),
    externalUserId: required(fields, "ExternalUserID"),
  });
  const state = optional(fields, "State");
  const welcomeCode = optional(fields, "WelcomeCode");
  switch (changeType) {
    case "add_external_contact":
    case "add_half_external_contact":
      return { ...pair(), changeType, state, welcomeCode };
    case "edit_external_contact":
      return { ...pair(), changeType, state };
    case "del_external_contact":
      return { ...pair(), changeType, source: optional(fields, "Source") };
    case "del_follow_user":
      return { ...pair(), changeType };
    case "transfer_fail":
      return { ...pair(), changeType, failReason: optional(fields, "FailReason") };
    case "msg_audit_approved":
      return { ...pair(), changeType, welcomeCode };
    default:
      return undefined;
  }
}

function groupEvent(base: Base): GroupEvent | undefined {
  const { fields, changeType } = base;
  const chat = (): Base & { family: "group"; chatId: string } => ({
    ...base,
    family: "group",
    chatId: required(fields, "ChatId"),
  });
  if (changeType === "create" || changeType === "dismiss") return { ...chat(), changeType };
  if (changeType !== "update") return undefined;
  return {
    ...chat(),
    changeType,
    updateDetail: required(fields, "UpdateDetail"),
    joinScene: optionalNumber(fields, "JoinScene"),
    quitScene: optionalNumber(fields, "QuitScene"),
    memChangeCnt: optionalNumber(fields, "MemChangeCnt"),
    memChangeList: listOf(fields, "MemChangeList"),
    lastMemVer: optional(fields, "LastMemVer"),
    curMemVer: optional(fields, "CurMemVer"),
  };
}

function tagEvent(base: Base): TagEvent | undefined {
  const { fields, changeType } = base;
  const known = changeType === "create" || changeType === "update" || changeType === "delete";
  if (!known && changeType !== "shuffle") return undefined;
  const tagType = optional(fields, "TagType");
  return {
    ...base,
    family: "tag",
    changeType,
    id: known ? required(fields, "Id") : optional(fields, "Id"),
    tagType: tagType === "tag" || tagType === "tag_group" ? tagType : undefined,
    strategyId: optional(fields, "StrategyId"),
  };
}

function contactEvent(base: Base): ContactEvent | undefined {
  const { fields, changeType } = base;
  const contact = { ...base, family: "contact" } as const;
  switch (changeType) {
    case "create_user":
    case "update_user":
    case "delete_user":
      return {
        ...contact,
        changeType,
        userId: required(fields, "UserID"),
        newUserId: optional(fields, "NewUserID"),
        name: optional(fields, "Name"),
        departments: fields["Department"] === undefined ? undefined : listOf(fields, "Department").map(Number),
        mainDepartment: optionalNumber(fields, "MainDepartment"),
        position: optional(fields, "Position"),
        status: optionalNumber(fields, "Status"),
      };
    case "create_party":
    case "update_party":
    case "delete_party":
      return {
        ...contact,
        changeType,
        id: numberOf(fields, "Id"),
        name: optional(fields, "Name"),
        parentId: optionalNumber(fields, "ParentId"),
        order: optionalNumber(fields, "Order"),
      };
    case "update_tag":
      return {
        ...contact,
        changeType,
        tagId: required(fields, "TagId"),
        addUsers: listOf(fields, "AddUserItems"),
        delUsers: listOf(fields, "DelUserItems"),
        addParties: listOf(fields, "AddPartyItems"),
        delParties: listOf(fields, "DelPartyItems"),
      };
    default:
      return undefined;
  }
}

import type { Sheet } from "#kit/sheet-picture";

/** Attachments as WeCom wants them (wecom-api §6.2). Links carry the touch, so that an opening can be told apart. */
export type Attachment =
  | { msgtype: "link"; link: { title: string; url: string; desc?: string; picurl?: string } }
  | { msgtype: "image"; image: { media_id?: string; pic_url?: string } }
  /** A file of the library: the sender names what is up of it at WeCom. */
  | { msgtype: "library-file"; file: { kind: "image" | "video" | "file"; fileId: string } }
  | { msgtype: "library-miniprogram"; miniprogram: { title: string; appid: string; page: string; fileId: string } };

/** What WeCom lets hang on a moment. */
export type MomentPart =
  | { kind: "image" | "video"; fileId: string }
  /** `fileId`: of its picture. */
  | { kind: "link"; title: string; url: string; fileId: string | null };

export type ActionPayloads = {
  "welcome.send": {
    welcomeCode: string;
    externalUserId: string;
    userId: string;
    liveCodeId: string | null;
    /** When the friendship was made, ISO: the code dies 20 s later. */
    addedAt: string;
    text: string;
    attachments: Attachment[];
  };
  /** A standing answer in WeChat customer service, to that message of hers. */
  "kf.answer": { openKfId: string; externalUserId: string; question: string; entryId: string; text: string };
  /** Her chat goes to whoever of the servicers takes it. */
  "kf.pass-on": { openKfId: string; externalUserId: string };
  "tag.mark": { externalUserId: string; userId: string; add: string[]; remove: string[]; why: string };
  "remark.set": { externalUserId: string; userId: string; remark: string; description?: string };
  /** Recipients are the touches of the action: external user ids or chat ids. */
  "mass-task.create": { chatType: "single" | "group"; sender: string; text: string; attachments: Attachment[] };
  "mass-task.cancel": { msgid: string; actionId: string; sender: string; why: string };
  "mass-task.remind": { msgid: string; actionId: string; sender: string };
  /** One moment on the phones of all who are to publish it. Files are put up when it is made. */
  "moment.create": { text: string; attachments: MomentPart[]; senders: string[]; tagIds: string[] };
  "moment.cancel": { wecomId: string };
  /** Drawn when it is sent, and put up for three days. */
  "picture.upload": { sheet: Sheet; fileName: string };
  /** A file of the library, up for three days again. */
  "media.upload": { fileId: string };
  "staff-picture.send": { userId: string; mediaId: string };
  "staff-notice.send": { userId: string; title: string; description: string; url: string; button: string };
  "contact-way.put": {
    liveCodeId: string;
    configId: string | null;
    state: string;
    remark: string;
    userIds: string[];
    skipVerify: boolean;
  };
  "join-way.put": {
    liveCodeId: string;
    configId: string | null;
    state: string;
    remark: string;
    chatIds: string[];
    autoCreate: boolean;
    baseName: string;
    baseId: number;
  };
  "corp-tag.create": { groupName: string; names: string[]; key: string };
  /** Name or place of a tag or of a group; WeCom has one call for both. */
  "corp-tag.edit": { what: "tag" | "group"; id: string; name?: string; order?: number };
  "corp-tag.delete": { tagIds: string[]; groupId: string | null };
  /** At most 100 of one kind to one taker. */
  "handover.ask": {
    handoverId: string;
    what: "customer" | "group";
    how: "resigned" | "onjob";
    from: string;
    to: string;
    keys: string[];
    message: string;
  };
  /** What became of them. */
  "handover.check": Omit<ActionPayloads["handover.ask"], "message">;
  /** Everybody of a member who left whom nobody has taken over. */
  "handover.list": { handoverId: string; from: string };
  "welcome-template.put": { classKey: string; text: string; link: { title: string; url: string; desc: string } | null };
};

export type ActionKind = keyof ActionPayloads;

/** What a mass task fails with whose people were all taken out before it was called. */
export const NOBODY_LEFT = "no recipient is left";

/** How a kind reaches people. The planner cannot choose it: there is no second way out (law 5). */
export const reachOf: Record<ActionKind, "none" | "answer" | "touch"> = {
  "welcome.send": "answer",
  "kf.answer": "answer",
  "kf.pass-on": "none",
  "tag.mark": "none",
  "remark.set": "none",
  "mass-task.create": "touch",
  "mass-task.cancel": "none",
  "mass-task.remind": "none",
  "moment.create": "none",
  "moment.cancel": "none",
  "picture.upload": "none",
  "media.upload": "none",
  "staff-picture.send": "none",
  "staff-notice.send": "none",
  "contact-way.put": "none",
  "join-way.put": "none",
  "corp-tag.create": "none",
  "corp-tag.edit": "none",
  "corp-tag.delete": "none",
  "handover.ask": "none",
  "handover.check": "none",
  "handover.list": "none",
  "welcome-template.put": "none",
};

/** Whose quota a kind spends: WeCom counts per corp and path. */
export const laneOf: Record<ActionKind, string> = {
  "welcome.send": "externalcontact/send_welcome_msg",
  "kf.answer": "kf/send_msg",
  "kf.pass-on": "kf/service_state/trans",
  "tag.mark": "externalcontact/mark_tag",
  "remark.set": "externalcontact/remark",
  "mass-task.create": "externalcontact/add_msg_template",
  "mass-task.cancel": "externalcontact/cancel_groupmsg_send",
  "mass-task.remind": "externalcontact/remind_groupmsg_send",
  "moment.create": "externalcontact/add_moment_task",
  "moment.cancel": "externalcontact/cancel_moment_task",
  "picture.upload": "media/upload",
  "media.upload": "media/upload",
  "staff-picture.send": "message/send",
  "staff-notice.send": "message/send",
  "contact-way.put": "externalcontact/add_contact_way",
  "join-way.put": "externalcontact/groupchat/add_join_way",
  "corp-tag.create": "externalcontact/add_corp_tag",
  "corp-tag.edit": "externalcontact/edit_corp_tag",
  "corp-tag.delete": "externalcontact/del_corp_tag",
  "handover.ask": "externalcontact/transfer_customer",
  "handover.check": "externalcontact/transfer_result",
  "handover.list": "externalcontact/get_unassigned_list",
  "welcome-template.put": "externalcontact/group_welcome_template",
};

/**
 * How many calls of a lane may be under way at once over all workers, where WeCom says so: marking tags is refused (45033) above five
 * per corp (wecom-api §1.7).
 */
export const laneWidth: Readonly<Record<string, number>> = { [laneOf["tag.mark"]]: 5 };

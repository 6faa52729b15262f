import type { ActionKind, ActionPayloads } from "#actions";

/** One payload of every kind. */
export const payloads: { [K in ActionKind]: ActionPayloads[K] } = {
  "welcome.send": {
    welcomeCode: "c",
    externalUserId: "wm",
    userId: "u",
    liveCodeId: null,
    addedAt: "2025-03-01T03:00:00Z",
    text: "hi",
    attachments: [],
  },
  "kf.answer": { openKfId: "wk", externalUserId: "wm", question: "q", entryId: "ans", text: "a" },
  "kf.pass-on": { openKfId: "wk", externalUserId: "wm" },
  "tag.mark": { externalUserId: "wm", userId: "u", add: ["t"], remove: [], why: "test" },
  "remark.set": { externalUserId: "wm", userId: "u", remark: "r" },
  "mass-task.create": { chatType: "single", sender: "u", text: "hello", attachments: [] },
  "mass-task.cancel": { msgid: "m", actionId: "a", sender: "u", why: "test" },
  "mass-task.remind": { msgid: "m", actionId: "a", sender: "u" },
  "moment.create": { text: "hello", attachments: [], senders: ["u"], tagIds: [] },
  "moment.cancel": { wecomId: "mom" },
  "picture.upload": { sheet: { title: "t", subtitle: "s", tiles: [], lists: [], foot: "f" }, fileName: "f.png" },
  "media.upload": { fileId: "f" },
  "staff-picture.send": { userId: "u", mediaId: "m" },
  "staff-notice.send": { userId: "u", title: "t", description: "d", url: "/", button: "b" },
  "contact-way.put": { liveCodeId: "l", configId: null, state: "s", remark: "r", userIds: ["u"], skipVerify: true },
  "join-way.put": { liveCodeId: "l", configId: null, state: "s", remark: "r", chatIds: [], autoCreate: true, baseName: "g", baseId: 1 },
  "corp-tag.create": { groupName: "g", names: ["n"], key: "k" },
  "corp-tag.edit": { what: "tag", id: "t", name: "n" },
  "corp-tag.delete": { tagIds: ["t"], groupId: null },
  "handover.ask": { handoverId: "h", what: "customer", how: "resigned", from: "u", to: "v", keys: ["wm"], message: "" },
  "handover.check": { handoverId: "h", what: "customer", how: "resigned", from: "u", to: "v", keys: ["wm"] },
  "handover.list": { handoverId: "h", from: "u" },
  "welcome-template.put": { classKey: "store", text: "t", link: null },
};
export const actionKinds = Object.keys(payloads) as ActionKind[];

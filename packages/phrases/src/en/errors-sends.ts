import type { Translated } from "../types.ts";
import type { sendErrors as source } from "../zh-CN/errors-sends.ts";

export const sendErrors: Translated<typeof source> = {
  sendNobody: "Nobody is chosen yet: pick segments, tags, groups or stores, or everybody",
  sendWindow: "The times do not fit: the beginning must be before the end, and so must the hours of a day",
  momentMixed:
    "A moment carries up to nine pictures, or one video, or one link, and mixes none of them; this content does not fit. Choose another",
  momentEmpty: "Write something, or choose a content with pictures, a video or a link",
  momentNobody: "Nobody at work is chosen. Choose others",
  momentHandedIn: "“{{name}}” is handed in and cannot be changed. Call it off and write another",
  momentOver: "“{{name}}” is over; there is nothing to call off",
  momentWindow: "Its end must be after its beginning, and after now",
  momentSavedMeanwhile: "{{by}} changed this moment at {{time}}. Look at it before you save",
  invitationBegun: "“{{name}}” has begun and cannot be changed. Stop it and write another",
  invitationEnded: "“{{name}}” is over",
  invitationNobody: "Nobody fits. Choose other people",
  invitationNoCode: "The code is gone, or is none of groups. Choose another",
  invitationNoSeat: "No seat is free under this code. Open another group, or wait until somebody leaves",
  invitationPast: "Its end is over. Choose a later one",
  invitationSavedMeanwhile: "{{by}} changed this invitation on {{time}}. Look at it before you save",
  sendNoHour: "No hour is left before the end: keep clear of the quiet hours, end it later, or widen the hours of a day",
  sendHandedIn: "“{{name}}” was handed in and cannot be changed. Call it off first, or ask whoever approves it to send it back",
  sendSavedMeanwhile: "{{by}} saved this mass send at {{time}}, after you opened it. Look at what it says now before you change it",
  sendNotWaiting: "“{{name}}” does not wait for approval; somebody may have dealt with it just now. Reload the page",
  sendOwnApproval: "Ask a colleague to approve what you handed in yourself",
  sendOver: "“{{name}}” is over; there is nothing to call off",
  sendUnderWay: "“{{name}}” is still going out. Send again once it is over or called off",
  sendNothingMissed: "“{{name}}” missed nobody; there is nothing to send again",
  sendNobodyGot: "“{{name}}” has not gone out yet. Call it off or change it; no correction is needed",
  sendTooMuch:
    "“{{name}}” and the card together have more than {{most}} attachments, which one WeCom message cannot hold. Leave the card out, or take a content with fewer",
  sendNoPhone:
    "Your account is not bound to a WeCom member, so there is no phone to send to. Ask an administrator to bind it under Accounts",
};

import type { Senders } from "../types.ts";
import { contactWaySender, joinWaySender, welcomeTemplateSender } from "./codes.ts";
import type { SenderDeps } from "./define.ts";
import { handoverAskSender, handoverCheckSender, handoverListSender } from "./handover.ts";
import { kfAnswerSender, kfPassSender } from "./kf-answer.ts";
import { mediaUploadSender } from "./media-upload.ts";
import { massCancelSender, massRemindSender, massTaskSender } from "./mass-task.ts";
import { momentCancelSender, momentSender } from "./moment.ts";
import { staffNoticeSender } from "./staff-notice.ts";
import { pictureUploadSender, staffPictureSender } from "./staff-picture.ts";
import { corpTagDeleteSender, corpTagEditSender, corpTagSender } from "./corp-tags.ts";
import { remarkSender, tagSender } from "./tags.ts";
import { welcomeSender } from "./welcome.ts";

export type { SenderDeps } from "./define.ts";

/** Everything that may call WeCom on somebody's behalf, one per kind. There is no other way out (law 4, 5). */
export function createSenders(deps: SenderDeps): Senders {
  return {
    "welcome.send": welcomeSender(deps),
    "kf.answer": kfAnswerSender(deps),
    "kf.pass-on": kfPassSender(deps),
    "tag.mark": tagSender(deps),
    "remark.set": remarkSender(deps),
    "mass-task.create": massTaskSender(deps),
    "mass-task.cancel": massCancelSender(deps),
    "mass-task.remind": massRemindSender(deps),
    "moment.create": momentSender(deps),
    "moment.cancel": momentCancelSender(deps),
    "picture.upload": pictureUploadSender(deps),
    "media.upload": mediaUploadSender(deps),
    "staff-picture.send": staffPictureSender(deps),
    "staff-notice.send": staffNoticeSender(deps),
    "contact-way.put": contactWaySender(deps),
    "join-way.put": joinWaySender(deps),
    "corp-tag.create": corpTagSender(deps),
    "corp-tag.edit": corpTagEditSender(deps),
    "corp-tag.delete": corpTagDeleteSender(deps),
    "handover.ask": handoverAskSender(deps),
    "handover.check": handoverCheckSender(deps),
    "handover.list": handoverListSender(deps),
    "welcome-template.put": welcomeTemplateSender(deps),
  };
}

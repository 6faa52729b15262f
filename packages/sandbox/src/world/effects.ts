import { announceArchive } from "../archive/notify.ts";
import { warnOfExpiry } from "../acquisition/balance.ts";
import { runUploadJob } from "../api/upload-by-url.ts";
import { runShop } from "../shop.ts";
import type { Sim } from "../sim.ts";
import { settleDetail } from "./groups.ts";
import { settleInheritance } from "./group-moves.ts";
import { dispatchMassTask } from "./mass.ts";
import { dispatchMoment } from "./moments.ts";
import { settleTempChat } from "./temp-chats.ts";
import { settleTransfer } from "./transfers.ts";

/** What the world itself does when one of its own effects is due, by kind; `field` reads the effect's data. */
export const worldEffects: Record<string, (sim: Sim, field: (name: string) => string) => void | Promise<void>> = {
  "mass-dispatch": (sim, field) => dispatchMassTask(sim, field("msgid")),
  "acquisition-expiry": (sim, field) => warnOfExpiry(sim, Number(field("expiresAt"))),
  "archive-notify": announceArchive,
  detail: (sim, field) => settleDetail(sim.world, field("chatId")),
  "forget-cell": (sim, field) => sim.world.cells.delete(field("id")),
  inherit: (sim, field) => settleInheritance(sim, field("chatId")),
  "moment-dispatch": (sim, field) => dispatchMoment(sim, field("momentId")),
  "temp-chat": (sim, field) => settleTempChat(sim, field("userid"), field("who")),
  "upload-by-url": (sim, field) => runUploadJob(sim, field("jobId")),
  shop: (sim, field) => runShop(sim, field("refund")),
  transfer: (sim, field) => settleTransfer(sim, field("id")),
};

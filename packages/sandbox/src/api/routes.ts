import { acquisitionRoutes } from "../acquisition/api.ts";
import { kfRoutes } from "../kf/routes.ts";
import { authRoutes } from "./auth.ts";
import type { ApiRoute } from "./call.ts";
import { cardRoutes } from "./card-answers.ts";
import { contactListRoutes } from "./contact-list.ts";
import { contactWayRoutes } from "./contact-ways.ts";
import { contactRoutes } from "./contacts.ts";
import { customerBatchRoutes } from "./customer-batch.ts";
import { customerRoutes } from "./customers.ts";
import { groupTransferRoutes } from "./group-transfers.ts";
import { groupWelcomeRoutes } from "./group-welcome.ts";
import { groupRoutes } from "./groupchat.ts";
import { idConversionRoutes } from "./id-conversion.ts";
import { idRoutes } from "./ids.ts";
import { joinWayRoutes } from "./join-ways.ts";
import { massRoutes } from "./mass.ts";
import { mediaRoutes } from "./media.ts";
import { messageRoutes } from "./messages.ts";
import { momentListRoutes } from "./moment-lists.ts";
import { momentRoutes } from "./moments.ts";
import { msgauditRoutes } from "./msgaudit.ts";
import { statisticRoutes } from "./statistics.ts";
import { strategyRoutes } from "./strategies.ts";
import { strategyTagRoutes } from "./strategy-tags.ts";
import { tagRoutes } from "./tags.ts";
import { tempChatRoutes } from "./temp-chat.ts";
import { transferRoutes } from "./transfers.ts";
import { welcomeRoutes } from "./welcome.ts";
import { contactLookupRoutes } from "./contact-lookups.ts";
import { contactTagRoutes } from "./contact-tags.ts";
import { uploadByUrlRoutes } from "./upload-by-url.ts";
import { webhookRoutes } from "./webhook.ts";
import { interceptRuleRoutes } from "./intercept-rules.ts";
import { productAlbumRoutes } from "./product-album.ts";

/** Every WeCom path that the sandbox plays, by path below /cgi-bin/. */
export const apiRoutes: ReadonlyMap<string, ApiRoute> = new Map(
  [
    ...authRoutes,
    ...contactRoutes,
    ...contactWayRoutes,
    ...customerRoutes,
    ...customerBatchRoutes,
    ...tagRoutes,
    ...welcomeRoutes,
    ...groupRoutes,
    ...groupWelcomeRoutes,
    ...joinWayRoutes,
    ...massRoutes,
    ...messageRoutes,
    ...cardRoutes,
    ...mediaRoutes,
    ...idRoutes,
    ...idConversionRoutes,
    ...tempChatRoutes,
    ...contactListRoutes,
    ...transferRoutes,
    ...groupTransferRoutes,
    ...strategyRoutes,
    ...strategyTagRoutes,
    ...momentRoutes,
    ...momentListRoutes,
    ...statisticRoutes,
    ...msgauditRoutes,
    ...contactLookupRoutes,
    ...contactTagRoutes,
    ...uploadByUrlRoutes,
    ...webhookRoutes,
    ...interceptRuleRoutes,
    ...productAlbumRoutes,
    ...acquisitionRoutes,
    ...kfRoutes,
  ].map((route) => [route.path, route]),
);

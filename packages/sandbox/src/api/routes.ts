import { authRoutes } from "./auth.ts";
import type { ApiRoute } from "./call.ts";
import { contactWayRoutes } from "./contact-ways.ts";
import { contactRoutes } from "./contacts.ts";
import { customerBatchRoutes } from "./customer-batch.ts";
import { customerRoutes } from "./customers.ts";
import { groupRoutes } from "./groupchat.ts";
import { idRoutes } from "./ids.ts";
import { joinWayRoutes } from "./join-ways.ts";
import { massRoutes } from "./mass.ts";
import { mediaRoutes } from "./media.ts";
import { messageRoutes } from "./messages.ts";
import { tagRoutes } from "./tags.ts";
import { welcomeRoutes } from "./welcome.ts";

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
    ...joinWayRoutes,
    ...massRoutes,
    ...messageRoutes,
    ...mediaRoutes,
    ...idRoutes,
  ].map((route) => [route.path, route]),
);

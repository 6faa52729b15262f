import type { FastifyInstance } from "fastify";
import { massTasks, touchLedger } from "#actions";
import { registerCallback } from "#http/callback";
import { consoleLogin, createPageSigner, registerH5, wecomLogin } from "#http/h5";
import { registerOrderHook } from "#http/order-hook";
import type { Download, Route } from "#http/route";
import { registerWecomLogin } from "#http/wecom-login";
import {
  archiveDuties,
  createArchivePorts,
  inboxDuties,
  massTaskDuty,
  momentDuty,
  routes as inboxRoutes,
  watchMassTasks,
  watchMoments,
} from "#inbox";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import * as access from "#modules/access";
import * as analytics from "#modules/analytics";
import * as answers from "#modules/answers";
import * as archive from "#modules/archive";
import * as assets from "#modules/assets";
import * as bulk from "#modules/bulk";
import * as customers from "#modules/customers";
import * as fields from "#modules/fields";
import * as gate from "#modules/gate";
import * as goals from "#modules/goals";
import * as groups from "#modules/groups";
import * as handover from "#modules/handover";
import * as kf from "#modules/kf";
import * as lifeCycle from "#modules/life-cycle";
import * as links from "#modules/links";
import * as liveCodes from "#modules/live-codes";
import * as orders from "#modules/orders";
import * as org from "#modules/org";
import * as posters from "#modules/posters";
import * as privacy from "#modules/privacy";
import * as playbooks from "#modules/playbooks";
import * as profile from "#modules/profile";
import * as reports from "#modules/reports";
import * as segments from "#modules/segments";
import * as sends from "#modules/sends";
import * as sidebar from "#modules/sidebar";
import * as sops from "#modules/sops";
import * as system from "#modules/system";
import * as tags from "#modules/tags";
import * as talks from "#modules/talks";
import * as calendar from "#modules/calendar";
import * as invitations from "#modules/invitations";
import * as moments from "#modules/moments";
import * as stock from "#modules/stock";
import * as tasks from "#modules/tasks";
import * as tickets from "#modules/tickets";
import type { Core } from "./core.ts";

/** Everything that listens, in dependency order: whoever reads another's rows comes after it. */
export const handlersOf = (_core: Core): readonly Handler[] => [
  ...org.handlers,
  ...assets.handlers,
  ...tags.handlers,
  ...customers.handlers,
  ...groups.handlers,
  ...fields.handlers,
  ...liveCodes.handlers,
  ...orders.handlers,
  ...segments.handlers,
  massTasks,
  touchLedger,
  ...sops.handlers,
  ...tasks.handlers,
  ...links.handlers,
  ...tickets.handlers,
  ...kf.handlers,
  ...talks.handlers,
  ...calendar.handlers,
  ...sends.handlers,
  ...invitations.handlers,
  ...moments.handlers,
  ...stock.handlers,
  ...handover.handlers,
  ...playbooks.handlers,
  ...lifeCycle.handlers,
  ...profile.handlers,
  ...bulk.handlers,
  ...sidebar.handlers,
  ...analytics.handlers,
  ...reports.handlers,
  watchMassTasks,
  watchMoments,
];

export const dutiesOf = ({ wecom, secrets }: Core): readonly Duty[] => [
  ...inboxDuties({ clients: wecom }),
  ...archiveDuties({ clients: wecom, ports: createArchivePorts(secrets) }),
  ...archive.duties,
  ...assets.duties,
  massTaskDuty(wecom),
  momentDuty(wecom),
  ...access.duties,
  ...customers.duties,
  ...orders.duties,
  ...segments.duties,
  ...sops.duties,
  ...tasks.duties,
  ...links.duties,
  ...tickets.duties,
  ...kf.duties,
  ...talks.duties,
  ...calendar.duties,
  ...sends.duties,
  ...invitations.duties,
  ...moments.duties,
  ...stock.duties,
  ...handover.duties,
  ...goals.duties,
  ...playbooks.duties,
  ...lifeCycle.duties,
  ...bulk.duties,
  ...analytics.duties,
  ...reports.duties,
  ...privacy.duties,
];

export const routesOf = (core: Core): readonly Route[] => [
  ...access.routesWith({ auth: core.auth, trail: core.trail, publicUrl: () => core.publicUrl, nowMs: Date.now }),
  ...org.routes,
  ...assets.routes,
  ...tags.routes,
  ...customers.routes,
  ...fields.routes,
  ...liveCodes.routes,
  ...posters.routes,
  ...orders.routes,
  ...orders.hookRoutes({ secrets: core.secrets, publicUrl: () => core.publicUrl, nowMs: Date.now }),
  ...segments.routes,
  ...sops.routes,
  ...tasks.routes,
  ...tickets.routes,
  ...answers.routes,
  ...links.routesWith({ publicUrl: () => core.publicUrl }),
  ...kf.routes,
  ...talks.routes,
  ...calendar.routes,
  ...sends.routes,
  ...invitations.routes,
  ...moments.routes,
  ...stock.routes,
  ...handover.routes,
  ...gate.routes,
  ...privacy.routes,
  ...goals.routes,
  ...playbooks.routes,
  ...analytics.routes,
  ...reports.routes,
  ...lifeCycle.routes,
  ...profile.routes,
  ...bulk.routes,
  ...system.routes,
  ...archive.routes,
  ...sidebar.routesWith({ publicUrl: () => core.publicUrl, sign: signerOf(core) }),
  system.healthRoute(core.sandbox !== undefined),
  ...inboxRoutes,
];

const signerOf = (core: Core) =>
  createPageSigner({ clients: core.wecom, clock: core.clock, publicUrl: () => core.publicUrl, sandboxUrl: core.config.sandboxUrl });

/** Files that are written while they are read. */
export const downloadsOf = (core: Core): readonly Download[] => [
  ...access.downloadsWith(core),
  ...segments.downloads,
  ...profile.downloads,
  ...orders.downloads,
  ...handover.downloads,
  ...sops.downloads,
  ...tickets.downloads,
  ...invitations.downloads,
  ...answers.downloads,
];

/** Where WeCom's callbacks come in. Called in a scope of its own, with role `inbox`. */
export async function registerCallbacks(scope: FastifyInstance, { db, intake, clock, wecom }: Core): Promise<void> {
  registerCallback(scope, { db, ...(intake ? { intake } : {}), clock, clients: wecom });
}

/** The customers' pages under /m. Called in a scope of its own, with role `api`. */
export async function registerPages(scope: FastifyInstance, core: Core): Promise<void> {
  const { db, clock, secretKey, wecom } = core;
  await registerH5(scope, {
    db,
    clock,
    publicUrl: () => core.publicUrl,
    secretKey,
    login: wecomLogin(wecom),
    sandboxUrl: core.config.sandboxUrl,
  });
}

/** The console's login by WeCom. Called in a scope of its own, with role `api`. */
export async function registerConsoleLogin(scope: FastifyInstance, core: Core): Promise<void> {
  const { auth, db, secretKey, wecom } = core;
  await registerWecomLogin(scope, { auth, db, publicUrl: () => core.publicUrl, secretKey, login: consoleLogin(wecom) });
}

/** Where shops tell of orders. Called in a scope of its own, with role `api`. */
export async function registerHooks(scope: FastifyInstance, { db, clock, secrets, nudge }: Core): Promise<void> {
  registerOrderHook(scope, { db, clock, secrets, afterWrite: nudge });
}

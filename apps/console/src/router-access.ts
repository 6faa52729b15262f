import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { auditSearch, userSearch } from "./features/access/search.ts";
import { refusalSearch } from "./features/gate/search.ts";
import { clean, text } from "./kit/search.ts";
import type { Raw } from "./kit/search.ts";
import { root, shell } from "./router-shell.ts";

/** Whoever opens a one-time link has no session: it stands beside the login. */
export const welcome = createRoute({
  getParentRoute: () => root,
  path: "welcome",
  component: lazyRouteComponent(() => import("./routes/welcome.tsx"), "Welcome"),
});

const users = createRoute({
  getParentRoute: () => shell,
  path: "system/users",
  validateSearch: userSearch,
  component: lazyRouteComponent(() => import("./routes/system/users.tsx"), "Users"),
});
const audit = createRoute({
  getParentRoute: () => shell,
  path: "system/audit",
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import("./routes/system/audit.tsx"), "Audit"),
});

const refusals = createRoute({
  getParentRoute: () => shell,
  path: "system/refusals",
  validateSearch: refusalSearch,
  component: lazyRouteComponent(() => import("./routes/system/refusals.tsx"), "Refusals"),
});

const privacy = createRoute({
  getParentRoute: () => shell,
  path: "system/privacy",
  validateSearch: (raw: Raw) => clean({ request: text(raw["request"]) }),
  component: lazyRouteComponent(() => import("./routes/system/privacy.tsx"), "Privacy"),
});

export const accessRoutes = [users, audit, refusals, privacy] as const;

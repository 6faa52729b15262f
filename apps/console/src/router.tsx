import { createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { codeSearch } from "./features/codes/search.ts";
import { customerSearch } from "./features/customers/search.ts";
import { entrySearch } from "./features/entry/search.ts";
import { groupSearch } from "./features/groups/search.ts";
import { itemSearch } from "./features/handover/search.ts";
import { overlapSearch } from "./features/customers/overlap-search.ts";
import { orderSearch } from "./features/orders/search.ts";
import { actionSearch } from "./features/system/search.ts";
import { boardSearch, sopBoardSearch } from "./features/sops/search.ts";
import { taskSearch } from "./features/tasks/search.ts";
import { clean, flag, oneOf, text } from "./kit/search.ts";
import type { Raw } from "./kit/search.ts";
import { Crashed } from "./layout/outer.tsx";
import { accessRoutes, welcome } from "./router-access.ts";
import { root, shell } from "./router-shell.ts";
import { caseRoutes } from "./router-cases.ts";

const login = createRoute({
  getParentRoute: () => root,
  path: "login",
  validateSearch: (raw: Raw) => clean({ to: text(raw["to"]), refused: text(raw["refused"]) }),
  component: lazyRouteComponent(() => import("./routes/login.tsx"), "Login"),
});

const index = createRoute({
  getParentRoute: () => shell,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/today" });
  },
});

const today = createRoute({
  getParentRoute: () => shell,
  path: "today",
  component: lazyRouteComponent(() => import("./routes/today.tsx"), "Today"),
});

const customers = createRoute({
  getParentRoute: () => shell,
  path: "customers",
  validateSearch: customerSearch,
  component: lazyRouteComponent(() => import("./routes/customers/list.tsx"), "CustomerList"),
});
const customer = createRoute({
  getParentRoute: () => shell,
  path: "customers/$id",
  validateSearch: (raw: Raw) => clean({ tab: oneOf(raw["tab"], ["relations", "groups", "sops", "orders"] as const) }),
  component: lazyRouteComponent(() => import("./routes/customers/profile.tsx"), "CustomerProfile"),
});
const conflicts = createRoute({
  getParentRoute: () => shell,
  path: "customers/conflicts",
  validateSearch: (raw: Raw) => clean({ state: oneOf(raw["state"], ["settled"] as const) }),
  component: lazyRouteComponent(() => import("./routes/customers/conflicts.tsx"), "Conflicts"),
});
const orders = createRoute({
  getParentRoute: () => shell,
  path: "orders",
  validateSearch: orderSearch,
  component: lazyRouteComponent(() => import("./routes/trade/orders.tsx"), "OrderList"),
});
const orderImport = createRoute({
  getParentRoute: () => shell,
  path: "orders/import",
  component: lazyRouteComponent(() => import("./routes/trade/order-import.tsx"), "OrderImportPage"),
});
const orderHook = createRoute({
  getParentRoute: () => shell,
  path: "orders/hook",
  component: lazyRouteComponent(() => import("./routes/trade/order-hook.tsx"), "OrderHookPage"),
});
const fifth = ["1", "2", "3", "4", "5"] as const;
const rfm = createRoute({
  getParentRoute: () => shell,
  path: "orders/rfm",
  validateSearch: (raw: Raw) => clean({ r: oneOf(text(raw["r"]), fifth), f: oneOf(text(raw["f"]), fifth) }),
  component: lazyRouteComponent(() => import("./routes/trade/rfm.tsx"), "RfmPage"),
});
const tags = createRoute({
  getParentRoute: () => shell,
  path: "tags",
  validateSearch: (raw: Raw) => clean({ query: text(raw["query"]) }),
  component: lazyRouteComponent(() => import("./routes/customers/tags.tsx"), "Tags"),
});

const changes = createRoute({
  getParentRoute: () => shell,
  path: "customers/changes",
  component: lazyRouteComponent(() => import("./routes/customers/changes.tsx"), "ChangeList"),
});
const change = createRoute({
  getParentRoute: () => shell,
  path: "customers/changes/$id",
  component: lazyRouteComponent(() => import("./routes/customers/change.tsx"), "ChangeDetail"),
});
const handovers = createRoute({
  getParentRoute: () => shell,
  path: "handover",
  validateSearch: (raw: Raw) => clean({ query: text(raw["query"]) }),
  component: lazyRouteComponent(() => import("./routes/plays/handovers.tsx"), "Handovers"),
});
const handover = createRoute({
  getParentRoute: () => shell,
  path: "handover/$id",
  validateSearch: itemSearch,
  component: lazyRouteComponent(() => import("./routes/plays/handover.tsx"), "HandoverDetail"),
});
const fields = createRoute({
  getParentRoute: () => shell,
  path: "customers/fields",
  validateSearch: (raw: Raw) => clean({ archived: flag(raw["archived"]) }),
  component: lazyRouteComponent(() => import("./routes/customers/fields.tsx"), "FieldList"),
});
const fieldImport = createRoute({
  getParentRoute: () => shell,
  path: "customers/fields/import",
  component: lazyRouteComponent(() => import("./routes/customers/field-import.tsx"), "FieldImport"),
});
const lifeCycle = createRoute({
  getParentRoute: () => shell,
  path: "customers/life-cycle",
  component: lazyRouteComponent(() => import("./routes/customers/life-cycle.tsx"), "LifeCycle"),
});
const overlaps = createRoute({
  getParentRoute: () => shell,
  path: "customers/overlaps",
  validateSearch: overlapSearch,
  component: lazyRouteComponent(() => import("./routes/customers/overlaps.tsx"), "OverlapList"),
});
const segments = createRoute({
  getParentRoute: () => shell,
  path: "segments",
  validateSearch: (raw: Raw) => clean({ query: text(raw["query"]), state: oneOf(raw["state"], ["active", "archived"] as const) }),
  component: lazyRouteComponent(() => import("./routes/customers/segments.tsx"), "SegmentList"),
});
const segmentNew = createRoute({
  getParentRoute: () => shell,
  path: "segments/new",
  component: lazyRouteComponent(() => import("./routes/customers/segment-new.tsx"), "SegmentNew"),
});
const segment = createRoute({
  getParentRoute: () => shell,
  path: "segments/$id",
  validateSearch: (raw: Raw) => clean({ tab: oneOf(raw["tab"], ["members", "snapshots", "versions", "uses"] as const) }),
  component: lazyRouteComponent(() => import("./routes/customers/segment.tsx"), "SegmentDetail"),
});
const segmentEdit = createRoute({
  getParentRoute: () => shell,
  path: "segments/$id/edit",
  component: lazyRouteComponent(() => import("./routes/customers/segment-edit.tsx"), "SegmentEdit"),
});

const groups = createRoute({
  getParentRoute: () => shell,
  path: "groups",
  validateSearch: groupSearch,
  component: lazyRouteComponent(() => import("./routes/groups/list.tsx"), "GroupList"),
});
const group = createRoute({
  getParentRoute: () => shell,
  path: "groups/$id",
  validateSearch: (raw: Raw) => clean({ members: oneOf(raw["members"], ["now", "left"] as const) }),
  component: lazyRouteComponent(() => import("./routes/groups/detail.tsx"), "GroupDetail"),
});

const codes = createRoute({
  getParentRoute: () => shell,
  path: "codes",
  validateSearch: codeSearch,
  component: lazyRouteComponent(() => import("./routes/entrances/codes.tsx"), "CodeList"),
});
const codeNew = createRoute({
  getParentRoute: () => shell,
  path: "codes/new",
  validateSearch: (raw: Raw) => clean({ kind: oneOf(raw["kind"], ["staff", "group"] as const) }),
  component: lazyRouteComponent(() => import("./routes/entrances/code-new.tsx"), "CodeNew"),
});
const code = createRoute({
  getParentRoute: () => shell,
  path: "codes/$id",
  component: lazyRouteComponent(() => import("./routes/entrances/code.tsx"), "CodeDetail"),
});
const codeEdit = createRoute({
  getParentRoute: () => shell,
  path: "codes/$id/edit",
  component: lazyRouteComponent(() => import("./routes/entrances/code-edit.tsx"), "CodeEdit"),
});
const stores = createRoute({
  getParentRoute: () => shell,
  path: "stores",
  validateSearch: (raw: Raw) =>
    clean({ query: text(raw["query"]), city: text(raw["city"]), state: oneOf(raw["state"], ["open", "closed"] as const) }),
  component: lazyRouteComponent(() => import("./routes/entrances/stores.tsx"), "StoreList"),
});
const storeMap = createRoute({
  getParentRoute: () => shell,
  path: "stores/map",
  component: lazyRouteComponent(() => import("./routes/entrances/store-map.tsx"), "StoreMap"),
});
const storeImport = createRoute({
  getParentRoute: () => shell,
  path: "stores/import",
  component: lazyRouteComponent(() => import("./routes/entrances/store-import.tsx"), "StoreImport"),
});

const playbooks = createRoute({
  getParentRoute: () => shell,
  path: "playbooks",
  component: lazyRouteComponent(() => import("./routes/plays/playbooks.tsx"), "PlaybookList"),
});
const playbook = createRoute({
  getParentRoute: () => shell,
  path: "playbooks/$key",
  validateSearch: (raw: Raw) =>
    clean({ tab: oneOf(raw["tab"], ["contents", "yaml", "rehearse"] as const), rehearsal: text(raw["rehearsal"]) }),
  component: lazyRouteComponent(() => import("./routes/plays/playbook.tsx"), "PlaybookDetail"),
});
const sops = createRoute({
  getParentRoute: () => shell,
  path: "sops",
  component: lazyRouteComponent(() => import("./routes/plays/sops.tsx"), "SopList"),
});
const boards = createRoute({
  getParentRoute: () => shell,
  path: "boards",
  validateSearch: boardSearch,
  component: lazyRouteComponent(() => import("./routes/plays/boards.tsx"), "Boards"),
});
const sop = createRoute({
  getParentRoute: () => shell,
  path: "sops/$id",
  validateSearch: sopBoardSearch,
  component: lazyRouteComponent(() => import("./routes/plays/sop-board.tsx"), "SopBoard"),
});
const sopNew = createRoute({
  getParentRoute: () => shell,
  path: "sops/new",
  component: lazyRouteComponent(() => import("./routes/plays/sop-new.tsx"), "SopNew"),
});
const sopEdit = createRoute({
  getParentRoute: () => shell,
  path: "sops/$id/edit",
  component: lazyRouteComponent(() => import("./routes/plays/sop-edit.tsx"), "SopEdit"),
});
const tasks = createRoute({
  getParentRoute: () => shell,
  path: "tasks",
  validateSearch: taskSearch,
  component: lazyRouteComponent(() => import("./routes/plays/tasks.tsx"), "TaskList"),
});

const coaching = createRoute({
  getParentRoute: () => shell,
  path: "tasks/coaching",
  validateSearch: (raw: Raw) => clean({ span: oneOf(raw["span"], ["month"] as const) }),
  component: lazyRouteComponent(() => import("./routes/plays/coaching.tsx"), "Coaching"),
});

const insight = createRoute({
  getParentRoute: () => shell,
  path: "insight",
  validateSearch: (raw: Raw) =>
    clean({ days: oneOf(String(raw["days"]), ["7", "30", "90"] as const), store: text(raw["store"]), playbook: text(raw["playbook"]) }),
  component: lazyRouteComponent(() => import("./routes/insight.tsx"), "Insight"),
});

const entry = createRoute({
  getParentRoute: () => shell,
  path: "insight/entry",
  validateSearch: entrySearch,
  component: lazyRouteComponent(() => import("./routes/entry.tsx"), "Entry"),
});
const goals = createRoute({
  getParentRoute: () => shell,
  path: "goals",
  validateSearch: (raw: Raw) => clean({ archived: flag(raw["archived"]) }),
  component: lazyRouteComponent(() => import("./routes/goals.tsx"), "Goals"),
});
const reports = createRoute({
  getParentRoute: () => shell,
  path: "insight/reports",
  validateSearch: (raw: Raw) => clean({ report: text(raw["report"]) }),
  component: lazyRouteComponent(() => import("./routes/reports.tsx"), "Reports"),
});
const operations = createRoute({
  getParentRoute: () => shell,
  path: "system/operations",
  component: lazyRouteComponent(() => import("./routes/system/operations.tsx"), "Operations"),
});
const sync = createRoute({
  getParentRoute: () => shell,
  path: "system/sync",
  validateSearch: (raw: Raw) => clean({ family: text(raw["family"]) }),
  component: lazyRouteComponent(() => import("./routes/system/sync.tsx"), "Sync"),
});
const inbox = createRoute({
  getParentRoute: () => shell,
  path: "system/inbox",
  validateSearch: (raw: Raw) =>
    clean({
      state: oneOf(raw["state"], ["received", "done", "ignored", "quarantined", "dismissed"] as const),
      event: text(raw["event"]),
      span: oneOf(raw["span"], ["hour", "day", "week"] as const),
      message: Number.isSafeInteger(Number(raw["message"] ?? Number.NaN)) ? Number(raw["message"]) : undefined,
    }),
  component: lazyRouteComponent(() => import("./routes/system/inbox.tsx"), "Inbox"),
});
const actions = createRoute({
  getParentRoute: () => shell,
  path: "system/actions",
  validateSearch: actionSearch,
  component: lazyRouteComponent(() => import("./routes/system/actions.tsx"), "Actions"),
});
const staff = createRoute({
  getParentRoute: () => shell,
  path: "system/staff",
  validateSearch: (raw: Raw) => clean({ query: text(raw["query"]) }),
  component: lazyRouteComponent(() => import("./routes/system/staff.tsx"), "Staff"),
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: "system/settings",
  component: lazyRouteComponent(() => import("./routes/system/settings.tsx"), "Settings"),
});

const pages = [
  conflicts,
  orders,
  orderImport,
  orderHook,
  rfm,
  index,
  today,
  customers,
  customer,
  tags,
  changes,
  handovers,
  handover,
  change,
  fields,
  fieldImport,
  lifeCycle,
  overlaps,
  segments,
  segmentNew,
  segment,
  segmentEdit,
  groups,
  group,
  codes,
  codeNew,
  code,
  codeEdit,
  stores,
  storeMap,
  storeImport,
  playbooks,
  playbook,
  sops,
  boards,
  sop,
  sopNew,
  sopEdit,
  tasks,
  coaching,
  ...caseRoutes,
  insight,
  entry,
  goals,
  reports,
  operations,
  sync,
  inbox,
  actions,
  staff,
  ...accessRoutes,
  settings,
] as const;

export const router = createRouter({
  routeTree: root.addChildren([login, welcome, shell.addChildren(pages)]),
  defaultPreload: "intent",
  defaultErrorComponent: Crashed,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

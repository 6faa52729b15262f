import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { customerSearch } from "./features/customers/search.ts";
import { itemSearch } from "./features/handover/search.ts";
import { clean, flag, oneOf, text } from "./kit/search.ts";
import type { Raw } from "./kit/search.ts";
import { Crashed, Missing } from "./layout/outer.tsx";
import { Shell } from "./layout/shell.tsx";

const root = createRootRoute({ notFoundComponent: Missing });

const login = createRoute({
  getParentRoute: () => root,
  path: "login",
  validateSearch: (raw: Raw) => clean({ to: text(raw["to"]) }),
  component: lazyRouteComponent(() => import("./routes/login.tsx"), "Login"),
});

const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell, notFoundComponent: Missing });

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
  validateSearch: (raw: Raw) =>
    clean({
      query: text(raw["query"]),
      person: text(raw["person"]),
      store: text(raw["store"]),
      channel: text(raw["channel"]),
      from: text(raw["from"]),
      to: text(raw["to"]),
      matched: oneOf(raw["matched"], ["yes", "no"] as const),
      refunded: flag(raw["refunded"]),
      order: text(raw["order"]),
    }),
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
  validateSearch: (raw: Raw) =>
    clean({
      store: text(raw["store"]),
      city: text(raw["city"]),
      atLeast: oneOf(String(raw["atLeast"]), ["2", "3", "5", "10"] as const),
      marked: flag(raw["marked"]),
    }),
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
  validateSearch: (raw: Raw) =>
    clean({
      // Links that only know WeCom's own id of a group find it by that.
      query: text(raw["query"]) ?? text(raw["chatId"]),
      store: text(raw["store"]),
      state: oneOf(raw["state"], ["open", "full", "needs-setup", "dismissed"] as const),
    }),
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
  validateSearch: (raw: Raw) =>
    clean({
      query: text(raw["query"]),
      kind: oneOf(raw["kind"], ["staff", "group"] as const),
      state: oneOf(raw["state"], ["active", "paused"] as const),
      store: text(raw["store"]),
    }),
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
const sop = createRoute({
  getParentRoute: () => shell,
  path: "sops/$id",
  validateSearch: (raw: Raw) =>
    clean({
      store: text(raw["store"]),
      step: text(raw["step"]),
      state: oneOf(raw["state"], ["waiting", "planned", "done", "missed", "skipped", "refused", "exited"] as const),
    }),
  component: lazyRouteComponent(() => import("./routes/plays/sop-board.tsx"), "SopBoard"),
});
const tasks = createRoute({
  getParentRoute: () => shell,
  path: "tasks",
  validateSearch: (raw: Raw) =>
    clean({
      state: oneOf(raw["state"], ["open", "claimed", "done", "cancelled"] as const),
      assignee: text(raw["assignee"]),
      kind: text(raw["kind"]),
      overdue: flag(raw["overdue"]),
      task: text(raw["task"]),
    }),
  component: lazyRouteComponent(() => import("./routes/plays/tasks.tsx"), "TaskList"),
});

const insight = createRoute({
  getParentRoute: () => shell,
  path: "insight",
  validateSearch: (raw: Raw) =>
    clean({ days: oneOf(String(raw["days"]), ["7", "30", "90"] as const), store: text(raw["store"]), playbook: text(raw["playbook"]) }),
  component: lazyRouteComponent(() => import("./routes/insight.tsx"), "Insight"),
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
  validateSearch: (raw: Raw) =>
    clean({
      status: oneOf(raw["status"], [
        "planned",
        "awaiting_approval",
        "claimed",
        "sent",
        "failed",
        "expired",
        "cancelled",
        "unknown",
      ] as const),
      kind: text(raw["kind"]),
      plannedBy: text(raw["plannedBy"]),
    }),
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
  sop,
  tasks,
  insight,
  operations,
  sync,
  inbox,
  actions,
  staff,
  settings,
] as const;

export const router = createRouter({
  routeTree: root.addChildren([login, shell.addChildren(pages)]),
  defaultPreload: "intent",
  defaultErrorComponent: Crashed,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

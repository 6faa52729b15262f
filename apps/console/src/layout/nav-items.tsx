import type { ReactNode } from "react";
import {
  AimOutlined,
  ApiOutlined,
  AuditOutlined,
  BellOutlined,
  BlockOutlined,
  BookOutlined,
  CalendarOutlined,
  CameraOutlined,
  CheckSquareOutlined,
  CommentOutlined,
  DashboardOutlined,
  EnvironmentOutlined,
  FileImageOutlined,
  FolderOpenOutlined,
  FilterOutlined,
  FundProjectionScreenOutlined,
  FunnelPlotOutlined,
  HeartOutlined,
  IdcardOutlined,
  InboxOutlined,
  LineChartOutlined,
  LockOutlined,
  LayoutOutlined,
  LinkOutlined,
  NodeIndexOutlined,
  OrderedListOutlined,
  PictureOutlined,
  ProfileOutlined,
  QrcodeOutlined,
  QuestionCircleOutlined,
  ReadOutlined,
  RiseOutlined,
  SafetyCertificateOutlined,
  SendOutlined,
  SettingOutlined,
  ShopOutlined,
  ShoppingOutlined,
  StopOutlined,
  SwapOutlined,
  SyncOutlined,
  TagsOutlined,
  TeamOutlined,
  UserAddOutlined,
  UserOutlined,
  UsergroupAddOutlined,
  UserSwitchOutlined,
} from "@ant-design/icons";
import type { Permission } from "@shuke/contract";
import type { Name } from "../api.ts";
import type { ConsolePhrases } from "../i18n.ts";
import { useCan, useIsNarrow, useReaches } from "../session.tsx";

type Word = keyof ConsolePhrases["nav"];
export type NavItem = {
  to: NavPath;
  word: Word;
  icon: ReactNode;
  needs: Permission;
  /** What shows a narrow role her part; absent: the page is about the whole company. */ own?: Name;
};
export type NavPath =
  | "/today"
  | "/customers"
  | "/tags"
  | "/customers/fields"
  | "/customers/changes"
  | "/customers/overlaps"
  | "/segments"
  | "/customers/conflicts"
  | "/orders"
  | "/orders/rfm"
  | "/customers/life-cycle"
  | "/groups"
  | "/codes"
  | "/stores"
  | "/stores/map"
  | "/playbooks"
  | "/sops"
  | "/boards"
  | "/goals"
  | "/insight/entry"
  | "/insight/reports"
  | "/tasks"
  | "/sends"
  | "/moments"
  | "/invitations"
  | "/stock"
  | "/talks"
  | "/calendar"
  | "/columns"
  | "/tickets"
  | "/answers"
  | "/contents"
  | "/links"
  | "/posters"
  | "/handover"
  | "/insight"
  | "/system/operations"
  | "/system/sync"
  | "/system/inbox"
  | "/system/actions"
  | "/system/refusals"
  | "/system/staff"
  | "/system/users"
  | "/system/audit"
  | "/system/privacy"
  | "/system/settings";

/** Two levels, no third. Pages that are not built are not here. */
export const navAreas: ReadonlyArray<{ word: Word | null; items: readonly NavItem[] }> = [
  { word: null, items: [{ to: "/today", word: "today", icon: <DashboardOutlined />, needs: "session", own: "analytics.today" }] },
  {
    word: "customersArea",
    items: [
      { to: "/customers", word: "customers", icon: <UserOutlined />, needs: "customers.read", own: "customers.list" },
      { to: "/segments", word: "segments", icon: <FilterOutlined />, needs: "customers.read" },
      { to: "/customers/conflicts", word: "conflicts", icon: <UserSwitchOutlined />, needs: "customers.read" },
      { to: "/tags", word: "tags", icon: <TagsOutlined />, needs: "customers.read" },
      { to: "/customers/fields", word: "fields", icon: <ProfileOutlined />, needs: "customers.read" },
      { to: "/customers/life-cycle", word: "lifeCycle", icon: <NodeIndexOutlined />, needs: "customers.read" },
      { to: "/customers/overlaps", word: "overlaps", icon: <BlockOutlined />, needs: "customers.read" },
      { to: "/customers/changes", word: "changes", icon: <UsergroupAddOutlined />, needs: "customers.read" },
    ],
  },
  { word: "groupsArea", items: [{ to: "/groups", word: "groups", icon: <TeamOutlined />, needs: "groups.read", own: "groups.list" }] },
  {
    word: "entrances",
    items: [
      { to: "/codes", word: "codes", icon: <QrcodeOutlined />, needs: "entrances.read" },
      { to: "/posters", word: "posters", icon: <PictureOutlined />, needs: "entrances.read" },
      { to: "/stores", word: "stores", icon: <ShopOutlined />, needs: "entrances.read", own: "stores.list" },
      { to: "/stores/map", word: "map", icon: <EnvironmentOutlined />, needs: "entrances.read" },
    ],
  },
  {
    word: "plays",
    items: [
      { to: "/playbooks", word: "playbooks", icon: <BookOutlined />, needs: "plays.read" },
      { to: "/sops", word: "sops", icon: <OrderedListOutlined />, needs: "plays.read" },
      { to: "/boards", word: "boards", icon: <FundProjectionScreenOutlined />, needs: "plays.read", own: "sops.overview" },
      { to: "/tasks", word: "tasks", icon: <CheckSquareOutlined />, needs: "tasks.read", own: "tasks.list" },
      { to: "/sends", word: "sends", icon: <SendOutlined />, needs: "plays.read" },
      { to: "/moments", word: "moments", icon: <CameraOutlined />, needs: "plays.read" },
      { to: "/invitations", word: "invitations", icon: <UserAddOutlined />, needs: "plays.read" },
      { to: "/stock", word: "stock", icon: <BellOutlined />, needs: "plays.read" },
      { to: "/calendar", word: "calendar", icon: <CalendarOutlined />, needs: "plays.read" },
      { to: "/columns", word: "columns", icon: <LayoutOutlined />, needs: "plays.read" },
      { to: "/talks", word: "talks", icon: <CommentOutlined />, needs: "plays.read" },
      { to: "/tickets", word: "tickets", icon: <QuestionCircleOutlined />, needs: "tasks.read", own: "tickets.list" },
      { to: "/answers", word: "answers", icon: <ReadOutlined />, needs: "tasks.read", own: "answers.list" },
      { to: "/contents", word: "contents", icon: <FolderOpenOutlined />, needs: "plays.read" },
      { to: "/links", word: "links", icon: <LinkOutlined />, needs: "plays.read" },
      { to: "/handover", word: "handover", icon: <SwapOutlined />, needs: "customers.read" },
    ],
  },
  {
    word: "trade",
    items: [
      { to: "/orders", word: "orders", icon: <ShoppingOutlined />, needs: "orders.read", own: "orders.list" },
      { to: "/orders/rfm", word: "rfm", icon: <RiseOutlined />, needs: "orders.read" },
    ],
  },
  {
    word: "insightArea",
    items: [
      { to: "/insight", word: "insight", icon: <LineChartOutlined />, needs: "insight.read" },
      { to: "/insight/entry", word: "entry", icon: <FunnelPlotOutlined />, needs: "insight.read" },
      { to: "/goals", word: "goals", icon: <AimOutlined />, needs: "insight.read" },
      { to: "/insight/reports", word: "reports", icon: <FileImageOutlined />, needs: "insight.read" },
    ],
  },
  {
    word: "system",
    items: [
      { to: "/system/operations", word: "operations", icon: <HeartOutlined />, needs: "system.read" },
      { to: "/system/sync", word: "sync", icon: <SyncOutlined />, needs: "system.read" },
      { to: "/system/inbox", word: "inbox", icon: <InboxOutlined />, needs: "system.read" },
      { to: "/system/actions", word: "actions", icon: <ApiOutlined />, needs: "system.read" },
      { to: "/system/refusals", word: "refusals", icon: <StopOutlined />, needs: "system.read" },
      { to: "/system/staff", word: "staff", icon: <IdcardOutlined />, needs: "session" },
      { to: "/system/users", word: "users", icon: <SafetyCertificateOutlined />, needs: "accounts.read" },
      { to: "/system/audit", word: "audit", icon: <AuditOutlined />, needs: "audit.read" },
      { to: "/system/privacy", word: "privacy", icon: <LockOutlined />, needs: "accounts.read" },
      { to: "/system/settings", word: "settings", icon: <SettingOutlined />, needs: "system.read" },
    ],
  },
];

/** Whether a page is for her: she may open it, and it has something of hers. */
export function useIsFor(): (item: NavItem) => boolean {
  const can = useCan();
  const isNarrow = useIsNarrow();
  const reaches = useReaches();
  return (item) => can(item.needs) && (!isNarrow || (item.own !== undefined && reaches(item.own)));
}

/** The item that a path belongs to: the longest that it begins with. */
export function itemOf(pathname: string): NavItem | undefined {
  return navAreas
    .flatMap((area) => area.items)
    .filter((item) => pathname === item.to || pathname.startsWith(`${item.to}/`))
    .toSorted((a, b) => b.to.length - a.to.length)[0];
}

import { api } from "@shuke/contract";
import type { World } from "../../apps/server/test/world.ts";

export type ConsolePage = {
  name: string;
  address: string;
  /** Also taken in English and in the dark. */
  main?: true;
  /** Of the picture; 900 unless said. */
  height?: number;
};

/** Every page of the console, with things that exist and have a story. */
export async function consolePages(world: World): Promise<ConsolePage[]> {
  const { items: customers } = await world.api(api.customers.list, { state: "friend", limit: 100 });
  const customer = customers.find(({ groups }) => groups.length > 0)?.id ?? customers[0]?.id;
  const { items: groups } = await world.api(api.groups.list, { limit: 100 });
  const group = groups.toSorted((a, b) => b.members - a.members)[0]?.id;
  const { items: codes } = await world.api(api.liveCodes.list, {});
  const staffCode = codes.find(({ kind }) => kind === "staff")?.id;
  const groupCode = codes.find(({ kind }) => kind === "group")?.id;
  const { items: sops } = await world.api(api.sops.list, {});
  const newcomers = sops.find(({ subject }) => subject === "customer")?.id;
  const groupSop = sops.find(({ subject }) => subject === "group")?.id;
  const { items: sends } = await world.api(api.sends.list, { state: "done", limit: 100 });
  const send = sends.find(({ id }) => id.startsWith("snd_"))?.id;
  const { items: waiting } = await world.api(api.sends.list, { state: "waiting" });
  const { items: products } = await world.api(api.stock.list, {});
  return [
    { name: "today", address: "/today", main: true, height: 640 },
    { name: "customers", address: "/customers", main: true },
    { name: "customer", address: `/customers/${customer}`, main: true },
    { name: "customer-sops", address: `/customers/${customer}?tab=sops` },
    { name: "tags", address: "/tags" },
    { name: "groups", address: "/groups", main: true },
    { name: "group", address: `/groups/${group}`, main: true },
    { name: "codes", address: "/codes", main: true },
    { name: "code-staff", address: `/codes/${staffCode}`, main: true },
    { name: "code-group", address: `/codes/${groupCode}` },
    { name: "code-edit", address: `/codes/${staffCode}/edit` },
    { name: "code-new", address: "/codes/new" },
    { name: "stores", address: "/stores" },
    { name: "store-map", address: "/stores/map", main: true },
    { name: "store-import", address: "/stores/import" },
    { name: "playbooks", address: "/playbooks" },
    { name: "playbook", address: "/playbooks/store-community" },
    { name: "playbook-yaml", address: "/playbooks/store-community?tab=yaml" },
    { name: "playbook-rehearse", address: "/playbooks/store-community?tab=rehearse" },
    { name: "sops", address: "/sops" },
    { name: "sop-board", address: `/sops/${newcomers}`, main: true },
    { name: "sop-board-people", address: `/sops/${newcomers}?step=d1-first-cup` },
    { name: "sop-board-groups", address: `/sops/${groupSop}` },
    { name: "sends", address: "/sends" },
    { name: "send", address: `/sends/${send}`, main: true },
    { name: "forecast", address: `/sends/${waiting[0]?.id}`, main: true },
    { name: "calendar", address: "/calendar", main: true, height: 860 },
    { name: "stock", address: `/stock/${products[0]?.id}` },
    { name: "moments", address: "/moments" },
    { name: "invitations", address: "/invitations" },
    { name: "contents", address: "/contents" },
    { name: "tasks", address: "/tasks", main: true },
    { name: "insight", address: "/insight", main: true },
    { name: "operations", address: "/system/operations", main: true },
    { name: "sync", address: "/system/sync" },
    { name: "inbox", address: "/system/inbox" },
    { name: "actions", address: "/system/actions" },
    { name: "staff", address: "/system/staff" },
    { name: "settings", address: "/system/settings" },
  ];
}

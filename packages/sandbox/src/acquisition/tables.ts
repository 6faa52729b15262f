import type { Store } from "../world/store.ts";
import type { Table } from "../world/table.ts";

/** An acquisition link (获客链接). Times named `…At` are virtual ms. */
export interface AcquisitionLink {
  linkId: string;
  agentId: number;
  name: string;
  url: string;
  createdAt: number;
  skipVerify: boolean;
  users: string[];
  departments: number[];
  priority: { type: 1 | 2; users: string[] } | null;
  deleted: boolean;
  /** `link_unavailable` was told */
  unavailable: boolean;
  /** adds, which also pick the next member */
  adds: number;
}

/** Somebody who came by a link. */
export interface LinkCustomer {
  linkId: string;
  who: string;
  userid: string;
  state: string;
  /** 0 while the friend request waits */
  addedAt: number;
  /** messages that the member received */
  messages: number;
}

/** Somebody opened a link on a natural day. */
export interface LinkClick {
  linkId: string;
  day: string;
  who: string;
}

export interface AcquisitionTables {
  links: Table<AcquisitionLink>;
  customers: Table<LinkCustomer>;
  clicks: Table<LinkClick>;
}

export function acquisitionTables(store: Store): AcquisitionTables {
  return {
    links: store.table("acquisitionLinks", (row) => row.linkId),
    customers: store.table("linkCustomers", (row) => `${row.linkId}|${row.userid}|${row.who}`),
    clicks: store.table("linkClicks", (row) => `${row.linkId}|${row.day}|${row.who}`),
  };
}

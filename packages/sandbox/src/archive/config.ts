import type { Json } from "../people-host.ts";
import type { World } from "../world/world.ts";

export interface ArchiveKey {
  [field: string]: Json;
  version: number;
  /** PEM */
  publicKey: string;
}

/** What the console says about the archive. Without keys and members nothing is kept. */
export interface ArchiveConfig {
  [field: string]: Json;
  /** userids by edition: 1 office, 2 service, 3 enterprise */
  editions: { [edition: string]: string[] };
  keys: ArchiveKey[];
  /** addresses that may fetch; [] = any */
  ips: string[];
  /** customers are not asked: all agree from the start */
  defaultAgree: boolean;
}

export interface ArchiveRobot {
  [field: string]: Json;
  /** `wb…` */
  id: string;
  name: string;
  creator: string;
}

/** Bots that write to archived members. */
export function archiveRobots(world: World): ArchiveRobot[] {
  return world.cell<ArchiveRobot[]>("archive-robots", []);
}

const NOTHING: ArchiveConfig = { editions: {}, keys: [], ips: [], defaultAgree: false };

export function archiveConfig(world: World): ArchiveConfig {
  return world.cell<ArchiveConfig>("archive", NOTHING);
}

/** Members whose talk is kept, of one edition or all. */
export function permitted(world: World, edition?: number): string[] {
  const { editions } = archiveConfig(world);
  const lists = edition === undefined ? Object.values(editions) : [editions[String(edition)] ?? []];
  return [...new Set(lists.flat())].filter((userid) => world.users.get(userid)?.status === 1);
}

/** The key in force; undefined while the archive is not set up. */
export function currentKey(world: World): ArchiveKey | undefined {
  return archiveConfig(world).keys.at(-1);
}

export function isEnabled(world: World): boolean {
  return currentKey(world) !== undefined && permitted(world).length > 0;
}

import type { Person } from "./types.ts";
import type { World } from "./world.ts";

const DAY_MS = 86_400_000;

interface Pending {
  [field: string]: string | number;
  id: string;
  /** ms */
  since: number;
}

function kept(world: World, who: string): Pending | null {
  const row = world.cell<Pending>(`pending:${who}`, { id: "", since: 0 });
  return row.id === "" ? null : row;
}

function lives(world: World, row: Pending): boolean {
  return world.limits.allows("pending-id.life", (world.now() - row.since) / DAY_MS);
}

/** The id that stands for somebody whom the corp does not know yet; the same one as long as it lives. */
export function givePendingId(world: World, person: Person): string {
  const before = kept(world, person.who);
  if (before && lives(world, before)) return before.id;
  const since = world.now();
  const id = world.id("p", 31, "pending", person.who, since);
  world.keep(`pending:${person.who}`, { id, since });
  return id;
}

/** The id under which somebody was asked about before; "" when nobody asked, or too long ago. */
export function pendingIdOf(world: World, person: Person): string {
  const row = kept(world, person.who);
  return row && lives(world, row) ? row.id : "";
}

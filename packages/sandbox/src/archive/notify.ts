import type { Sim } from "../sim.ts";

/** Effect `archive-notify`: there is something new to fetch. The event has no fields of its own. */
export function announceArchive(sim: Sim): void {
  sim.callbacks.emit({ event: "msgaudit_notify", changeType: "", fields: {}, subject: "archive" });
}

import type { api, OutputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { waitingTasks } from "#modules/tasks";
import { waitingTickets } from "#modules/tickets";

export type Need = OutputOf<typeof api.analytics.today>["needs"][number];

/** One line of the list of what somebody should do now; nothing when there is nothing to do. */
export const need = (key: string, count: number, to: string): Need[] => (count > 0 ? [{ key, count, to, params: { count } }] : []);

/** What waits for people, of those that the reader may see: customers who were promised an answer come first. */
export async function waitingNeeds(ctx: Ctx): Promise<Need[]> {
  const [tickets, tasks] = await Promise.all([waitingTickets(ctx), waitingTasks(ctx)]);
  return [
    ...need("overdueTickets", tickets.overdue, "/tickets?overdue=true"),
    ...need("overdueTasks", tasks.overdue, "/tasks?overdue=true"),
    ...need("openTickets", tickets.open, "/tickets"),
    ...need("openTasks", tasks.open, "/tasks?state=open"),
  ];
}

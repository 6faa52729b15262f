import type { Ctx } from "#kit/ctx";

export type Workload = { customers: number; groups: number; openTasks: number };

/** Answers how much each of these members of staff has; absent means none. */
export type WorkloadAsk = (ctx: Ctx, userIds: readonly string[]) => Promise<ReadonlyMap<string, number>>;

const asks = new Map<keyof Workload, WorkloadAsk>();

/** Modules above this one say what they know; imports go downward only, so org cannot ask them by name. */
export function provideWorkload(kind: keyof Workload, ask: WorkloadAsk): void {
  asks.set(kind, ask);
}

export async function workloads(ctx: Ctx, userIds: readonly string[]): Promise<(userId: string) => Workload> {
  const none: ReadonlyMap<string, number> = new Map();
  const [customers, groups, openTasks] = await Promise.all(
    (["customers", "groups", "openTasks"] as const).map(async (kind) => (await asks.get(kind)?.(ctx, userIds)) ?? none),
  );
  return (userId) => ({
    customers: customers?.get(userId) ?? 0,
    groups: groups?.get(userId) ?? 0,
    openTasks: openTasks?.get(userId) ?? 0,
  });
}

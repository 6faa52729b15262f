import type { Ctx } from "#kit/ctx";
import { headsOfCommunities } from "#modules/access";
import { homeOfChats } from "#modules/live-codes";
import { leftAmong, storesByIds } from "#modules/org";

export type Answerable = { id: string; assignee: string; params: { chatId?: string | null } };

/**
 * Who answers for a task beside the one whose it is: the manager of the store to which the group belongs, else the head of
 * communities. Absent where there is nobody: then the console's list is all there is.
 */
export async function managersFor(ctx: Ctx, tasks: readonly Answerable[]): Promise<Map<string, string>> {
  if (tasks.length === 0) return new Map();
  const homes = await homeOfChats(
    ctx,
    tasks.flatMap(({ params }) => params.chatId ?? []),
  );
  const stores = await storesByIds(ctx, [...new Set([...homes.values()].flatMap(({ storeId }) => storeId ?? []))]);
  const heads = await headsOfCommunities(ctx);
  const managerOf = ({ params }: Answerable) => stores.get(homes.get(params.chatId ?? "")?.storeId ?? "")?.managerUserId;
  const gone = await leftAmong(ctx, [...new Set([...heads, ...tasks.flatMap((task) => managerOf(task) ?? [])])]);
  return new Map(
    tasks.flatMap((task) => {
      const [one] = [managerOf(task), ...heads].filter((id) => id && id !== task.assignee && !gone.has(id));
      return one ? [[task.id, one] as const] : [];
    }),
  );
}

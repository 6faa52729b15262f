import type { SidebarTarget, SidebarTask } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { dayPage, type TaskPage } from "#modules/tasks";

/** What the one who looks has to do: all of it, or about one chat. */
export async function tasksHere(ctx: Ctx, userId: string, publicUrl: string, about?: SidebarTarget): Promise<SidebarTask[]> {
  return (await dayPage(ctx, userId, publicUrl, about)).map((page) => toTask(ctx, page));
}

function toTask({ now }: Ctx, page: TaskPage): SidebarTask {
  const { id, kind, title, provenBy, to, toName, messages } = page;
  const byHand = page.acts.map(({ label, act }) => ({ label, copy: typeof act["text"] === "string" ? act["text"] : null, act }));
  return {
    id,
    kind,
    title,
    state: page.state === "claimed" ? "claimed" : "open",
    overdue: page.dueAt < now,
    dueAt: page.dueAt.toISOString(),
    provenBy,
    to,
    toName,
    messages,
    byHand: messages.length > 0 ? [] : byHand,
  };
}

import type { WorldEvent } from "../people-host.ts";
import type { Context } from "./context.ts";
import { act, customerType, decides, isRobot, line, whenAwake } from "./context.ts";
import { gist } from "./links.ts";

type Of<T extends WorldEvent["type"]> = Extract<WorldEvent, { type: T }>;

/** A friend's moment: most scroll past, some leave a heart, few a word. */
export function onMoment(ctx: Context, event: Of<"moment-published">): void {
  const { momentId, who: userid } = event;
  const about = `moment:${userid}:${gist(event.text, event.at)}`;
  for (const who of ctx.host.momentViewers(momentId, userid)) {
    if (!isRobot(ctx, who)) continue;
    const { moment } = customerType(ctx, who);
    if (!decides(ctx, who, `${about}:see`, moment.see)) continue;
    const data = { momentId, userid };
    const at = whenAwake(ctx, who, about, ctx.behaviour.customers.waits.later);
    if (decides(ctx, who, `${about}:like`, moment.like / Math.max(moment.see, moment.like))) {
      ctx.host.schedule(at, `like:${who}:${about}`, { kind: "like", who, data });
    }
    if (decides(ctx, who, `${about}:comment`, moment.comment / Math.max(moment.see, moment.comment))) {
      const text = line(ctx, who, about, ctx.talk.momentWords, 0);
      ctx.host.schedule(at, `comment:${who}:${about}`, { kind: "comment", who, data: { ...data, text } });
    }
  }
}

/** To be handed to somebody else: some say no within the day. */
export function onTransferOffered(ctx: Context, event: Of<"transfer-offered">): void {
  const { who, userid } = event;
  const purpose = `transfer:${userid}:${event.takeover}`;
  if (!decides(ctx, who, purpose, customerType(ctx, who).transfer.refuse)) return;
  const at = whenAwake(ctx, who, purpose, ctx.behaviour.customers.waits.soon);
  ctx.host.schedule(at, `refuse:${who}:${userid}`, { kind: "refuse-transfer", who, data: { userid } });
}

/** Some delete the new one: they knew the other. */
export function onTransferred(ctx: Context, event: Of<"transferred">): void {
  const { who, takeover: userid } = event;
  const purpose = `transferred:${event.userid}:${userid}`;
  if (!decides(ctx, who, purpose, customerType(ctx, who).transfer.unfriend)) return;
  const at = whenAwake(ctx, who, purpose, ctx.behaviour.customers.waits.later);
  ctx.host.schedule(at, `unfriend:${who}:${purpose}`, { kind: "unfriend", who, data: { userid } });
}

/** A member whom one met in a group wants to be friends. */
export function onAsked(ctx: Context, event: Of<"friend-requested">): void {
  const { who, from } = event;
  const purpose = `asked:${from}`;
  if (!decides(ctx, who, purpose, customerType(ctx, who).accepts)) return ctx.counts.add("asked.passedOver");
  const at = whenAwake(ctx, who, purpose, ctx.behaviour.customers.waits.soon);
  ctx.host.schedule(at, `agree:${who}:${from}`, { kind: "agree", who, data: { from } });
}

/** Whether what is said may be archived: answered at once or soon, by some with no. */
export function onConsentAsked(ctx: Context, event: Of<"consent-asked">): void {
  const { who, userid, chatId } = event;
  const about = `consent:${userid ?? chatId ?? ""}`;
  const agree = decides(ctx, who, about, customerType(ctx, who).agrees);
  const at = whenAwake(ctx, who, about, ctx.behaviour.customers.waits.soon);
  const target: Record<string, string> = userid === undefined ? { chatId: chatId ?? "" } : { userid };
  ctx.host.schedule(at, `${about}:${who}`, { kind: "consent", who, data: { ...target, agree } });
}

/** Acts that need no more thought when they are due. */
export async function doReaction(ctx: Context, who: string, kind: string, data: Record<string, unknown>): Promise<void> {
  if (kind === "agree") {
    const result = await act(ctx, { who, do: "accept", from: data["from"] });
    if (result.added !== undefined) ctx.counts.add("asked.agreed");
    return;
  }
  await act(ctx, { ...data, who, do: kind });
}

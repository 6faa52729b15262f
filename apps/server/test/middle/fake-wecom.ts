import type { ActionKind, ClaimedAction, Outcome, Sender, Senders, Settlement } from "#actions";
import { actionKinds } from "./kinds.ts";

/** What becomes of one call. */
export type Fate =
  | "works"
  | "refused"
  /** Passing refusal: nothing was done, try again in ten minutes of business time. */
  | "later"
  /** 45009: the lane is closed for a minute. */
  | "quota"
  /** It was done, but the answer never came; or it never arrived. */
  | "lost-after"
  | "lost-before"
  /** The process dies during the call, which was done or not. */
  | "dies-after"
  | "dies-before";

export class Killed extends Error {}

/** The far side: counts what was really done, and knows it when asked. */
export function createFakeWecom() {
  const effects = new Map<string, number>();
  const calls: Array<{ kind: ActionKind; key: string; at: Date }> = [];
  return {
    effects,
    calls,
    do(kind: ActionKind, key: string, at: Date) {
      calls.push({ kind, key, at });
    },
    effect: (key: string) => void effects.set(key, (effects.get(key) ?? 0) + 1),
    has: (key: string) => effects.has(key),
  };
}
export type FakeWecom = ReturnType<typeof createFakeWecom>;

/** These are settled by asking; a repeat would be a second effect. All others may be repeated. */
export const ASKED: ReadonlySet<ActionKind> = new Set(["mass-task.create", "contact-way.put", "staff-notice.send"]);

export type SenderHooks = {
  /** Drawn for every call and every question. */
  fate(action: ClaimedAction, what: "send" | "settle"): Fate;
  /** The process is gone: this never returns. */
  die(): Promise<never>;
};

export function fakeSenders(wecom: FakeWecom, hooks: SenderHooks): Senders {
  const sender = (kind: ActionKind): Sender => ({
    kind,
    async send(io, action): Promise<Outcome> {
      wecom.do(kind, action.dedupeKey, io.now);
      const fate = hooks.fate(action, "send");
      const sent: Outcome = { status: "sent", result: {} };
      switch (fate) {
        case "refused":
          return { status: "failed", error: "refused", errcode: 40003 };
        case "later":
          return { status: "retry", at: new Date(io.now.getTime() + 600_000), error: "later" };
        case "quota":
          return { status: "retry", at: new Date(io.now.getTime() + 60_000), error: "45009", laneBlocked: true };
        case "lost-before":
          return { status: "unknown", error: "no answer" };
        case "dies-before":
          return hooks.die();
        case "lost-after":
          wecom.effect(action.dedupeKey);
          return { status: "unknown", error: "no answer" };
        case "dies-after":
          wecom.effect(action.dedupeKey);
          return hooks.die();
        default:
          wecom.effect(action.dedupeKey);
          return sent;
      }
    },
    async settle(_io, action): Promise<Settlement> {
      const fate = hooks.fate(action, "settle");
      if (fate === "dies-before" || fate === "dies-after") return hooks.die();
      if (fate === "lost-before" || fate === "lost-after") return { status: "unknown", error: "the question had no answer" };
      if (!ASKED.has(kind)) return { status: "repeat" };
      return wecom.has(action.dedupeKey) ? { status: "sent", result: {} } : { status: "repeat" };
    },
  });
  return Object.fromEntries(actionKinds.map((kind) => [kind, sender(kind)])) as Senders;
}

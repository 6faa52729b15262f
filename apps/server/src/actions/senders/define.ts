import type { WecomClient } from "@shuke/wecom";
import type { WecomClients } from "../../wecom-clients.ts";
import type { ActionKind } from "../kinds.ts";
import type { ClaimedAction, Outcome, Sender, SenderIo, Settlement } from "../types.ts";
import { outcomeOf } from "./outcome.ts";

export type SenderDeps = {
  wecom: WecomClients;
  /** Where our own pages live; relative links in payloads are made absolute with it. */
  publicUrl: string;
};

export type Call<K extends ActionKind, R> = (client: WecomClient, action: ClaimedAction<K>, io: SenderIo) => Promise<R>;

/** A sender whose errors are translated once, here. `settle` answers what became of a call that had no answer. */
export function defineSender<K extends ActionKind>(
  deps: SenderDeps,
  kind: K,
  verbs: { send: Call<K, Outcome>; settle: Call<K, Settlement> },
): Sender<K> {
  return {
    kind,
    send: async (io, action) => {
      try {
        return await verbs.send(await deps.wecom.of(io.corpId), action, io);
      } catch (error) {
        return outcomeOf(error, { now: io.now, attempts: action.attempts });
      }
    },
    settle: async (io, action) => {
      try {
        return await verbs.settle(await deps.wecom.of(io.corpId), action, io);
      } catch (error) {
        // A question that failed says nothing about the call that is asked about.
        return { status: "unknown", error: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

/** For calls that may be made again without harm: WeCom ends in the same state (law 4). */
export const repeat = (): Promise<Settlement> => Promise.resolve({ status: "repeat" });

export const absolute = (url: string, base: string) => (url.startsWith("/") ? base + url : url);

import type { api, InputOf, OutputOf } from "@shuke/contract";
import { boot, words } from "./boot.ts";

type Sidebar = typeof api.sidebar;
export type Verb = keyof Sidebar;

/** A refusal or a failure, in words for the reader. */
export class Trouble extends Error {
  readonly kind: "offline" | "expired" | "refused" | "broken";
  constructor(kind: Trouble["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}

const PATIENCE_MS = 20_000;

/** Asks the server. `last`: the page is going away, and the answer is not waited for. */
export async function ask<V extends Verb>(verb: V, input: InputOf<Sidebar[V]>, last = false): Promise<OutputOf<Sidebar[V]>> {
  let answer: Response;
  try {
    answer = await fetch(`/api/sidebar.${verb}`, {
      method: "POST",
      keepalive: last,
      headers: { "content-type": "application/json", authorization: `Bearer ${boot.token}`, "accept-language": boot.language },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new Trouble("offline", words.trouble.offlineNow);
  }
  const body = (await answer.json().catch(() => null)) as { message?: string } | null;
  // The server has checked it against the same contract.
  if (answer.ok && body !== null) return body as OutputOf<Sidebar[V]>;
  if (answer.status === 401) throw new Trouble("expired", words.trouble.expired);
  throw new Trouble(answer.status < 500 ? "refused" : "broken", body?.message ?? words.trouble.broken);
}

import { WecomError, WecomNotSent, WecomPagingError, WecomUnknownOutcome } from "@shuke/wecom";

/** How far a list is read that comes in pages. `cursor` null: from the beginning. */
export type Walk = { cursor: string | null; fetched: number; restarts: number; state: "reading" | "done" | "failed"; error: string | null };

/**
 * wait = quota, concurrency, token, network: nothing was learned, ask the same again later. cursor = it has expired or runs in a
 * circle: the list begins again. refused = asking again is no use.
 */
export type Trouble = { kind: "wait" | "cursor" | "refused"; error: string; retryAfterMs: number };
export type Heard = { people: number; next: string } | Trouble;

/** A list that has to begin again more often than this will not end. */
const MOST_RESTARTS = 3;
const INVALID_CURSOR = 50_100;

export const newWalk: Walk = { cursor: null, fetched: 0, restarts: 0, state: "reading", error: null };

/** One answer further. A trouble never counts as an end of the list, and never as nobody. */
export function step(walk: Walk, heard: Heard): Walk {
  if (walk.state !== "reading") return walk;
  if (!("kind" in heard)) {
    if (heard.next !== "" && heard.next === walk.cursor) return again(walk, "the same cursor came twice");
    const fetched = walk.fetched + heard.people;
    return heard.next === ""
      ? { ...walk, fetched, cursor: null, state: "done", error: null }
      : { ...walk, fetched, cursor: heard.next, error: null };
  }
  if (heard.kind === "wait") return { ...walk, error: heard.error };
  if (heard.kind === "cursor") return again(walk, heard.error);
  return { ...walk, state: "failed", error: heard.error };
}

function again(walk: Walk, error: string): Walk {
  if (walk.restarts >= MOST_RESTARTS) return { ...walk, state: "failed", error };
  return { ...walk, cursor: null, fetched: 0, restarts: walk.restarts + 1, error };
}

const WAITING = new Set(["retry", "rate", "concurrency", "token"]);

/** What an error means for the list that was being read. */
export function troubleOf(error: unknown): Trouble {
  const words = error instanceof Error ? error.message : String(error);
  if (error instanceof WecomPagingError) return { kind: "cursor", error: words, retryAfterMs: 0 };
  if (error instanceof WecomNotSent) {
    const kind = error.reason === "refused" ? "refused" : "wait";
    return { kind, error: words, retryAfterMs: error.retryAfterMs ?? 0 };
  }
  if (error instanceof WecomUnknownOutcome) return { kind: "wait", error: words, retryAfterMs: 0 };
  // Trouble of our own (the database, an app that is not set up) passes or is mended; the list is none the shorter.
  if (!(error instanceof WecomError)) return { kind: "wait", error: words, retryAfterMs: 0 };
  if (error.errcode === INVALID_CURSOR) return { kind: "cursor", error: words, retryAfterMs: 0 };
  const kind = WAITING.has(error.errorClass) ? "wait" : "refused";
  return { kind, error: words, retryAfterMs: error.retryAfterMs ?? 0 };
}

import fc from "fast-check";
import { expect, test } from "vitest";
import { WecomError, WecomNotSent, WecomPagingError, WecomUnknownOutcome } from "@shuke/wecom";
import { type Heard, newWalk, step, type Trouble, troubleOf, type Walk } from "./walk.ts";

const PATH = "/cgi-bin/externalcontact/batch/get_by_user";
const wecom = (errcode: number) => new WecomError({ errcode, errmsg: "x", path: PATH, response: { errcode, errmsg: "x" } });

/** A list of WeCom's in pages; a cursor is the place where the next page begins, and an old one is refused. */
function serve(
  list: readonly number[],
  size: number,
  cursor: string | null,
  generation: number,
): { heard: Heard; rows: readonly number[] } {
  const [made = "0", at = "0"] = (cursor ?? `${generation}:0`).split(":");
  if (cursor !== null && Number(made) !== generation) {
    return { heard: { kind: "cursor", error: "invalid cursor", retryAfterMs: 0 }, rows: [] };
  }
  const from = Number(at);
  const rows = list.slice(from, from + size);
  const next = from + size < list.length ? `${generation}:${from + size}` : "";
  return { heard: { people: rows.length, next }, rows };
}

test("whatever fails, expires or crashes between the pages: a list that says done was read whole, and without a restart each row once", () => {
  const trouble = fc.constantFrom<Trouble["kind"] | "crash" | "expire" | null>(null, null, null, "wait", "crash", "expire");
  fc.assert(
    fc.property(fc.nat(40), fc.integer({ min: 1, max: 7 }), fc.array(trouble, { maxLength: 60 }), (length, size, troubles) => {
      const list = Array.from({ length }, (_, n) => n);
      let kept: Walk = newWalk;
      let generation = 0;
      let read: number[] = [];
      for (let n = 0; kept.state === "reading" && n < 200; n += 1) {
        const what = troubles[n] ?? null;
        if (what === "expire") generation += 1;
        const { heard, rows } =
          what === "wait"
            ? { heard: { kind: "wait", error: "45033", retryAfterMs: 0 } as const, rows: [] }
            : serve(list, size, kept.cursor, generation);
        const next = step(kept, heard);
        // A crash before the commit: neither the rows nor the place are there afterwards.
        if (what === "crash") continue;
        if (next.restarts > kept.restarts) read = [];
        else read.push(...rows);
        kept = next;
        expect(kept.fetched).toBe(read.length);
      }
      const wholeOrRefused = kept.state === "done" ? read.join() === list.join() : kept.state === "failed" && kept.restarts === 3;
      expect(wholeOrRefused).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("a cursor that comes twice begins the list again instead of ending it", () => {
  const walk = step(step(newWalk, { people: 100, next: "a" }), { people: 100, next: "a" });
  expect(walk).toMatchObject({ state: "reading", cursor: null, fetched: 0, restarts: 1 });
});

test("a refusal ends in failed, never in done", () => {
  expect(step(newWalk, { kind: "refused", error: "60111", retryAfterMs: 0 })).toMatchObject({ state: "failed", error: "60111" });
});

test("quota, concurrency, token and network troubles wait; permission and unknown members are refused; an old cursor begins anew", () => {
  for (const code of [-1, 45009, 45033, 40014, 42001]) expect([code, troubleOf(wecom(code)).kind]).toEqual([code, "wait"]);
  for (const code of [60111, 48002, 60011]) expect([code, troubleOf(wecom(code)).kind]).toEqual([code, "refused"]);
  expect(troubleOf(wecom(50100)).kind).toBe("cursor");
  expect(troubleOf(new WecomPagingError("twice", { cursor: "a", pages: 2 })).kind).toBe("cursor");
  expect(troubleOf(new WecomUnknownOutcome({ path: PATH, reason: "timeout" })).kind).toBe("wait");
  expect(troubleOf(new WecomNotSent({ path: PATH, reason: "governor", retryAfterMs: 700 }))).toMatchObject({
    kind: "wait",
    retryAfterMs: 700,
  });
});

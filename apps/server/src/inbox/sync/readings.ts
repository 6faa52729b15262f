import type { Actor } from "#kit/actor";
import { crc32 } from "node:zlib";
import type { Claimed, Family } from "./due.ts";
import { knowsGroups, staffWithPeople } from "./held.ts";
import { inPieces, openPieces, type Piece, sumPieces } from "./pieces.ts";
import { fetchAhead } from "./read-ahead.ts";
import { groupsToRead, readGroups } from "./read-groups.ts";
import { readPeople, type Reading } from "./read-people.ts";
import { beginRun, certify, emptyReport, hasRead, type Kind, lastFailed, noteRun, type OpenRun, openRun, type SyncRun } from "./run.ts";
import { listeningSince } from "./since.ts";
import { staffToMeet } from "./sync-customers.ts";
import type { Trouble } from "./walk.ts";

/** Families that are read in pieces, which survive the process that began them. */
export type LongFamily = Extract<Family, "first" | "details" | "customers-of" | "groups">;
/** What such a reading is as a rule; groups are read for the first time, too. */
const LONG: Record<LongFamily, Kind> = { first: "initial", details: "repair", "customers-of": "repair", groups: "incremental" };
export const isLong = (family: Family): family is LongFamily => Object.hasOwn(LONG, family);
export const kindOf = (family: LongFamily): Kind => LONG[family];

const STAFF_A_PIECE = 20;
const GROUPS_A_PIECE = 50;
/** Lists read side by side; the client has 16 connections, and customers who wait for their welcome need some. */
const STREAMS = 8;
/** Then the duty returns, so that what callbacks ask for gets its turn: about a second. */
const PAGES_A_SLICE = 200;
const PAGES_A_TURN = 24;
const HOURS = 24;

export type Slice = { open: boolean; worked: number; trouble: Trouble | null; short: boolean };

/** A slice of a family: goes on where the last one ended, or begins a new run. */
export async function readSlice(run: SyncRun, family: LongFamily, rows: readonly Claimed[], actor: Actor): Promise<Slice> {
  const { db, corpId } = run;
  const since = await listeningSince(db, corpId, run.now);
  let open = await openRun(db, corpId, family);
  let worked = 0;
  if (!open) {
    const plan = await planOf(run, family, rows);
    if (plan === null) {
      // Nothing to read is good news where the last try had failed.
      if (await lastFailed(db, corpId, family)) await certify(run, family, emptyReport(kindOf(family)));
      return { open: false, worked: 1, trouble: null, short: false };
    }
    open = await beginRun(run, family, plan.kind, plan.pieces);
    worked = 1;
  }
  const reading: Reading = { run, runId: open.id, kind: open.kind, actor, since };
  const pieces = await openPieces(db, corpId, open.id, STREAMS * 6);
  let repaired = 0;
  const { pages, trouble } = await inLanes(pieces, async (piece) => {
    const part = family === "groups" ? await readGroups(reading, piece) : await readPeople(reading, piece, PAGES_A_TURN);
    repaired += part.repaired;
    return part;
  });
  const counted = await sumPieces(db, corpId, open.id);
  // Of groups the keys are what is fetched; how many customers a list holds is known when its reading begins.
  const sum = family === "groups" ? { ...counted, keysDone: counted.fetched + counted.failed.length } : counted;
  await noteRun(run, open.id, sum, repaired, trouble === null ? null : words(trouble));
  return { open: sum.open > 0, worked: worked + pages, trouble, short: sum.failed.length > 0 || sum.fetched < sum.expected };
}

const words = ({ error }: Trouble) => error;

/** Works on pieces side by side until a slice is full or WeCom wants to be left alone. */
async function inLanes(
  pieces: readonly Piece[],
  work: (piece: Piece) => Promise<{ pages: number; trouble: Trouble | null }>,
): Promise<{ pages: number; trouble: Trouble | null }> {
  let trouble: Trouble | null = null;
  let pages = 0;
  let next = 0;
  const lane = async () => {
    for (let piece = pieces[next++]; piece && pages < PAGES_A_SLICE && trouble === null; piece = pieces[next++]) {
      const part = await work(piece);
      pages += part.pages;
      if (part.trouble?.kind === "wait") trouble = part.trouble;
    }
  };
  await Promise.all(Array.from({ length: Math.min(STREAMS, pieces.length) }, lane));
  return { pages, trouble };
}

/** A slice of groups that a first reading can have fetched before their turn comes; nothing where they were read before. */
export async function readGroupsAhead(run: SyncRun): Promise<{ pages: number; trouble: Trouble | null }> {
  const { db, corpId } = run;
  const open = (await openRun(db, corpId, "groups")) ?? (await beginGroups(run));
  if (open?.kind !== "initial") return { pages: 0, trouble: null };
  return inLanes(await openPieces(db, corpId, open.id, STREAMS * 6, true), (piece) => fetchAhead(run, open.id, piece));
}

/** Where a callback made a group known before, there is no first reading, and nothing is listed for it. */
async function beginGroups(run: SyncRun): Promise<OpenRun | null> {
  const { db, corpId } = run;
  if ((await hasRead(db, corpId, "groups")) || (await knowsGroups(db, corpId))) return null;
  const plan = await planOf(run, "groups", []);
  return plan && beginRun(run, "groups", plan.kind, plan.pieces);
}

/** What there is to read; null = nothing. */
async function planOf(run: SyncRun, family: LongFamily, rows: readonly Claimed[]): Promise<{ kind: Kind; pieces: string[][] } | null> {
  const keys = rows.map(({ key }) => key);
  switch (family) {
    case "first": {
      const staff = await staffToMeet(run);
      return staff.length === 0 ? null : { kind: "initial", pieces: inPieces(staff, STAFF_A_PIECE) };
    }
    case "customers-of":
      return { kind: "repair", pieces: inPieces(keys, STAFF_A_PIECE) };
    case "details": {
      const { follow_user: users } = await run.client.externalContact.followUsers();
      const met = await staffWithPeople(run.db, run.corpId, users);
      const isAll = keys.includes("all");
      const mine = users.filter((userId) => met.has(userId) && (isAll || keys.includes(hourOf(userId))));
      return mine.length === 0 && !isAll ? null : { kind: "repair", pieces: inPieces(mine, STAFF_A_PIECE) };
    }
    case "groups": {
      const kind = (await knowsGroups(run.db, run.corpId)) ? "incremental" : "initial";
      return { kind, pieces: inPieces(await groupsToRead(run), GROUPS_A_PIECE) };
    }
  }
}

/** In which hour of the day a member's customers are compared in full. */
const hourOf = (userId: string) => `h${crc32(userId) % HOURS}`;

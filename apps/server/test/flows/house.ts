import { api } from "@shuke/contract";
import type { ActResult } from "@shuke/sandbox";
import { sql } from "kysely";
import { demoStores, organisation } from "../../src/demo/brand.ts";
import { system } from "#kit/actor";
import { startArchive } from "#modules/archive";
import { z } from "zod";
import { createWorld, type World, type WorldOptions } from "../world.ts";

export type House = Awaited<ReturnType<typeof openHouse>>;
export type Newcomer = { who: string; externalUserId: string; officer: string };

type Options = Pick<WorldOptions, "seed" | "settings" | "start"> & {
  stores?: number;
  /** How often everything is compared; a test of many days may do with less than every hour. */
  syncEveryHours?: number;
  /** Members of staff who act by themselves; otherwise the test says what they do. */
  personas?: Record<string, string>;
};

/**
 * The demo brand on its first morning (Monday 8:00 in China), as an operator has just set it up: stores, one group each,
 * the poster's code over three officers, group codes, both SOPs.
 */
export async function openHouse({ stores = 2, syncEveryHours, personas = {}, ...options }: Options = {}) {
  const world = await createWorld({ ...options, config: { demo: { stores, history: false } } });
  const { departments, users } = organisation(demoStores(stores));
  world.sandbox.setup({ departments, users: users.map((user) => ({ ...user, persona: personas[user.userid] ?? "manual" })) });
  if (syncEveryHours !== undefined) await settle(world, syncEveryHours);
  const staffCode = (await world.api(api.liveCodes.list, { kind: "staff" })).items[0];
  const groupCodes = (await world.api(api.liveCodes.list, { kind: "group" })).items;
  const sops = (await world.api(api.sops.list, {})).items;
  const sopId = (key: string) => sops.find((sop) => sop.key === key)?.id ?? "";
  const poster = staffCode?.qrUrl ?? "";

  return {
    world,
    stores: demoStores(stores),
    poster,
    staffCode: staffCode?.id ?? "",
    groupCode: (store: number) => groupCodes.find((code) => code.storeName === demoStores(stores)[store]?.name),
    newcomerSop: sopId("newcomer-7-days"),
    groupSop: sopId("group-first-week"),
    close: () => world.close(),
    /** Goes on to a day and hour of March 2026 in China: `until(3, "10:21")`. */
    until: (day: number, time: string) => {
      const to = new Date(`2026-03-${String(day).padStart(2, "0")}T${time}:00+08:00`);
      return world.advance(to.getTime() - world.now().getTime());
    },
    /** Somebody in the shop scans the poster; the friendship is known half a minute later. */
    async newcomer(): Promise<Newcomer> {
      const { who, externalUserId = "", added = "" } = await world.act({ who: "new", do: "scan", url: poster });
      await world.advance("30s");
      return { who, externalUserId, officer: added };
    },
    /** The same for one of three officers: people come until one of them is hers. */
    async newcomerOf(officer: string): Promise<Newcomer> {
      for (let tries = 0; tries < 40; tries += 1) {
        const { who, externalUserId = "", added } = await world.act({ who: "new", do: "scan", url: poster });
        if (added === officer) return { who, externalUserId, officer };
      }
      throw new Error(`nobody was given to ${officer}`);
    },
    /** She scans the group's code directly, as from a friend's phone. */
    join: (who: string, store = 0): Promise<ActResult> =>
      world.act({ who, do: "scan", url: groupCodes.find((code) => code.storeName === demoStores(stores)[store]?.name)?.qrUrl ?? "" }),
  };
}

async function settle(world: World, everyHours: number): Promise<void> {
  await sql`update corp set settings = settings || ${JSON.stringify({ sync: { everyHours } })}::jsonb
    where corp_id = ${world.corpId}`.execute(world.db);
}

/** The corp buys the archive for these members; nobody is asked, all agree. */
export async function openArchive(world: World, users: readonly string[]): Promise<void> {
  const { secrets } = world.app.core;
  const answer = await fetch(`${world.sandbox.url}/_sandbox/archive`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ users, defaultAgree: true }),
  });
  const { config, privateKey } = z.object({ config: z.object({ secret: z.string() }), privateKey: z.string() }).parse(await answer.json());
  await secrets.put(world.corpId, "archive.secret", config.secret);
  await secrets.put(world.corpId, "archive.keys", JSON.stringify({ 1: privateKey }));
  await secrets.put(world.corpId, "archive.via", `${world.sandbox.url}/_sandbox/archive/sdk`);
  await startArchive({ db: world.db, corpId: world.corpId, actor: system("test"), now: world.now() });
}

/** What her phone shows of one conversation, oldest first. */
export function messagesFrom(world: World, who: string, from: string) {
  return world.phone(who).chats.find((chat) => chat.with === from)?.messages ?? [];
}

/** Links in a conversation, oldest first. */
export function linksFrom(world: World, who: string, from: string): string[] {
  return messagesFrom(world, who, from).flatMap(({ attachments = [] }) =>
    attachments.flatMap((one) => {
      const link = one["msgtype"] === "link" ? one["link"] : null;
      return typeof link === "object" && link !== null && "url" in link && typeof link.url === "string" ? [link.url] : [];
    }),
  );
}

/** What waits for a tap in the member's client. */
export const openTasks = (world: World, userId: string) => world.phone(userId).tasks.filter((task) => task.status === "open");

/** One person's steps, in the order of the SOP's days, with what shows that they were done. */
export async function stepsOf(world: World, sopId: string, recipient: string) {
  const { rows: shown } = await sql<{ step: string; evidence: string | null }>`select step, evidence from enrolment_step
    where sop_id = ${sopId} and recipient = ${recipient}`.execute(world.db);
  const evidence = new Map(shown.map((row) => [row.step, row.evidence]));
  const board = await world.api(api.sops.board, { sopId });
  const rows = [];
  for (const { key } of board.steps) {
    const { items } = await world.api(api.sops.people, { sopId, step: key });
    const item = items.find((one) => one.recipient === recipient);
    if (!item) continue;
    const { state, grade, reason, dueAt } = item;
    rows.push({ step: key, state, grade, reason, dueAt, evidence: evidence.get(key) ?? null });
  }
  return rows;
}

/** The console's page of one person. */
export async function profileOf(world: World, externalUserId: string) {
  const { items } = await world.api(api.customers.list, { query: externalUserId });
  const customer = items.find((one) => one.externalUserId === externalUserId);
  if (!customer) throw new Error(`the console does not know ${externalUserId}`);
  return world.api(api.customers.get, { id: customer.id });
}

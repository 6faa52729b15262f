import { createHash } from "node:crypto";
import { fail } from "../kit/errors.ts";
import { oneOf, readFields, text } from "../kit/fields.ts";
import type { Body } from "../kit/params.ts";
import type { World } from "../world/world.ts";

/** `corp` signs pages for the corp, `agent` for one of its apps. */
export type TicketKind = "corp" | "agent";

interface Issued {
  [field: string]: number;
  /** virtual ms */
  at: number;
  n: number;
}

function issued(world: World, kind: TicketKind, agentId: number): Issued | null {
  const row = world.cell<Issued | null>(`ticket:${kind}:${agentId}`, null);
  return row !== null && world.limits.allows("ticket.life", (world.now() - row.at + 1) / 1000) ? row : null;
}

function textFor(world: World, kind: TicketKind, agentId: number, n: number): string {
  return world.id("", 86, "ticket", kind, agentId, n);
}

/** The ticket of an app; the same until its two hours are over. */
export function ticketFor(world: World, kind: TicketKind, agentId: number): { ticket: string; expires_in: number } {
  const id = `ticket:${kind}:${agentId}`;
  const known = issued(world, kind, agentId);
  const row = known ?? { at: world.now(), n: world.count(id) };
  if (!known) world.keep(id, row);
  const left = world.limits.max("ticket.life") - (world.now() - row.at) / 1000;
  return { ticket: textFor(world, kind, agentId, row.n), expires_in: Math.max(1, Math.floor(left)) };
}

/** SHA-1 over the four parts in this order, the url without its fragment (wecom-api §3.4). */
export function signature(ticket: string, nonce: string, timestamp: string, url: string): string {
  const signed = `jsapi_ticket=${ticket}&noncestr=${nonce}&timestamp=${timestamp}&url=${url.replace(/#.*$/, "")}`;
  return createHash("sha1").update(signed).digest("hex");
}

const SIGNED = {
  kind: oneOf(["corp", "agent"], { fallback: "corp" }),
  url: text({ required: 41010 }),
  nonceStr: text({ fallback: "" }),
  timestamp: text({ fallback: "" }),
  agentId: text({ fallback: "" }),
};

function asText(value: unknown): unknown {
  return typeof value === "number" ? String(value) : value;
}

/** Checks what a page gives the JS-SDK: 40013, 40056, 80001 for a host that is not trusted, 40093 for a wrong signature. */
export function checkSignature(world: World, input: Body, isTrusted: (host: string) => boolean): void {
  if (input.corpId !== world.corp.corpId) throw fail(40013, "invalid corpid");
  // Pages give numbers or texts for times and agent ids.
  const given = { ...input, timestamp: asText(input.timestamp), agentId: asText(input.agentId) };
  const { kind, url, nonceStr: nonce, timestamp, agentId: asked } = readFields(SIGNED, given, world.limits);
  if (!URL.canParse(url)) throw fail(40094, "invalid url");
  if (!isTrusted(new URL(url).host)) throw fail(80001, "the host is not trusted");
  const apps = [...world.apps.values()].filter((app) => app.kind === "app" && (kind === "corp" || String(app.agentId) === asked));
  if (apps.length === 0) throw fail(40056, "invalid agentid");
  const good = apps.some(({ agentId }) => {
    const row = issued(world, kind, agentId);
    return row !== null && signature(textFor(world, kind, agentId, row.n), nonce, timestamp, url) === input.signature;
  });
  if (!good) throw fail(40093, "invalid signature");
}

import { randomBytes } from "node:crypto";
import type { Clock } from "#kit/clock";
import { Problem } from "#kit/problem";
import type { WecomClients } from "../../wecom-clients.ts";

type Deps = { clients: Pick<WecomClients, "of">; clock: Clock; publicUrl: () => string; sandboxUrl: string | undefined };
type Tickets = { agentId: number; corp: string; agent: string; at: number; until: number };

/** A ticket that is about to end would end on the page. */
const SPARE_MS = 5 * 60_000;
/** Tickets are asked for anew at most so often, whatever pages say: WeCom gives 100 an hour to an app. */
const AGAIN_MS = 60_000;

/**
 * Signs pages of ours for the JS-SDK (WeCom section 3.4). Tickets are kept for their two hours, one pair per corp; phones that open a chat
 * at the same time wait for the same answer. `again` lets them be fetched anew, after WeCom said that a signature is wrong (40093).
 */
export function createPageSigner({ clients, clock, publicUrl, sandboxUrl }: Deps) {
  const known = new Map<string, Promise<Tickets>>();

  async function fetchTickets(corpId: string): Promise<Tickets> {
    const client = await clients.of(corpId);
    const at = clock.now().getTime();
    const [corp, agent] = await Promise.all([client.ticket.corp(), client.ticket.agent()]);
    const life = Math.min(corp.expires_in, agent.expires_in) * 1000;
    return { agentId: client.agentId ?? 0, corp: corp.ticket, agent: agent.ticket, at, until: at + Math.max(life - SPARE_MS, life / 2) };
  }

  async function ticketsOf(corpId: string, again: boolean): Promise<Tickets> {
    const now = clock.now().getTime();
    const kept = await known.get(corpId)?.catch(() => null);
    if (kept && kept.until > now && !(again && kept.at < now - AGAIN_MS)) return kept;
    const fetching = fetchTickets(corpId);
    known.set(corpId, fetching);
    try {
      return await fetching;
    } catch (error) {
      known.delete(corpId);
      throw new Problem("sidebarNoTicket", { why: error instanceof Error ? error.message.slice(0, 120) : "" }, 502);
    }
  }

  /** Pages under /m/ of our own address; in the demo also as a phone of the sandbox shows them. */
  function isOurs(url: string): boolean {
    const { origin, hostname, pathname } = new URL(url);
    const here = origin === new URL(publicUrl()).origin || (sandboxUrl !== undefined && hostname.endsWith(".phone.localhost"));
    return here && pathname.startsWith("/m/");
  }

  return async (corpId: string, url: string, again: boolean) => {
    if (!isOurs(url)) return null;
    const tickets = await ticketsOf(corpId, again);
    const { ticket } = await clients.of(corpId);
    const sign = (text: string) => {
      const timestamp = Math.floor(clock.now().getTime() / 1000);
      const nonceStr = randomBytes(8).toString("hex");
      return { timestamp, nonceStr, signature: ticket.sign({ ticket: text, nonceStr, timestamp, url }) };
    };
    return { agentId: tickets.agentId, corp: sign(tickets.corp), agent: sign(tickets.agent) };
  };
}

import type { Open } from "./sandbox.ts";
import { open } from "./sandbox.ts";

const STORES = 20;
const CUSTOMERS = 10_000;

/** What this bench reads of answers. */
interface Answer {
  errcode?: number;
  qr_code: string;
  config_id: string;
  join_way: { qr_code: string };
  groups: { chatId: string }[];
  acts: Record<string, number>;
}

export interface Day {
  customers: number;
  /** what people did */
  acts: number;
  seconds: number;
  rssMiB: number;
}

/**
 * A day of people who act by themselves, nobody following the clock: all of them come in it, to a member or straight into a group,
 * talk, buy, quarrel and leave, and their members send them a mass message in the afternoon.
 */
export async function day(scale: number): Promise<Day> {
  const customers = Math.max(STORES, Math.round(CUSTOMERS * scale));
  const sandbox = await open({ staff: STORES, start: "2026-03-02T00:00:00+08:00" });
  const codes = await hangPosters(sandbox);
  const near = [{ lng: 121.47, lat: 31.23, weight: 1, radiusKm: 8 }];
  await ask(sandbox, "/_sandbox/corp/setup", { customers: { count: customers, near, arrive: { days: 1 }, codes } });
  const started = performance.now();
  await ask(sandbox, "/_sandbox/clock", { advance: "16h" });
  for (let store = 1; store <= STORES; store++) {
    await api(sandbox, "add_msg_template", { sender: memberOf(store), text: { content: "周三会员日" } });
  }
  await ask(sandbox, "/_sandbox/clock", { advance: "8h" });
  const seconds = (performance.now() - started) / 1000;
  const { acts }: Answer = JSON.parse((await sandbox.caller.get("/_sandbox/people/stats")).toString());
  const rssMiB = sandbox.child.rssMiB();
  await sandbox.close();
  const { scan = 0, confirm = 0 } = acts;
  if (scan < customers || confirm === 0) throw new Error(`${scan} of ${customers} came, ${confirm} members confirmed their message`);
  return { customers, acts: Object.values(acts).reduce((sum, of) => sum + of, 0), seconds, rssMiB };
}

/** Of every store's member a code and one of a group. */
async function hangPosters(sandbox: Open): Promise<string[]> {
  const codes: string[] = [];
  for (let store = 1; store <= STORES; store++) {
    const owner = memberOf(store);
    const way = await api(sandbox, "add_contact_way", { type: 1, scene: 2, user: [owner], state: `store${store}` });
    const { groups } = await ask(sandbox, "/_sandbox/corp/setup", { groups: [{ name: `福利群 ${store}`, owner }] });
    const chats = groups.map(({ chatId }) => chatId);
    const { config_id } = await api(sandbox, "groupchat/add_join_way", { scene: 2, chat_id_list: chats, room_base_name: `${store} 号店` });
    const { join_way } = await api(sandbox, "groupchat/get_join_way", { config_id });
    codes.push(way.qr_code, join_way.qr_code);
  }
  return codes;
}

function memberOf(store: number): string {
  return `staff${String(store).padStart(3, "0")}`;
}

async function ask({ caller }: Open, path: string, body: object): Promise<Answer> {
  const answer: Answer = JSON.parse((await caller.post(path, body)).toString());
  if ((answer.errcode ?? 0) !== 0) throw new Error(`${path} gave ${JSON.stringify(answer)}`);
  return answer;
}

async function api(sandbox: Open, path: string, body: object): Promise<Answer> {
  return ask(sandbox, `/cgi-bin/externalcontact/${path}?access_token=${await sandbox.newToken()}`, body);
}

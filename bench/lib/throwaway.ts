import { callerOf, drain } from "./http-load.ts";

const CONNECTIONS = 8;
const STAFF_A_CALL = 20;
const OWNERS_A_CALL = 100;

interface Page {
  follow_user?: string[];
  access_token?: string;
  next_cursor?: string;
  group_chat_list?: { chat_id: string }[];
}

/** A client that asks for everything a full sync needs, parses it, and throws it away: what is left is the sync's own work. */
export async function download(url: string, corp: { corpId: string; secret: string }): Promise<{ seconds: number; pages: number }> {
  const caller = callerOf(url, CONNECTIONS);
  const read = (body: Buffer): Page => JSON.parse(body.toString("utf8"));
  const { access_token: token } = read(await caller.get(`/cgi-bin/gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`));
  const at = (path: string): string => `/cgi-bin/externalcontact/${path}?access_token=${token}`;
  const staff = read(await caller.get(at("get_follow_user_list"))).follow_user ?? [];
  let pages = 0;
  const walk = async (path: string, body: object, each: (page: Page) => void): Promise<void> => {
    for (let cursor = ""; ;) {
      const page = read(await caller.post(at(path), { ...body, cursor }));
      pages += 1;
      each(page);
      cursor = page.next_cursor ?? "";
      if (cursor === "") return;
    }
  };
  const lists = inPieces(staff, STAFF_A_CALL).map((list) => () => walk("batch/get_by_user", { userid_list: list, limit: 100 }, () => {}));
  let seconds = await drain(lists, CONNECTIONS);
  const chats: string[] = [];
  const owners = inPieces(staff, OWNERS_A_CALL).map(
    (list) => () =>
      walk("groupchat/list", { owner_filter: { userid_list: list }, limit: 1000 }, (page) => {
        for (const { chat_id: id } of page.group_chat_list ?? []) chats.push(id);
      }),
  );
  seconds += await drain(owners, CONNECTIONS);
  const details = chats.map((chat) => async () => void read(await caller.post(at("groupchat/get"), { chat_id: chat, need_name: 1 })));
  seconds += await drain(details, CONNECTIONS);
  caller.close();
  return { seconds, pages: pages + chats.length };
}

function inPieces<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}

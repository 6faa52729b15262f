import type { SidebarPut, SidebarTarget } from "@shuke/contract";
import { ask } from "./api.ts";
import { fill, words } from "./boot.ts";

type Result = { errMsg?: string; errCode?: number; errcode?: number };
type Signed = { timestamp: number; nonceStr: string; signature: string };
type Ww = {
  register(options: {
    corpId: string;
    agentId: number;
    jsApiList: readonly string[];
    getConfigSignature: (url: string) => Promise<Signed>;
    getAgentConfigSignature: (url: string) => Promise<Signed>;
    onConfigFail: (result: Result) => void;
    onAgentConfigSuccess: () => void;
    onAgentConfigFail: (result: Result) => void;
  }): unknown;
  getContext(): Promise<{ entry?: string }>;
  getCurExternalContact(): Promise<{ userId?: string }>;
  getCurExternalChat(): Promise<{ chatId?: string }>;
  sendChatMessage(message: object): Promise<unknown>;
  openEnterpriseChat(chat: { groupName: string; userIds: string[]; externalUserIds: string[]; chatId?: string }): Promise<unknown>;
};

const APIS = [
  "getContext",
  "getCurExternalContact",
  "getCurExternalChat",
  "sendChatMessage",
  "openEnterpriseChat",
  "openExistedChatWithMsg",
] as const;
/** A client that does not answer is as good as none. */
const PATIENCE_MS = 8_000;

/** The object that the client's own script makes; the page works without it, as far as tasks go. */
const client = (): Ww | undefined => (window as { ww?: Ww }).ww;

/** Which chat the page stands beside. */
export type Place =
  | { kind: "person"; externalUserId: string }
  | { kind: "group"; chatId: string }
  | { kind: "none"; problem: string | null };

/** Makes the page known to the client, and asks where it stands. A wrong signature is asked for once more, with new tickets. */
export async function findPlace(): Promise<Place> {
  const ww = client();
  if (!ww) return { kind: "none", problem: words.trouble.sdkMissing };
  const refused = (await register(ww, false)) ?? null;
  const still = refused === 40093 ? ((await register(ww, true)) ?? null) : refused;
  if (still !== null) return { kind: "none", problem: refusal(still) };
  const { entry = "normal" } = await ww.getContext().catch(() => ({ entry: "normal" }));
  if (entry === "group_chat_tools" || entry === "chat_attachment") {
    const { chatId } = await ww.getCurExternalChat().catch(() => ({ chatId: "" }));
    if (chatId) return { kind: "group", chatId };
  }
  if (entry === "normal") return { kind: "none", problem: null };
  const { userId } = await ww.getCurExternalContact().catch(() => ({ userId: "" }));
  return userId ? { kind: "person", externalUserId: userId } : { kind: "none", problem: null };
}

/** The client's error code; undefined when all is well. */
async function register(ww: Ww, again: boolean): Promise<number | undefined> {
  const here = location.href.split("#", 1)[0] ?? location.href;
  const { corpId, agentId, corp, agent } = await ask("sign", { url: here, again });
  return new Promise((resolve) => {
    const failed = (result: Result) => resolve(result.errCode ?? result.errcode ?? -1);
    setTimeout(() => resolve(-1), PATIENCE_MS);
    void ww.register({
      corpId,
      agentId,
      jsApiList: APIS,
      getConfigSignature: async () => corp,
      getAgentConfigSignature: async () => agent,
      onConfigFail: failed,
      onAgentConfigSuccess: () => resolve(undefined),
      onAgentConfigFail: failed,
    });
  });
}

function refusal(code: number): string {
  const hints: Record<string, string> = words.trouble.sdkHints;
  return fill(words.trouble.sdkRefused, { code, hint: hints[String(code)] ?? words.trouble.sdkHints.other });
}

/** Whether the chat beside the page is this one now: on a computer people change chats while a page is open. */
async function isHere(ww: Ww, to: SidebarTarget): Promise<boolean> {
  if ("chatId" in to) return (await ww.getCurExternalChat().catch(() => null))?.chatId === to.chatId;
  return (await ww.getCurExternalContact().catch(() => null))?.userId === to.externalUserId;
}

/** As the client's sendChatMessage wants it. */
function bodyOf(message: SidebarPut): object {
  switch (message.kind) {
    case "text":
      return { msgtype: "text", text: { content: message.text } };
    case "link":
      return { msgtype: "news", news: { link: message.url, title: message.title, desc: message.desc, imgUrl: "" } };
    case "card":
      return { msgtype: "news", news: { link: message.url, title: message.title, desc: message.desc, imgUrl: message.imgUrl } };
    case "miniprogram":
      return {
        msgtype: "miniprogram",
        miniprogram: { appid: message.appid, title: message.title, imgUrl: message.imgUrl, page: message.page },
      };
    default:
      return { msgtype: message.kind, [message.kind]: { mediaid: message.mediaId } };
  }
}

/** One message after the other into the open chat. Throws with the client's words when one is not taken. */
export async function putIntoChat(to: SidebarTarget, name: string, messages: readonly SidebarPut[]): Promise<void> {
  const ww = client();
  if (!ww) throw new Error(words.trouble.sdkMissing);
  if (!(await isHere(ww, to))) throw new Error(fill(words.tasks.wrongChat, { name }));
  for (const message of messages) {
    try {
      await ww.sendChatMessage(bodyOf(message));
    } catch (error) {
      throw new Error(reasonOf(error), { cause: error });
    }
  }
}

/** Opens the chat of a person or a group in the client. */
export async function openChat(to: SidebarTarget): Promise<void> {
  const ww = client();
  if (!ww) throw new Error(words.trouble.sdkMissing);
  const who = "chatId" in to ? { externalUserIds: [], chatId: to.chatId } : { externalUserIds: [to.externalUserId] };
  try {
    await ww.openEnterpriseChat({ groupName: "", userIds: [], ...who });
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

const reasonOf = (error: unknown): string => {
  const said = error as { errMsg?: string; message?: string } | null;
  return (said?.errMsg ?? said?.message ?? "").replace(/^\w+:fail\s*/u, "") || words.trouble.broken;
};

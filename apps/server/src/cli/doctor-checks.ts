import { createCallbackCodec, errcodeInfo, type WecomClient, WecomError, WecomNotSent } from "@shuke/wecom";
import type { CallbackSettings } from "../wecom-clients.ts";

type Words = { zh: string; en: string };
/** What one look found. `next` is what to do about it; problems make the doctor end with 1. */
export type Finding = { name: string; state: "ok" | "problem" | "note"; what: Words; next?: Words };

const words = (zh: string, en: string): Words => ({ zh, en });
const DAY_S = 86_400;

/** Harmless reads, one per family of rights that Shuke needs. The console page named is where the right is given. */
const families: ReadonlyArray<{ name: string; page: Words; read: (client: WecomClient, nowS: number) => Promise<unknown> }> = [
  {
    name: "contacts",
    page: words("管理后台 → 应用管理 → 自建应用 → 可见范围", "admin console → Apps → the app → visible range"),
    read: (client) => client.org.departments(),
  },
  {
    name: "customer-contact",
    page: words("管理后台 → 客户与上下游 → 客户联系 → 权限配置", "admin console → Customers → Customer contact → Permissions"),
    read: (client) => client.externalContact.followUsers(),
  },
  {
    name: "customer-tags",
    page: words("客户联系 → 可调用接口的应用", "Customer contact → Apps that may call the API"),
    read: (client) => client.tags.list(),
  },
  {
    name: "contact-ways",
    page: words("客户联系 → 可调用接口的应用", "Customer contact → Apps that may call the API"),
    read: (client) => client.contactWay.list({ limit: 1 }),
  },
  {
    name: "customer-groups",
    page: words("客户联系 → 可调用接口的应用", "Customer contact → Apps that may call the API"),
    read: (client) => client.groupChat.list({ limit: 1 }),
  },
  {
    name: "mass-messages",
    page: words("客户联系 → 可调用接口的应用", "Customer contact → Apps that may call the API"),
    read: (client, nowS) => client.massMessage.list({ chat_type: "single", start_time: nowS - DAY_S, end_time: nowS, limit: 1 }),
  },
  {
    name: "sidebar-tickets",
    page: words("应用管理 → 自建应用 → 网页授权及 JS-SDK", "Apps → the app → web authorisation and JS-SDK"),
    read: async (client) => [await client.ticket.corp(), await client.ticket.agent()],
  },
];

/** Asks each family once. A refusal is told with WeCom's code, its meaning and the page where to mend it. */
export async function checkRights(client: WecomClient, nowS: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, page, read } of families) {
    const failure = await read(client, nowS).then(
      () => null,
      (error: unknown) => error,
    );
    if (failure === null) findings.push({ name, state: "ok", what: words("可以调用", "may be called") });
    else findings.push(refused(name, failure, page));
    if (failure instanceof WecomNotSent) break;
  }
  return findings;
}

function refused(name: string, thrown: unknown, page: Words): Finding {
  // A call that found no token fails for the reason that the token was refused for.
  const error = thrown instanceof WecomNotSent && thrown.cause instanceof WecomError ? thrown.cause : thrown;
  if (error instanceof WecomError) {
    const { meaning, action } = errcodeInfo(error.errcode);
    // 60020 names the address that WeCom saw; nobody else can tell it as surely.
    const ip = /from ip: ?([0-9a-f.:]+)/i.exec(error.errmsg)?.[1];
    const zh = `${error.errcode} ${meaning.zh}${ip ? `，企业微信看到的出口 IP 是 ${ip}` : ""}`;
    const en = `${error.errcode} ${meaning.en}${ip ? `; WeCom sees the egress IP ${ip}` : ""}`;
    return { name, state: "problem", what: words(zh, en), next: words(`${action.zh}（${page.zh}）`, `${action.en} (${page.en})`) };
  }
  const reason = error instanceof Error ? error.message : String(error);
  const next = words("检查本机能否访问 qyapi.weixin.qq.com 的 443 端口", "check that this machine reaches qyapi.weixin.qq.com on port 443");
  return { name, state: "problem", what: words(`没有得到回答：${reason}`, `no answer: ${reason}`), next };
}

/** WeCom's clock by the Date header of any answer; signatures and codes suffer when ours is off. */
export async function checkSkew(baseUrl: string): Promise<Finding> {
  const name = "clock-skew";
  try {
    const sent = Date.now();
    const answer = await fetch(`${baseUrl}/cgi-bin/gettoken`, { signal: AbortSignal.timeout(10_000) });
    const date = Date.parse(answer.headers.get("date") ?? "");
    if (Number.isNaN(date)) return { name, state: "note", what: words("对方没有给出时间", "the other side tells no time") };
    const seconds = Math.round((date - (sent + Date.now()) / 2) / 1000);
    const what = words(`本机时间与企业微信相差 ${Math.abs(seconds)} 秒`, `this machine's clock is ${Math.abs(seconds)} s off`);
    if (Math.abs(seconds) <= 30) return { name, state: "ok", what };
    return { name, state: "problem", what, next: words("打开系统的时间同步（NTP）", "switch on time synchronisation (NTP)") };
  } catch (error) {
    return refused(name, error, words("", ""));
  }
}

/** Plays WeCom's own URL check against our public address, with the corp's token and key. */
export async function checkCallback(publicUrl: string, corpId: string, settings: CallbackSettings): Promise<Finding> {
  const name = "callback";
  const url = `${publicUrl}/callback/wecom/${corpId}`;
  const next = words(
    "确认服务在运行、PUBLIC_URL 是公网能打开的地址，并在 客户联系 → 客户 → API → 接收事件服务器 里填同样的 URL、Token、EncodingAESKey",
    "make sure that the server runs and PUBLIC_URL is reachable from outside, and enter the same URL, Token and EncodingAESKey under Customer contact → API → Event server",
  );
  try {
    const secret = `doctor ${Date.now()}`;
    const answer = await fetch(`${url}?${new URLSearchParams(echoQuery(settings, secret)).toString()}`, {
      signal: AbortSignal.timeout(10_000),
    });
    const text = await answer.text();
    if (answer.ok && text === secret)
      return { name, state: "ok", what: words(`${url} 应答正确（从本机看）`, `${url} answers rightly (seen from here)`) };
    return {
      name,
      state: "problem",
      what: words(`${url} 应答不对（HTTP ${answer.status}）`, `${url} answers wrongly (HTTP ${answer.status})`),
      next,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name, state: "problem", what: words(`${url} 打不开：${reason}`, `${url} cannot be reached: ${reason}`), next };
  }
}

/** WeCom tells no API which domains are trusted or which page stands beside chats: a person has to look. */
export function noteSidebar(publicUrl: string): Finding {
  const { host } = new URL(publicUrl);
  return {
    name: "sidebar-page",
    state: "note",
    what: words(
      `聊天侧边栏是 ${publicUrl}/m/s；企业微信没有接口能查它有没有配好`,
      `the page beside chats is ${publicUrl}/m/s; WeCom has no API that tells whether it is set up`,
    ),
    next: words(
      `在应用的「网页授权及 JS-SDK」里把 ${host} 设为可信域名并完成校验，再在「客户联系 → 聊天工具 → 聊天工具栏」里为单聊和群聊加上这个页面`,
      `make ${host} a trusted domain of the app (web authorisation and JS-SDK), and add the page under Customer contact → Chat tools → Chat toolbar for single and group chats`,
    ),
  };
}

function echoQuery(settings: CallbackSettings, secret: string): Record<string, string> {
  const envelope = createCallbackCodec(settings).encryptReply(secret);
  const part = (pattern: RegExp) => pattern.exec(envelope)?.[1] ?? "";
  return {
    echostr: part(/<Encrypt><!\[CDATA\[(.*?)\]\]>/),
    msg_signature: part(/<MsgSignature><!\[CDATA\[(.*?)\]\]>/),
    timestamp: part(/<TimeStamp>(.*?)</),
    nonce: part(/<Nonce><!\[CDATA\[(.*?)\]\]>/),
  };
}

/** What can be seen from the address alone. */
export function checkPublicUrl(publicUrl: string, isDemo: boolean): Finding {
  const name = "public-url";
  const { protocol, hostname } = new URL(publicUrl);
  const isLocal = hostname === "localhost" || hostname.startsWith("127.") || hostname === "[::1]";
  if (isDemo) return { name, state: "ok", what: words(`${publicUrl}（演示，只在本机）`, `${publicUrl} (demo, this machine only)`) };
  if (!isLocal && protocol === "https:") return { name, state: "ok", what: words(publicUrl, publicUrl) };
  return {
    name,
    state: "problem",
    what: words(`${publicUrl} 客户和企业微信都打不开`, `${publicUrl} can be opened neither by customers nor by WeCom`),
    next: words(
      "把 PUBLIC_URL 设成公网 https 地址，域名要备案并填进应用的可信域名（网页授权及 JS-SDK）",
      "set PUBLIC_URL to a public https address whose domain is the app's trusted domain (web authorisation and JS-SDK)",
    ),
  };
}

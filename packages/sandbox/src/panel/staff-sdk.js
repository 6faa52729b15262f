import { act, ask } from "./api.js";
import { t } from "./words.js";

/** What the JS-SDK does on a phone of staff wherever a page is open: the way to other chats. */
export const staffSdk = (phone) => ({
  getContext: () => ({ entry: "normal" }),
  openEnterpriseChat: ({ chatId = "", externalUserIds = [] } = {}) => openChat(phone, chatId, [externalUserIds].flat()[0]),
  openExistedChatWithMsg: async ({ chatId = "", msg } = {}) => {
    const opened = await openChat(phone, chatId);
    return opened.fail === undefined && msg ? send(phone, { chatId }, msg) : opened;
  },
});

/** What it says about one chat (ww.* and wx.invoke) and puts into it. */
export async function chatSdk(phone, chat) {
  const group = chat.kind === "group";
  const other = group ? {} : await ask(`phones/${encodeURIComponent(chat.with)}`).catch(() => ({}));
  const target = group ? { chatId: chat.with } : { to: chat.with };
  return {
    getContext: () => ({ entry: group ? "group_chat_tools" : "single_chat_tools" }),
    getCurExternalContact: () => (other.externalUserId ? { userId: other.externalUserId } : { fail: "no customer in this chat" }),
    getCurExternalChat: () => (group ? { chatId: chat.with } : { fail: "no group" }),
    sendChatMessage: (args) => send(phone, target, args),
  };
}

async function send(phone, target, args) {
  const message = messageOf(args);
  if (!message) return { fail: t("sdkTextOnly") };
  const result = await act({ who: phone.who, do: "say", ...target, ...message });
  return !result || result.error ? { fail: result?.error ?? "" } : {};
}

/** Texts and cards with a link; `news` is the older name of the card. */
function messageOf({ msgtype, text, news, link } = {}) {
  if (msgtype === "text" && text?.content) return { text: text.content };
  const card = msgtype === "news" ? news : msgtype === "link" ? link : undefined;
  if (!card) return null;
  return { attachments: [{ msgtype: "link", link: { title: card.title, desc: card.desc ?? "", url: card.link ?? card.url } }] };
}

/** Shows the chat with a customer or of a group, as the client does; pages are closed over it. */
async function openChat(phone, chatId, externalUserId) {
  const id = chatId || (externalUserId ? (await ask(`phones/${encodeURIComponent(externalUserId)}`).catch(() => ({}))).who : "");
  const isChat = phone.data?.chats.some((one) => one.with === id);
  const isGroup = phone.data?.groups.some((group) => group.chatId === id);
  if (!id || !(isChat || isGroup)) return { fail: t("sdkNoChat") };
  phone.browser.close();
  phone.tab = isChat ? "messages" : "groups";
  phone.chat = id;
  phone.forgetScreen();
  document.dispatchEvent(new Event("refresh"));
  return { chatId };
}

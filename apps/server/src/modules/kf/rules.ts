import type { EventMap } from "#log";

/** WeCom takes an answer for so long after her message (95002), and so many bytes of text in one (send_msg). */
export const WINDOW_MS = 48 * 3_600_000;
const MOST_BYTES = 2048;

export type TalkRow = {
  open_kfid: string;
  external_user_id: string;
  began_msgid: string | null;
  said_at: Date | null;
  served_by: string | null;
  served_at: Date | null;
  waiting_at: Date | null;
  answered_at: Date | null;
};

type Of<T extends keyof EventMap> = { type: T; occurredAt: Date; data: EventMap[T] };
export type TalkFact = Of<"kf.said"> | Of<"kf.served"> | Of<"kf.answered">;

const begin = ({ openKfId, externalUserId }: { openKfId: string; externalUserId: string }): TalkRow => ({
  open_kfid: openKfId,
  external_user_id: externalUserId,
  began_msgid: null,
  said_at: null,
  served_by: null,
  served_at: null,
  waiting_at: null,
  answered_at: null,
});

/** A conversation begins with her first message after an end, or after two days without one of hers: WeCom lets nobody answer then. */
export function follow(before: TalkRow | null, { type, occurredAt: at, data }: TalkFact): TalkRow {
  const row = before ?? begin(data);
  switch (type) {
    case "kf.said": {
      if (data.userId !== null) return { ...row, served_by: data.userId, served_at: at, waiting_at: null };
      const isNew = row.began_msgid === null || row.said_at === null || at.getTime() - row.said_at.getTime() > WINDOW_MS;
      return { ...row, began_msgid: isNew ? data.msgid : row.began_msgid, said_at: at };
    }
    case "kf.served":
      if (data.how === "ended") return { ...row, began_msgid: null, served_by: null, served_at: null, waiting_at: null };
      if (data.how === "waiting") return { ...row, waiting_at: at };
      return data.userId === null ? row : { ...row, served_by: data.userId, served_at: at, waiting_at: null };
    case "kf.answered":
      return { ...row, answered_at: at };
  }
}

/**
 * Whether a person has her in hand. WeCom tells of the end only when the servicer makes one: without a sign of life for two days nobody is
 * sure, and WeCom itself refuses an answer where a person still serves (95018).
 */
export function isServed(talk: Pick<TalkRow, "served_by" | "served_at"> | undefined, now: Date): boolean {
  const { served_by: by = null, served_at: at = null } = talk ?? {};
  return by !== null && at !== null && now.getTime() - at.getTime() < WINDOW_MS;
}

/** Whether she waits for a servicer: WeCom lets nobody else answer then. As long as of the above. */
export const isWaiting = (talk: Pick<TalkRow, "waiting_at"> | undefined, now: Date): boolean =>
  talk?.waiting_at instanceof Date && now.getTime() - talk.waiting_at.getTime() < WINDOW_MS;

/** WeCom would take no more of it, and half an answer is none. */
export const fitsIn = (answer: string): boolean => Buffer.byteLength(answer) <= MOST_BYTES;

const COURTESY =
  /谢谢(?:你|您)?|谢了|多谢|感谢|辛苦了?|好[的滴哒呀]|嗯+|收到|知道了|明白了?|再见|拜拜|你们?好|您好|哈喽|在吗|在不在|[啊呀哦噢啦哈亲]|\b(?:ok|okay|thanks|thank you|hi|hello|bye)\b/giu;
const SHORTEST = 3;

/** Whether a person has to look at what nothing fits: where more is said than greetings, thanks and a syllable. */
export function wantsAnswer(text: string): boolean {
  const rest = text.replaceAll(COURTESY, "").match(/[\p{L}\p{N}]/gu) ?? [];
  return rest.length >= SHORTEST;
}

/** What stands in a ticket for a message without words. WeCom's own way to say it, in both languages the same. */
const KINDS: Readonly<Record<string, string>> = {
  image: "[图片 image]",
  voice: "[语音 voice]",
  video: "[视频 video]",
  file: "[文件 file]",
  location: "[位置 location]",
  link: "[链接 link]",
  miniprogram: "[小程序 mini program]",
  business_card: "[名片 card]",
  merged_msg: "[聊天记录 chat]",
};
export const inWords = (kind: string): string => KINDS[kind] ?? `[${kind}]`;

import type { Envelope } from "../answer.ts";

/** A page of a cursor list. */
export type Page = Envelope & { next_cursor?: string };
export type CursorInput = { cursor?: string | undefined; limit?: number };

export type TextContent = { content: string };
export type ImageContent = { media_id?: string; pic_url?: string };
export type LinkContent = { title: string; picurl?: string; desc?: string; url: string };
export type MiniProgramContent = {
  title: string;
  pic_media_id: string;
  appid: string;
  page: string;
};
export type MediaContent = { media_id: string };

/** Attachment of welcome and mass messages; at most 9 per message. */
export type Attachment =
  | { msgtype: "image"; image: ImageContent }
  | { msgtype: "link"; link: LinkContent }
  | { msgtype: "miniprogram"; miniprogram: MiniProgramContent }
  | { msgtype: "video"; video: MediaContent }
  | { msgtype: "file"; file: MediaContent };

import type { ContentAttachment, ContentState } from "@shuke/contract";

/** A content with its newest version, as the library reads it. */
export type ContentRow = {
  id: string;
  folder_id: string | null;
  name: string;
  last_n: number;
  live_n: number | null;
  expires_at: Date | null;
  archived_at: Date | null;
  version: number;
  updated_at: Date;
  updated_by: string;
  state: ContentState;
  body: string;
  attachments: ContentAttachment[];
};

export type VersionRow = {
  n: number;
  state: ContentState;
  body: string;
  attachments: ContentAttachment[];
  made_at: Date;
  made_by: string;
  made_name: string;
  judged_at: Date | null;
  judged_name: string | null;
  remark: string;
};

import { createHash } from "node:crypto";
import type { Envelope } from "../answer.ts";
import type { CallInput, CallOptions, Caller } from "../call.ts";

const UPLOAD_TIMEOUT_MS = 60_000;

export type MediaType = "image" | "voice" | "video" | "file";
/** A file to upload; contentType is what the receiver believes, so set it. */
export type UploadFile = { filename: string; contentType: string; data: Buffer };
export type UploadAnswer = Envelope & {
  type?: string;
  media_id: string;
  created_at: string | number;
};
export type DownloadedMedia = {
  data: Buffer;
  contentType: string;
  filename: string | undefined;
  partial: boolean;
};
export type UploadByUrlInput = {
  scene: 1;
  type: "video" | "file";
  filename: string;
  url: string;
  md5: string;
};
export type UploadByUrlResult = Envelope & {
  /** 1 running, 2 done, 3 failed */
  status: number;
  detail?: Envelope & { media_id?: string; created_at?: number };
};

/** Temporary and permanent media. WeCom section 6.6. A media id lives 3 days and belongs to the scene it was uploaded for. */
export function mediaApi({ call, callBinary }: Caller) {
  return {
    upload: (input: { type: MediaType; file: UploadFile }, options?: CallOptions) =>
      call<UploadAnswer>("/cgi-bin/media/upload", { ...multipart(input.file), query: { type: input.type } }, options),
    /** Permanent image address (≤ 2 MB), usable as pic_url; 1,000 a day, 3,000 a month. */
    uploadImage: (input: { file: UploadFile }, options?: CallOptions) =>
      call<Envelope & { url: string }>("/cgi-bin/media/uploadimg", multipart(input.file), options),
    /** For moments (1) and product albums (2); not interchangeable with `upload`. */
    uploadAttachment: (
      input: { media_type: "image" | "video" | "file"; attachment_type: 1 | 2; file: UploadFile },
      options?: CallOptions,
    ) => {
      const query = { media_type: input.media_type, attachment_type: input.attachment_type };
      return call<UploadAnswer>("/cgi-bin/media/upload_attachment", { ...multipart(input.file), query }, options);
    },
    /** WeCom fetches a file ≤ 200 MB itself; ask uploadByUrlResult. */
    uploadByUrl: (input: UploadByUrlInput, options?: CallOptions) =>
      call<Envelope & { jobid: string }>("/cgi-bin/media/upload_by_url", { body: input, idempotent: false }, options),
    uploadByUrlResult: (input: { jobid: string }, options?: CallOptions) =>
      call<UploadByUrlResult>("/cgi-bin/media/get_upload_by_url_result", { body: input, idempotent: true }, options),
    /** Downloads a file; above 20 MB only in ranges ("bytes=0-20971519") of ≤ 20 MB (830002). */
    get: async (input: { media_id: string; range?: string }, options?: CallOptions): Promise<DownloadedMedia> => {
      const { range, media_id } = input;
      const ask: CallInput = {
        query: { media_id },
        idempotent: true,
        timeoutMs: UPLOAD_TIMEOUT_MS,
      };
      const answer = await callBinary("/cgi-bin/media/get", range ? { ...ask, headers: { range } } : ask, options);
      const disposition = String(answer.headers["content-disposition"] ?? "");
      return {
        data: answer.body,
        contentType: answer.headers["content-type"] ?? "application/octet-stream",
        filename: /filename="?([^";]+)"?/.exec(disposition)?.[1],
        partial: answer.status === 206,
      };
    },
  };
}

function multipart(file: UploadFile): CallInput {
  // Derived from the content, so that equal uploads are equal byte for byte and the boundary is not inside by accident.
  const boundary = `----wecom${createHash("sha256").update(file.data).digest("hex").slice(0, 32)}`;
  const name = file.filename.replace(/["\r\n]/g, "_");
  const head =
    `--${boundary}\r\n` +
    `Content-Disposition: form-data; name="media"; filename="${name}"; filelength=${file.data.length}\r\n` +
    `Content-Type: ${file.contentType.replace(/[\r\n]/g, "")}\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head, "utf8"), file.data, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const contentType = `multipart/form-data; boundary=${boundary}`;
  return { raw: { body, contentType }, idempotent: false, timeoutMs: UPLOAD_TIMEOUT_MS };
}

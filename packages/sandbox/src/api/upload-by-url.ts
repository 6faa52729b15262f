import { createHash } from "node:crypto";
import { request } from "undici";
import { fail, WecomError } from "../kit/errors.ts";
import { int, object, oneOf, text } from "../kit/fields.ts";
import { seconds } from "../kit/time.ts";
import type { Json, JsonObject } from "../people-host.ts";
import type { Sim } from "../sim.ts";
import type { World } from "../world/world.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { keepMedia } from "./media.ts";

const { post } = family("media", "customers");

const MB = 1024 * 1024;

interface Job {
  [field: string]: Json;
  type: string;
  filename: string;
  url: string;
  md5: string;
  /** 1 running, 2 done, 3 failed */
  status: 1 | 2 | 3;
  detail: JsonObject;
  at: number;
}

/** Reads a url whole, up to the limit; throws the codes of the job's detail. */
async function download(world: World, url: string): Promise<{ data: Buffer; contentType: string }> {
  const chunks: Buffer[] = [];
  let size = 0;
  let contentType = "application/octet-stream";
  try {
    const { statusCode, headers, body } = await request(url, { signal: AbortSignal.timeout(10_000) });
    if (statusCode !== 200 && statusCode !== 206) throw new Error(`HTTP ${statusCode}`);
    if (typeof headers["content-type"] === "string") contentType = headers["content-type"];
    for await (const chunk of body) {
      const part = Buffer.from(chunk);
      size += part.length;
      if (!world.limits.allows("upload-by-url.size", size / MB)) throw fail(830002, "the file is too large");
      chunks.push(part);
    }
  } catch (error) {
    if (error instanceof WecomError) throw error;
    throw fail(830003, `download failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { data: Buffer.concat(chunks), contentType };
}

/** The effect of a job that is due: fetches the file and writes down how it went. */
export async function runUploadJob({ world }: Sim, jobId: string): Promise<void> {
  const id = `upload-job:${jobId}`;
  const job = world.cell<Job | null>(id, null);
  if (!job || job.status !== 1) return;
  try {
    const { data, contentType } = await download(world, job.url);
    if (createHash("md5").update(data).digest("hex") !== job.md5.toLowerCase()) throw fail(301019, "md5 does not match");
    const media = keepMedia(world, job.type, { filename: job.filename, contentType, data }, { scene: "by-url" });
    const detail = { errcode: 0, errmsg: "ok", media_id: media.mediaId, created_at: String(seconds(media.createdAt)) };
    world.keep(id, { ...job, status: 2, detail });
  } catch (error) {
    if (!(error instanceof WecomError)) throw error;
    world.keep(id, { ...job, status: 3, detail: { errcode: error.errcode, errmsg: error.message } });
  }
}

export const uploadByUrlRoutes: ApiRoute[] = [
  post(
    "media/upload_by_url",
    {
      body: {
        scene: oneOf([1], { required: 40058, note: "1 group welcomes" }),
        type: oneOf(["video", "file"], { required: 40005, code: 40005 }),
        filename: text({ required: 40058, maxBytes: "upload-by-url.filename" }),
        url: text({ required: 41010, maxBytes: "upload-by-url.url", code: 830001 }),
        md5: text({ required: 40058, maxBytes: "upload-by-url.md5" }),
      },
      answer: { jobid: text({ required: 0 }) },
      errors: [830001],
      limits: ["upload-by-url.size"],
    },
    (call) => {
      const { world, body } = call;
      if (!URL.canParse(body.url) || !/^https?:$/.test(new URL(body.url).protocol)) throw fail(830001, "invalid url");
      const content = JSON.stringify(call.raw);
      const jobId = world.id("jobid_", 40, "upload-by-url", content, world.count(`upload-by-url:${content}`));
      const { type, filename, url, md5 } = body;
      world.keep(`upload-job:${jobId}`, { type, filename, url, md5, status: 1, detail: {}, at: call.now });
      const { settings } = world;
      world.schedule(call.effectiveAt + settings.uploadJobSeconds * 1000, `upload|${jobId}`, "upload-by-url", { jobId });
      return { jobid: jobId };
    },
  ),
  post(
    "media/get_upload_by_url_result",
    {
      body: { jobid: text({ required: 40058 }) },
      answer: {
        status: int({ required: 0 }),
        detail: object({ errcode: int(), errmsg: text(), media_id: text(), created_at: text() }),
      },
      errors: [40088, 301019, 830002, 830003],
      limits: ["upload-by-url.job"],
    },
    (call) => {
      const { world } = call;
      const job = world.cell<Job | null>(`upload-job:${call.body.jobid}`, null);
      if (!job || !world.limits.allows("upload-by-url.job", (call.now - job.at) / 60_000)) throw fail(40088, "invalid jobid");
      return { status: job.status, detail: job.detail };
    },
  ),
];

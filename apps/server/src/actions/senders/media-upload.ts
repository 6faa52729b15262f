import { sql } from "kysely";
import { defineSender, repeat, type SenderDeps } from "./define.ts";

/** Puts a file of the library up for three days. Put up twice, WeCom keeps two and nobody sees either: it may be repeated. */
export const mediaUploadSender = (deps: SenderDeps) =>
  defineSender(deps, "media.upload", {
    async send(client, { payload }, io) {
      const { rows } = await sql<{ name: string; mime: string; kind: "image" | "video" | "file"; data: Buffer }>`
        select f.name, f.mime, f.kind, p.data from asset_file f
          join asset_part p on p.corp_id = f.corp_id and p.owner = f.id
        where f.corp_id = ${io.corpId} and f.id = ${payload.fileId} order by p.n`.execute(io.db);
      const [file] = rows;
      if (!file) return { status: "failed", error: "the library does not have this file" };
      const data = Buffer.concat(rows.map((row) => row.data));
      const { media_id } = await client.media.upload({
        type: file.kind,
        file: { filename: file.name, contentType: file.mime, data },
      });
      return { status: "sent", result: { mediaId: media_id } };
    },
    settle: repeat,
  });
